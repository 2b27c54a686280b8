import Foundation
import OpenSSLBridge
import Reactor
import RelayCore
import RelayServer
import ShopModel
import Storage
import Testing
import Transport
import WebCodec
import Wire

/// What the server answers over plain HTTPS.
@Suite(.serialized) struct HTTPTests {
    @Test(arguments: [
        ("GET", "/healthz", 200, nil), ("HEAD", "/healthz", 200, nil),
        ("POST", "/healthz", 405, "GET, HEAD"), ("GET", "/", 404, nil),
        ("GET", "/healthz/more", 404, nil), ("GET", "/v1", 426, nil),
        ("GET", "/photos/abc", 404, nil), ("DELETE", "/photos/abc", 405, "GET, HEAD, OPTIONS"),
        ("TRACE", "/healthz", 405, "GET, HEAD"), ("BREW", "/healthz", 501, nil),
        ("OPTIONS", "/healthz", 405, "GET, HEAD"), ("POST", "/v1", 405, "GET"),
        ("GET", "//healthz", 404, nil), ("GET", "/%68ealthz", 404, nil),
        ("GET", "/x/../healthz", 404, nil), ("GET", "/healthz/", 404, nil),
        ("GET", "/healthz%00", 404, nil), ("GET", "/healthz?x=/../y", 200, nil),
        ("GET", "/notify/wechat/seoul-finds", 405, "POST"),
        ("POST", "/notify/other/seoul-finds", 404, nil),
        ("GET", "/notify/other/seoul-finds", 404, nil),
        ("POST", "/notify/wechat/nowhere", 404, nil),
        ("POST", "/notify/wechat/seoul-finds", 404, nil),
    ])
    func `every path has its answer`(
        method: String, path: String, status: Int, allow: String?
    ) async throws {
        let stage = try Stage.open(loops: 1)
        let response = try await stage.exchange(method, path)
        #expect(response.status == status)
        #expect(response.headers.first("allow") == allow)
        #expect(response.body.isEmpty == (method == "HEAD"))
        if status == 426 { #expect(response.headers.first("upgrade") == "websocket") }
        try await stage.close()
    }

    /// What a person, or a program of somebody else's, runs into while it finds out how to connect.
    @Test(
        arguments: [
            (["sec-websocket-protocol": "shopcast.v1.json"], "/v1", 101, nil, nil),
            (["sec-websocket-protocol": "mqtt"], "/v1", 400, nil, "shopcast.v1.protobuf"),
            ([:], "/v1", 400, nil, "Sec-WebSocket-Protocol"),
            (
                ["authorization": "Bearer staff.a.b"], "/v1", 401, "www-authenticate: Shopcast",
                "authenticate"
            ),
            (["authorization": "bearer"], "/v1", 401, "www-authenticate: Shopcast", "authenticate"),
            (["origin": "https://other.example"], "/v1", 403, nil, "--allow-origin https://other"),
            (["origin": "null"], "/v1", 403, nil, "--allow-origin null"),
            (["origin": "nonsense"], "/v1", 403, nil, "scheme://host"),
            ([:], "/", 404, nil, "/v1"), ([:], "/v1/", 404, nil, "/v1"),
            ([:], "//v1", 404, nil, "/v1"),
            ([:], "/%761", 404, nil, "/v1"), ([:], "/x/../v1", 404, nil, "/v1"),
            (["sec-websocket-version": "8"], "/v1", 426, "sec-websocket-version: 13", "must be 13"),
        ] as [(HTTPHeaders, String, Int, String?, String?)])
    func `a request for a WebSocket gets its status, and what to do`(
        headers: HTTPHeaders, path: String, status: Int, field: String?, words: String?
    ) async throws {
        let stage = try Stage.open(loops: 1, isSecure: false)
        var all: HTTPHeaders = [
            "host": "a", "connection": "Upgrade", "upgrade": "websocket",
            "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
        ]
        for header in headers.fields { all.append(header.name, header.value) }
        if headers.first("sec-websocket-version") == nil {
            all.append("sec-websocket-version", "13")
        }
        var request: [UInt8] = []
        HTTPRequestHead(method: "GET", target: path, headers: all).append(to: &request)
        let socket = PlainSocket(port: stage.server.address.port)
        socket.send(String(decoding: request, as: UTF8.self))
        let head = socket.receiveHead()
        #expect(head.hasPrefix("HTTP/1.1 \(status) "), "\(head)")
        if let field { #expect(head.contains("\r\n\(field)"), "\(head)") }
        if let words {
            let text = socket.receiveAll()
            #expect(text.contains(words) && text.hasSuffix(".\n"), "\(text)")
        }
        socket.hangUp()
        try await stage.close()
    }

    @Test func `only a notice may have a body, and none of any length`() async throws {
        let stage = try Stage.open(loops: 1)
        for (path, count, status) in [
            ("/healthz", 1, 413), ("/v1", 1, 413), ("/photos/abc", 1, 413), ("/nothing", 1, 413),
            ("/notify/wechat/seoul-finds", 65_536, 404),
            ("/notify/wechat/seoul-finds", 65_537, 413),
        ] {
            let body = [UInt8](repeating: 7, count: count)
            let answer = try await stage.exchange("POST", path, body: body)
            #expect(answer.status == status, "\(path) \(count)")
        }
        try await stage.close()
    }

    @Test func `a load balancer may ask for health in HTTP/1.0 without Host`() async throws {
        let stage = try Stage.open(loops: 1, isSecure: false)
        let socket = PlainSocket(port: stage.server.address.port)
        socket.send("GET /healthz HTTP/1.0\r\n\r\n")
        let answer = socket.receiveAll()
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nok\n"))
        socket.hangUp()
        try await stage.close()
    }

    @Test func `requests of one connection are answered in their order, photos too`() async throws {
        let stage = try Stage.open(loops: 1, isSecure: false)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1000)
        let path = "/photos/\(try stage.store(bytes))"
        let socket = PlainSocket(port: stage.server.address.port)
        let host = "HTTP/1.1\r\nHost: a\r\n"
        socket.send(
            "GET \(path) \(host)Range: bytes=0-4\r\n\r\nHEAD \(path) \(host)\r\n"
                + "GET /healthz \(host)\r\nGET \(path) \(host)Connection: close\r\n\r\n")
        let answers = socket.receiveAll().split(separator: "HTTP/1.1 ")
        try #require(answers.count == 4)
        #expect(answers[0].hasPrefix("206 ") && answers[0].hasSuffix("\r\n\r\nxxxxx"))
        #expect(answers[1].hasPrefix("200 ") && answers[1].hasSuffix("\r\n\r\n"))
        #expect(answers[1].contains("\r\ncontent-length: 1000\r\n"))
        #expect(answers[2].hasSuffix("\r\n\r\nok\n"))
        #expect(answers[3].hasSuffix("\r\n\r\n" + String(repeating: "x", count: 1000)))
        socket.hangUp()
        try await stage.close()
    }
}

extension Stage {
    /// Sends one request over a connection of its own.
    func exchange(
        _ method: String, _ path: String, _ headers: HTTPHeaders = [:], body: [UInt8] = []
    ) async throws -> HTTPClientResponse {
        let scheme = isSecure ? "https" : "http"
        let request = HTTPClientRequest(
            method: method, url: try RemoteURL("\(scheme)://\(server.address)\(path)"),
            headers: headers, body: body)
        let tls = try TLSContext.client(verification: .none)
        let loop = clients.next()
        let result: Result<HTTPClientResponse, HTTPClientFailure> = await withCheckedContinuation {
            done in
            loop.execute {
                HTTPClient.send(request, on: loop, tls: tls) { done.resume(returning: $0) }
            }
        }
        return try result.get()
    }

    /// Puts a file among the photos, as it is.
    func store(_ bytes: [UInt8]) throws -> PhotoID {
        guard let id = PhotoID(digest: Digest.sha256(bytes)) else {
            preconditionFailure("a digest has 32 bytes")
        }
        _ = try data.photos.begin(id, .full, sizeBytes: bytes.count)
        for start in stride(from: 0, to: bytes.count, by: 64 << 10) {
            let chunk = Array(bytes[start..<min(start + 64 << 10, bytes.count)])
            _ = try data.photos.append(chunk, to: id, at: start) { _, _ in 0 }
        }
        return id
    }
}
