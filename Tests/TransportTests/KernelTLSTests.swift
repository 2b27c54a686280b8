import OpenSSLBridge
import Reactor
import TestSupport
import Testing
import WebCodec

@testable import Transport

/// A server whose kernel encrypts, played by `SoftwareKernel`, before OpenSSL at the other end.
@Suite(.serialized, .timeLimit(.minutes(3))) struct KernelTLSTests {
    private static let secure = [Security.tls12, .tls13]
    private static let word = Array("what nobody else may read".utf8)

    private static func isInTheClear() -> Bool {
        let clear = SoftwareKernel.sentInTheClear
        return clear.indices.contains { clear[$0...].starts(with: word) }
    }

    // MARK: Finding out

    @Test func `what kernel and OpenSSL can do together is found out`() throws {
        SoftwareKernel.load(.works)
        let found = try KernelTLS.detect()
        #expect(
            "\(found)" == "1.2 AES-128-GCM, 1.2 AES-256-GCM, 1.3 AES-128-GCM, 1.3 AES-256-GCM")
    }

    @Test(
        arguments: [
            (.absent, "the kernel has no module tls, or it is not loaded (modprobe tls)"),
            (
                .refusesKeys,
                "the kernel refuses it: setsockopt: Invalid argument (errno 22)"
            ),
            (.lies, "the kernel takes keys and does not encrypt"),
        ] as [(SoftwareKernel.Mode, String)])
    func `a kernel that cannot is not used, and it is said why`(
        mode: SoftwareKernel.Mode, why: String
    ) throws {
        SoftwareKernel.load(mode)
        #expect(throws: KernelTLS.Absence.self) { _ = try KernelTLS.detect() }
        do throws(KernelTLS.Absence) { _ = try KernelTLS.detect() } catch {
            #expect("\(error)" == why)
        }
    }

    // MARK: Serving

    @Test(arguments: secure, [SoftwareKernel.Mode.works, .isFullAtFirst])
    func `messages of all sizes pass the kernel`(
        security: Security, mode: SoftwareKernel.Mode
    ) async throws {
        SoftwareKernel.load(.works)
        let kernel = try KernelTLS.detect()
        SoftwareKernel.load(mode)
        try await TestServer.run(security, kernelTLS: kernel) { test in
            let (client, connection) = try await TestClient.connect(to: test)
            _ = await client.events.next()
            for size in [0, 1, 125, 126, 4_095, 4_096, 16_384, 16_385, 65_536, 300_000] {
                let bytes = Self.word + Array(repeating: UInt8(size & 0xFF), count: size)
                try await test.loop.run { connection.value.send(binary: bytes) }
                #expect(await client.events.next() == .message(.binary(bytes)))
            }
            let code = CloseCode(application: 4_001)
            try await test.loop.run { connection.value.close(code, reason: "") }
            #expect(await client.events.next() == .closed(.closedByUs(code)))
            try await test.loop.until { test.loop.registrationCount == 1 }
        }
        let counts = SoftwareKernel.counts
        #expect(counts.keys == 1)
        #expect(counts.records[23, default: 0] > 30)
        #expect(counts.records[22] == 1)  // A ticket, or the end of the handshake.
        #expect(counts.records[21] == 1)  // close_notify.
        #expect(!Self.isInTheClear())
    }

    @Test(arguments: secure)
    func `what a slow reader cannot take yet passes the kernel later, up to close_notify`(
        security: Security
    ) async throws {
        SoftwareKernel.load(.works)
        let kernel = try KernelTLS.detect()
        let message = Self.word + Array(repeating: 1, count: 7 << 20)
        let behaviour = Behaviour(onOpen: { connection in
            connection.send(binary: message)
            connection.close(.goingAway, reason: "later")
        })
        try await TestServer.run(
            security, kernelTLS: kernel, doing: behaviour
        ) { test in
            var clientLimits = TransportLimits()
            clientLimits.message.payloadBytes = 8 << 20
            let (client, connection) = try await TestClient.connect(
                to: test, limits: clientLimits, pausesAtOpen: true)
            _ = await client.events.next()
            try await test.loop.until { SoftwareKernel.counts.heldRecords > 0 }
            try await test.loop.run { connection.value.resumeReading() }
            #expect(await client.events.next() == .message(.binary(message)))
            #expect(
                await client.events.next() == .closed(.closedByPeer(.goingAway, reason: "later")))
            #expect(await test.closes.next() == .closedByUs(.goingAway))
            // The peer's end comes; a sweep may have to see that it has everything.
            var seconds = 1
            while try await test.loop.run({ test.loop.registrationCount }) > 1 {
                try await test.sweep(at: .seconds(seconds))
                seconds += 1
            }
        }
        #expect(!Self.isInTheClear())
    }

    @Test(arguments: secure)
    func `HTTP answers pass the kernel, and the peer has them before the end`(
        security: Security
    ) async throws {
        SoftwareKernel.load(.works)
        let kernel = try KernelTLS.detect()
        let body = Self.word + Array(repeating: 7, count: 500_000)
        let behaviour = Behaviour(respond: { $1(HTTPResponse(status: 200, body: body)) })
        try await TestServer.run(security, kernelTLS: kernel, doing: behaviour) { test in
            let tls = try security.clientContext()
            let url = test.url("/photo")
            let loop = test.loop
            let answer = await loop.wait { done in
                HTTPClient.send(
                    HTTPClientRequest(url: url), on: loop, tls: tls, completion: done)
            }
            #expect(try answer.get().body == body)
        }
        #expect(!Self.isInTheClear())
    }

    // MARK: Refusals

    @Test(arguments: secure)
    func `a connection whose keys the kernel refuses ends, and nothing leaves in the clear`(
        security: Security
    ) async throws {
        SoftwareKernel.load(.works)
        let kernel = try KernelTLS.detect()
        SoftwareKernel.load(.refusesKeys)
        let behaviour = Behaviour(onOpen: { $0.send(binary: Self.word) })
        try await TestServer.run(security, kernelTLS: kernel, doing: behaviour) { test in
            let tls = try security.clientContext()
            let result = await TestClient.connect(to: test.url("/v1"), on: test.loop, tls: tls)
            #expect(result.failure != nil)
            try await test.loop.until { test.loop.registrationCount == 1 }
            #expect(
                test.notices.all == [
                    "closed a connection: the kernel refuses its TLS keys: "
                        + "setsockopt: Invalid argument (errno 22)"
                ])
        }
        #expect(!SoftwareKernel.sentInTheClear.isEmpty)  // OpenSSL's part of the handshake.
        #expect(!Self.isInTheClear() && SoftwareKernel.counts.keys == 0)
    }

    @Test(arguments: secure)
    func `a socket that does not get the module is left to OpenSSL`(
        security: Security
    ) async throws {
        SoftwareKernel.load(.works)
        let kernel = try KernelTLS.detect()
        SoftwareKernel.load(.absent)
        try await TestServer.run(security, kernelTLS: kernel) { test in
            let (client, connection) = try await TestClient.connect(to: test)
            _ = await client.events.next()
            try await test.loop.run { connection.value.send(binary: Self.word) }
            #expect(await client.events.next() == .message(.binary(Self.word)))
        }
        #expect(SoftwareKernel.counts == SoftwareKernel.Counts())
    }
}
