import OpenSSLBridge
import Reactor
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct ClientTests {
    @Test func `an untrusted certificate is told with its fingerprint, and nothing is sent`()
        async throws
    {
        let fingerprint = try Certificate(pem: Security.identity.get().certificatePEM).fingerprint
        let anybody = try TLSContext.client(verification: .none)
        try await TestServer.run(.tls13) { test in
            let failure = await #expect(throws: ConnectFailure.self) {
                _ = try await TestClient.connect(to: test, tls: anybody) { _ in false }
            }
            #expect(failure == .untrusted(fingerprint: fingerprint))
            #expect(failure?.description.contains(Hex.encode(fingerprint)) == true)
            try await test.loop.until { test.server.counters.open == 0 }
            #expect(test.notices.all.isEmpty)
        }
    }

    @Test func `a certificate of an unknown authority is refused with the reason`() async throws {
        let other = try SelfSignedCertificate.make(names: ["127.0.0.1"], validityDays: 3)
        let context = try TLSContext.client(
            verification: .authorities(pem: other.certificatePEM))
        try await TestServer.run(.tls13) { test in
            let failure = await #expect(throws: ConnectFailure.self) {
                _ = try await TestClient.connect(to: test, tls: context)
            }
            #expect(failure?.description.contains("self-signed certificate") == true)
        }
    }

    @Test func `TLS spoken to a plain port fails with a reason`() async throws {
        let anybody = try TLSContext.client(verification: .none)
        try await TestServer.run { test in
            var url = test.url()
            url.isSecure = true
            let result = await TestClient.connect(to: url, on: test.loop, tls: anybody)
            guard case .tls(.protocolViolation) = result.failure else {
                Issue.record("\(String(describing: result.failure))")
                return
            }
        }
    }

    @Test(arguments: [
        ("SSH-2.0-OpenSSH_9.2\r\n\r\n", ConnectFailure.malformedAnswer(.malformedStatusLine)),
        ("", .disconnected),
        (
            "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            .upgrade(.wrongAccept)
        ),
        ("HTTP/1.0 403 No\r\n\r\nnot you", .refused(status: 403, text: "not you")),
        (
            "HTTP/1.0 503 No\r\nRetry-After: 7\r\n\r\n",
            .refused(status: 503, text: "", retryAfter: .seconds(7))
        ),
        (
            "HTTP/1.0 503 No\r\nRetry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
            .refused(status: 503, text: "")
        ),
    ])
    func `a server that is none is told from others`(
        answer: String, failure: ConnectFailure
    ) async throws {
        let group = try EventLoopGroup(count: 1)
        let server = try RawServer { peer in
            _ = peer.receiveHead()
            peer.send(answer)
            peer.finishSending()
            _ = peer.receiveAll()
        }
        let url = try RemoteURL(server.url())
        let result = await TestClient.connect(to: url, on: group[0])
        #expect(result.failure == failure)
        await group.ended()
    }

    @Test func `a server that does not answer is given up after connectTime`() async throws {
        let group = try EventLoopGroup(count: 1)
        let server = try RawServer { peer in _ = peer.receiveAll() }
        var limits = TransportLimits()
        limits.connectTime = .milliseconds(20)
        let url = try RemoteURL(server.url())
        let result = await TestClient.connect(to: url, on: group[0], limits: limits)
        #expect(result.failure == .timedOut(after: .milliseconds(20)))
        #expect(try await group[0].run { group[0].registrationCount } == 0)
        await group.ended()
    }

    @Test func `a header of the upgrade itself cannot be sent twice`() async throws {
        let group = try EventLoopGroup(count: 1)
        let loop = group[0]
        let failure: ConnectFailure? = await loop.wait { done in
            WebSocketClient.connect(
                to: RemoteURL(isSecure: false, host: "127.0.0.1", port: 1), on: loop,
                headers: ["Sec-WebSocket-Key": "x"], handler: TestClient(loop)
            ) { done($0.failure) }
        }
        #expect(failure == .upgrade(.invalidHeader("sec-websocket-key")))
        await group.ended()
    }

    @Test func `every frame of a client has another mask`() {
        var source = MaskSource()
        let masks = (0..<3_000).map { _ in source.next().bits }
        #expect(Set(masks).count > 2_990)
    }

    @Test(arguments: [
        ("ws://shop.test", RemoteURL(isSecure: false, host: "shop.test", port: 80, target: "/")),
        (
            "WSS://shop.test/v1",
            RemoteURL(isSecure: true, host: "shop.test", port: 443, target: "/v1")
        ),
        (
            "https://[::1]:8443?a=b",
            RemoteURL(isSecure: true, host: "::1", port: 8_443, target: "/?a=b")
        ),
        (
            "http://127.0.0.1:9/x/y?z",
            RemoteURL(isSecure: false, host: "127.0.0.1", port: 9, target: "/x/y?z")
        ),
    ])
    func `a URL is read`(text: String, url: RemoteURL) throws {
        #expect(try RemoteURL(text) == url)
    }

    @Test(arguments: [
        "shop.test:8443", "ftp://shop.test", "ws://", "ws://user@shop.test", "ws://shop.test:",
        "ws://shop.test:70000", "ws://[::1", "ws://::1:80", "ws://shop.test/ x", "ws://a b/",
        "ws://shop.test/#part", "ws://[::1]80",
    ])
    func `what is no URL is refused`(text: String) {
        #expect(throws: RemoteURLError.self) { try RemoteURL(text) }
    }
}
