import Glibc
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// A machine that lacks something, and a wall clock that jumps.
@Suite(.timeLimit(.minutes(3)))
struct ScarcityTests {
    /// Opens a WebSocket, and tells the server's descriptor.
    private func open(_ test: TestServer, _ descriptors: Log<Int32>) throws -> ScriptedPeer {
        let peer = try ScriptedPeer(test)
        try peer.upgrade()
        #expect(descriptors.all.count == 1)
        return peer
    }

    private func behaviour(_ descriptors: Log<Int32>) -> Behaviour {
        Behaviour(onOpen: { descriptors.add($0.stream.registration.descriptor) })
    }

    @Test(arguments: Security.allCases, [ENOBUFS, ENOMEM])
    func `a send that lacks memory ends its connection, and the log says why`(
        security: Security, code: Int32
    ) async throws {
        let descriptors = Log<Int32>()
        try await TestServer.run(security, doing: behaviour(descriptors)) { test in
            let peer = try open(test, descriptors)
            FaultyKernel.fail(.send, of: descriptors.all[0], with: code)
            try peer.send(plaintext: RawPeer.frame(.text, [0x61]))
            #expect(await test.closes.next() == .disconnected)
            #expect(test.server.counters.open == 0)
            let error = SystemError(.send, code: code)
            #expect(test.notices.all == ["closed a connection: \(error)"])
        }
    }

    @Test(arguments: Security.allCases)
    func `a read that lacks memory ends its connection, and the log says why`(
        security: Security
    ) async throws {
        let descriptors = Log<Int32>()
        try await TestServer.run(security, doing: behaviour(descriptors)) { test in
            let peer = try open(test, descriptors)
            FaultyKernel.fail(.recv, of: descriptors.all[0], with: ENOMEM)
            try peer.send(plaintext: RawPeer.frame(.text, [0x61]))
            #expect(await test.closes.next() == .disconnected)
            #expect(test.server.counters.open == 0)
            let error = SystemError(.recv, code: ENOMEM)
            #expect(test.notices.all == ["closed a connection: \(error)"])
        }
    }

    @Test func `without descriptors a server serves whom it has and takes others later`() async {
        await #expect(processExitsWith: .success) {
            try await TestServer.run { test in
                let first = try ScriptedPeer(test)
                try first.upgrade()
                // Sockets for the peers to come, and then every descriptor that is left.
                let late = (0..<5).map { _ in socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0) }
                var limit = rlimit(rlim_cur: 128, rlim_max: 128)
                precondition(unsafe setrlimit(__rlimit_resource_t(7), &limit) == 0)
                var spares: [Int32] = []
                while case let spare = dup(0), spare >= 0 { spares.append(spare) }
                for descriptor in late { RawPeer.connect(descriptor, to: test.address.port) }
                try await test.loop.until { !test.notices.all.isEmpty }
                let words = "accepting rests: \(SystemError(.accept4, code: EMFILE))"
                precondition(test.notices.all.first == words)

                let (start, before) = try await test.loop.run {
                    (test.loop.now, test.loop.statistics)
                }
                for _ in 0..<100 {
                    try first.send(plaintext: RawPeer.frame(.text, [0x61]))
                    let echo = try first.receive()
                    precondition(echo == [0x81, 1, 0x61])
                }
                let (end, after) = try await test.loop.run {
                    (test.loop.now, test.loop.statistics)
                }
                // Each echo is an event, and each attempt to accept, one after each rest.
                let attempts = Int((end - start) / Listener.Limits().pause) + 1
                precondition(after.events - before.events <= 100 + attempts)

                for spare in spares { close(spare) }
                let peers = late.map { RawPeer(adopting: $0) }
                for peer in peers {
                    precondition(peer.upgrade()?.hasPrefix("HTTP/1.1 101 ") == true)
                }
                precondition(test.server.counters.open == 6)
                withExtendedLifetime(peers) {}
            }
        }
    }

    @Test(arguments: [-315_360_000, 315_360_000])
    func `the wall clock may jump by ten years without effect on any time limit`(
        seconds: Int
    ) async {
        await #expect(processExitsWith: .success) { [seconds] in
            try await TestServer.run { test in
                let idle = try ScriptedPeer(test)
                try idle.upgrade()
                let asking = RawPeer(port: test.address.port)
                asking.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let date = try #require(asking.receiveHead()?.date)
                _ = asking.receive()

                FaultyKernel.shiftWallClock(bySeconds: seconds)
                // Time limits are looked at, and timers fire, as if nothing had happened.
                try await test.loop.run { LoopContext.of(test.loop).sweep(at: test.loop.now) }
                let fired: Bool = await test.loop.wait { done in
                    test.loop.schedule(after: .milliseconds(1)) { done(true) }
                }
                precondition(fired && test.server.counters.open == 2)
                try idle.send(plaintext: RawPeer.frame(.text, [0x61]))
                let echo = try idle.receive()
                precondition(echo == [0x81, 1, 0x61])
                // Only the date that people see follows.
                asking.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                let later = try #require(asking.receiveHead()?.date)
                precondition(later != date)
            }
        }
    }
}

extension String {
    /// The value of a head's `date`.
    fileprivate var date: Substring? {
        split(separator: "\r\n").first { $0.hasPrefix("date: ") }?.dropFirst(6)
    }
}
