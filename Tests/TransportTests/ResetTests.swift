import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// Peers that vanish: a reset, or an end, wherever a session can be.
@Suite(.timeLimit(.minutes(3)))
struct ResetTests {
    enum Place: CaseIterable, Sendable {
        case afterConnect, inHandshake, afterHandshake, inHead, inBody, whileAnswered, inFrameHeader
        case inFrame, betweenFragments, inCloseFrame, afterCloseFrame, whileTheServerCloses
        case withUnsentBytes
    }

    enum Ending: CaseIterable, Sendable { case reset, end, halfEnd }

    /// The request is answered never, and who says "flood" gets more than he takes.
    private static let behaviour = Behaviour(
        onMessage: { connection, message in
            if message.bytes == Array("flood".utf8) {
                connection.send(binary: [UInt8](repeating: 1, count: 1 << 20))
            } else if message.bytes == Array("close".utf8) {
                connection.close(.goingAway)
            }
        },
        respond: { _, _ in })

    /// Brings a session to a place.
    private func reach(_ place: Place, in test: TestServer) throws -> ScriptedPeer {
        let peer = try ScriptedPeer(test, receiveBufferBytes: 4_096)
        func say(_ text: String) throws { try peer.send(plaintext: Array(text.utf8)) }
        switch place {
        case .afterConnect: break
        case .inHandshake: peer.send(Array(peer.hello().prefix(100)))
        case .afterHandshake: try peer.shakeHands()
        case .inHead, .inBody, .whileAnswered:
            try peer.shakeHands()
            let length = place == .inBody ? 9 : 1
            try say("POST / HTTP/1.1\r\nHost: a\r\n")
            if place != .inHead { try say("Content-Length: \(length)\r\n\r\nx") }
        case .inFrameHeader, .inFrame, .betweenFragments, .inCloseFrame, .afterCloseFrame,
            .whileTheServerCloses, .withUnsentBytes:
            try peer.upgrade()
            try peer.send(plaintext: frames(for: place))
        }
        return peer
    }

    private func frames(for place: Place) -> [UInt8] {
        switch place {
        case .inFrameHeader: Array(RawPeer.frame(.text, [0x61]).prefix(4))
        case .inFrame: RawPeer.frame(.text, Array("hello".utf8)).dropLast()
        case .betweenFragments: RawPeer.frame(.text, Array("hello".utf8), isFinal: false)
        case .inCloseFrame: RawPeer.closeFrame(.normal).dropLast()
        case .afterCloseFrame: RawPeer.closeFrame(.normal)
        case .whileTheServerCloses: RawPeer.frame(.text, Array("close".utf8))
        case .withUnsentBytes: RawPeer.frame(.text, Array("flood".utf8))
        default: []
        }
    }

    @Test(arguments: Security.allCases, Ending.allCases)
    func `a peer may vanish anywhere, and nothing stays`(
        security: Security, ending: Ending
    ) async throws {
        try await TestServer.run(security, doing: Self.behaviour) { test in
            var (sent, stayers) = (0, [ScriptedPeer]())
            for place in Place.allCases {
                for _ in 0..<3 {
                    let peer = try reach(place, in: test)
                    sent += peer.sentBytes
                    try await test.hasReceived(sent)
                    switch ending {
                    case .reset: peer.raw.resetAtClose()
                    case .end: break
                    case .halfEnd:
                        peer.raw.finishSending()
                        stayers.append(peer)  // It could still read, but does not.
                    }
                }
            }
            // An answer is owed to those who ended without a reset; their time comes.
            var seconds = 100
            while test.server.counters.open > 0 {
                try await test.sweep(at: .seconds(seconds))
                seconds += 100
            }
            #expect(try await test.loop.run { test.loop.registrationCount } == 1)
            #expect(test.server.counters.accepted == Place.allCases.count * 3)
            // Nobody but the peer was at fault.
            #expect(test.notices.all.filter { $0.contains("errno") } == [])
            withExtendedLifetime(stayers) {}
        }
    }

    @Test(arguments: Security.allCases)
    func `a reset among others is told once, and the others go on`(
        security: Security
    ) async throws {
        try await TestServer.run(security) { test in
            let steady = try ScriptedPeer(test)
            try steady.upgrade()
            for _ in 0..<20 {
                let victim = try ScriptedPeer(test)
                try victim.upgrade()
                victim.raw.resetAtClose()
                _ = consume victim
                #expect(await test.closes.next() == .disconnected)
                try steady.send(plaintext: RawPeer.frame(.text, [0x61]))
                #expect(try steady.receive() == [0x81, 1, 0x61])
            }
            #expect(test.server.counters.open == 1)
        }
    }
}
