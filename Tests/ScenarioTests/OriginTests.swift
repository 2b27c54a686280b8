import OpenSSLBridge
import Reactor
import RelayServer
import Testing
import Transport
import WebCodec
import Wire

/// Which web pages get in, and what they may read.
@Suite(.serialized) struct OriginTests {
    /// The status of a request for a WebSocket; nil when it is opened.
    private func refusal(_ stage: Stage, origin: String?) async throws -> Int? {
        var headers: HTTPHeaders = [:]
        if let origin { headers.append("origin", origin) }
        let scheme = stage.isSecure ? "wss" : "ws"
        let url = try RemoteURL("\(scheme)://\(stage.server.address)/v1")
        let tls = try TLSContext.client(verification: .none)
        let loop = stage.clients.next()
        return await withCheckedContinuation { [headers] done in
            loop.execute {
                WebSocketClient.connect(
                    to: url, on: loop, tls: tls, subprotocols: ["shopcast.v1.json"],
                    headers: headers, handler: Silent()
                ) { result in
                    switch result {
                    case .success(let connection):
                        connection.close(.normal)
                        done.resume(returning: nil)
                    case .failure(.refused(let status, _, _)): done.resume(returning: status)
                    case .failure: done.resume(returning: 0)
                    }
                }
            }
        }
    }

    private final class Silent: WebSocketHandler {
        func webSocketDidOpen(_ connection: WebSocketConnection) {}
        func webSocket(
            _ connection: WebSocketConnection, didReceive kind: MessageKind,
            _ message: Span<UInt8>
        ) {}
        func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {}
    }

    @Test(arguments: [true, false])
    func `programs and pages of the server's own host get in, others do not`(
        isSecure: Bool
    ) async throws {
        let stage = try Stage.open(loops: 1, isSecure: isSecure)
        let address = stage.server.address
        #expect(try await refusal(stage, origin: nil) == nil)
        #expect(try await refusal(stage, origin: "https://\(address)") == nil)
        // A page without TLS is nobody's on a server with it: who knows who changed it on the way.
        #expect(
            try await refusal(stage, origin: "http://\(address)") == (isSecure ? 403 : nil))
        for origin in [
            "https://127.0.0.1", "https://127.0.0.1:1", "https://localhost:\(address.port)",
            "https://\(address).evil.example", "null", "", "*", "https://\(address)/",
            "https://\(address), https://\(address)",
        ] {
            #expect(try await refusal(stage, origin: origin) == 403, "\(origin)")
        }
        try await stage.close()
    }

    @Test func `listed origins get in by scheme, host and port`() async throws {
        let policy = try OriginPolicy(["https://shop.example", "http://localhost:5173", "null"])
        let stage = try Stage.open(loops: 1, origins: policy)
        for origin in [
            "https://shop.example", "https://shop.example:443", "https://SHOP.example",
            "http://localhost:5173", "null",
        ] {
            #expect(try await refusal(stage, origin: origin) == nil, "\(origin)")
        }
        for origin in [
            "http://shop.example", "https://shop.example:8443", "https://a.shop.example",
            "https://shop.example.evil.example", "http://localhost", "https://localhost:5173",
        ] {
            #expect(try await refusal(stage, origin: origin) == 403, "\(origin)")
        }
        try await stage.close()
    }

    @Test func `all origins get in when the setting says so, but for pages that have none`()
        async throws
    {
        let stage = try Stage.open(loops: 1, origins: try OriginPolicy(["*"]))
        #expect(try await refusal(stage, origin: "https://any.example") == nil)
        #expect(try await refusal(stage, origin: "null") == 403)
        try await stage.close()
    }

    @Test(arguments: ["shop.example", "https://shop.example/", "https://*.example", "", "https://"])
    func `a setting that is no origin is refused with what to write`(setting: String) throws {
        #expect(throws: OriginPolicyError.self) { try OriginPolicy([setting]) }
        let (text, code) = try runServer(
            ["serve", "--data", "/dev/null/none", "--allow-origin", setting])
        #expect(code == 64)
        #expect(text.contains("--allow-origin") && text.contains("https://shop.example"))
    }

    @Test func `pages of allowed origins may read photos, and every cache is told`() async throws {
        let policy = try OriginPolicy(["https://shop.example"])
        let stage = try Stage.open(loops: 1, origins: policy)
        let path = "/photos/\(try stage.store(Array("photo".utf8)))"
        for (origin, allowed) in [
            ("https://shop.example", "https://shop.example"), ("https://evil.example", nil),
            ("null", nil), (nil, nil),
        ] {
            var headers: HTTPHeaders = [:]
            if let origin { headers.append("origin", origin) }
            for status in [200, 304] {
                if status == 304 { headers.append("if-none-match", "*") }
                let answer = try await stage.exchange("GET", path, headers)
                #expect(answer.status == status)
                #expect(answer.headers.first("access-control-allow-origin") == allowed)
                #expect(answer.headers.first("vary") == "origin")
            }
        }
        try await stage.close()
    }

    @Test func `when all may read photos, answers do not depend on who asks`() async throws {
        let stage = try Stage.open(loops: 1, origins: try OriginPolicy(["*"]))
        let path = "/photos/\(try stage.store(Array("photo".utf8)))"
        for headers: HTTPHeaders in [[:], ["origin": "https://any.example"], ["origin": "null"]] {
            let answer = try await stage.exchange("GET", path, headers)
            #expect(answer.headers.first("access-control-allow-origin") == "*")
            #expect(answer.headers.first("vary") == nil)
        }
        try await stage.close()
    }

    @Test func `a browser may ask beforehand whether it may ask for a part`() async throws {
        let policy = try OriginPolicy(["https://shop.example"])
        let stage = try Stage.open(loops: 1, origins: policy)
        let path = "/photos/\(try stage.store(Array("photo".utf8)))"
        for (origin, isAllowed) in [("https://shop.example", true), ("https://a.example", false)] {
            let answer = try await stage.exchange(
                "OPTIONS", path,
                [
                    "origin": origin, "access-control-request-method": "GET",
                    "access-control-request-headers": "range",
                ])
            #expect(answer.status == 204 && answer.body.isEmpty)
            #expect(answer.headers.first("allow") == "GET, HEAD, OPTIONS")
            let allowed = answer.headers.contains("range", in: "access-control-allow-headers")
            #expect(allowed == isAllowed)
        }
        try await stage.close()
    }
}
