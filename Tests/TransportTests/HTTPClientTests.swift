import Reactor
import Testing
import WebCodec

@testable import Transport

@Suite(.serialized, .timeLimit(.minutes(3))) struct HTTPClientTests {
    private static func send(
        _ request: HTTPClientRequest, on loop: EventLoop, _ security: Security = .plain,
        timeout: Duration = .seconds(30), limits: HTTPLimits = HTTPLimits()
    ) async throws -> Result<HTTPClientResponse, HTTPClientFailure> {
        let tls = try security.clientContext()
        return await loop.wait { done in
            HTTPClient.send(
                request, on: loop, tls: tls, timeout: timeout, limits: limits, completion: done)
        }
    }

    /// The client's result when the server gives these bytes, and ends if told so.
    private static func result(
        of answer: String, ends: Bool = true, timeout: Duration = .seconds(30),
        limits: HTTPLimits = HTTPLimits()
    ) async throws -> Result<HTTPClientResponse, HTTPClientFailure> {
        let group = try EventLoopGroup(count: 1)
        let server = try RawServer { peer in
            _ = peer.receiveHead()
            peer.send(answer)
            if ends { peer.finishSending() }
            _ = peer.receiveAll()
        }
        let request = HTTPClientRequest(url: try RemoteURL(server.url()))
        let result = try await send(request, on: group[0], timeout: timeout, limits: limits)
        try await group[0].until { group[0].registrationCount == 0 }
        await group.ended()
        return result
    }

    @Test(arguments: Security.allCases)
    func `a request gets its answer`(security: Security) async throws {
        let behaviour = Behaviour(respond: { request, respond in
            let host = request.head.headers.first("host") ?? ""
            respond(
                HTTPResponse(
                    status: 202, headers: ["x-host": host],
                    body: Array(request.head.method.utf8) + request.body))
        })
        try await TestServer.run(security, doing: behaviour) { test in
            let body = Array(repeating: UInt8(7), count: 500_000)
            let request = HTTPClientRequest(method: "POST", url: test.url("/pay"), body: body)
            let response = try await Self.send(request, on: test.loop, security).get()
            #expect(response.status == 202)
            #expect(response.headers.first("x-host") == "\(test.address)")
            #expect(response.body == Array("POST".utf8) + body)
            try await test.loop.until { test.loop.registrationCount == 1 }  // The listener.
        }
    }

    @Test func `a chunked answer is put together`() async throws {
        let chunks =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        #expect(try await Self.result(of: chunks, ends: false).get().body == Array("abcde".utf8))
    }

    @Test func `an answer may end with the connection`() async throws {
        let answer = "HTTP/1.1 200 OK\r\n\r\nabc"
        #expect(try await Self.result(of: answer).get().body == Array("abc".utf8))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "HTTP/1.1 2", "",
    ])
    func `an answer that ends too early is none`(answer: String) async throws {
        #expect(try await Self.result(of: answer).failure == .disconnected)
    }

    @Test func `an answer that is too large or malformed is none`() async throws {
        var limits = HTTPLimits()
        limits.bodyBytes = 2
        let answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
        let tooLarge = try await Self.result(of: answer, limits: limits)
        #expect(tooLarge.failure == .malformedAnswer(.bodyTooLarge))
        let malformed = try await Self.result(of: "HTTP/3.0 200 OK\r\n\r\n")
        #expect(malformed.failure == .malformedAnswer(.unsupportedVersion))
    }

    @Test func `a request that takes too long is given up`() async throws {
        let result = try await Self.result(
            of: "HTTP/1.1 200 OK\r\n", ends: false, timeout: .milliseconds(20))
        #expect(result.failure == .timedOut(after: .milliseconds(20)))
    }

    @Test func `a host that refuses is told`() async throws {
        let group = try EventLoopGroup(count: 1)
        let address = try Socket.listening(at: .loopback()).localAddress()  // Closed again.
        let url = RemoteURL(isSecure: false, host: "127.0.0.1", port: address.port)
        let result = try await Self.send(HTTPClientRequest(url: url), on: group[0])
        #expect(result.failure == .connect(.unreachable(.refused(address))))
        await group.ended()
    }
}
