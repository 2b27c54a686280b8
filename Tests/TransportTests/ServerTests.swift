import OpenSSLBridge
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct ServerTests {
    @Test func `an address in use is an error that says what to do`() async throws {
        try await TestServer.run { test in
            let error = #expect(throws: ListenError.self) {
                _ = try Server.start(at: test.address, group: test.group) { _ in
                    preconditionFailure("no loop listens")
                }
            }
            #expect(error == .addressInUse(test.address))
        }
    }

    @Test func `all loops of a group accept`() async throws {
        let loops = Log<ObjectIdentifier>()
        let behaviour = Behaviour(onOpen: { loops.add(ObjectIdentifier($0.loop)) })
        try await TestServer.run(loops: 2, doing: behaviour) { test in
            // The kernel draws by hash: 64 in a row on one side happen once in 2⁶³ runs.
            let peers = (0..<64).map { _ in RawPeer(port: test.address.port) }
            for peer in peers { peer.upgrade() }
            #expect(Set(loops.all).count == 2)
        }
    }

    @Test func `a stopped server refuses, and serves whom it has`() async throws {
        try await TestServer.run { test in
            let peer = RawPeer(port: test.address.port)
            peer.upgrade()
            await withCheckedContinuation { done in test.server.stop { done.resume() } }
            let result = await TestClient.connect(to: test.url(), on: test.loop)
            #expect(result.failure == .unreachable(.refused(test.address)))
            #expect(result.failure?.description.contains("is the server running?") == true)
            peer.send(RawPeer.frame(.text, [65]))
            #expect(peer.receive() == [0x81, 1, 65])
        }
    }

    @Test func `draining closes all connections in batches, and tells when it is done`()
        async throws
    {
        try await TestServer.run(loops: 2) { test in
            let sockets = (0..<10).map { _ in RawPeer(port: test.address.port) }
            for peer in sockets { peer.upgrade() }
            let idle = RawPeer(port: test.address.port)
            idle.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = idle.receiveHead()
            _ = idle.receive()
            let closed = Log<Bool>()
            test.server.closeAll(.serviceRestart, batch: 2, pause: .milliseconds(1)) {
                closed.add(true)
            }
            for peer in sockets {
                #expect(peer.receive() == [0x88, 2, 3, 244])
                peer.send(RawPeer.closeFrame(.serviceRestart))
                #expect(peer.receiveAll() == [])
                peer.finishSending()
            }
            #expect(idle.receiveAll() == [])
            idle.finishSending()
            for loop in test.group.loops { try await loop.until { closed.all == [true] } }
            #expect(test.server.counters.open == 0)
        }
    }

    @Test func `a request that is being answered is answered before the end`() async throws {
        let pending = Log<@Sendable () -> Void>()
        let behaviour = Behaviour(respond: { request, respond in
            let answer = Unchecked(respond)
            pending.add { answer.value(.text(200, "done")) }
        })
        try await TestServer.run(doing: behaviour) { test in
            let peer = RawPeer(port: test.address.port)
            peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await test.loop.until { pending.all.count == 1 }
            test.server.closeAll(.goingAway)
            try await test.loop.run { pending.all[0]() }
            #expect(peer.receiveText()?.hasSuffix("\r\n\r\ndone\n") == true)
        }
    }

    @Test func `a new certificate holds for new connections`() async throws {
        let second = try SelfSignedCertificate.make(names: ["127.0.0.1"], validityDays: 3)
        let context = try TLSContext.server(
            certificateChainPEM: second.certificatePEM, privateKeyPEM: second.privateKeyPEM)
        let anybody = try TLSContext.client(verification: .none)
        try await TestServer.run(.tls13) { test in
            let fingerprints = Log<[UInt8]>()
            let note: @Sendable ([UInt8]) -> Bool = {
                fingerprints.add($0)
                return true
            }
            let (old, connection) = try await TestClient.connect(
                to: test, tls: anybody, verifyPeer: note)
            _ = await old.events.next()
            test.server.replace(tls: context)
            _ = try await TestClient.connect(to: test, tls: anybody, verifyPeer: note)
            try await test.loop.run { connection.value.send(text: [65]) }
            #expect(await old.events.next() == .message(.text([65])))
            let expected = [
                try Certificate(pem: Security.identity.get().certificatePEM).fingerprint,
                try Certificate(pem: second.certificatePEM).fingerprint,
            ]
            #expect(fingerprints.all == expected)
        }
    }
}
