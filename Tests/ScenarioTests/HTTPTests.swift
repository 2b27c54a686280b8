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
struct HTTPTests {
    @Test(arguments: [
        ("GET", "/healthz", 200, nil), ("HEAD", "/healthz", 200, nil),
        ("POST", "/healthz", 405, "GET, HEAD"), ("GET", "/", 404, nil),
        ("GET", "/healthz/more", 404, nil), ("GET", "/v1", 426, nil),
        ("GET", "/photos/abc", 404, nil), ("DELETE", "/photos/abc", 405, "GET, HEAD"),
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

    @Test func `a photo that the client has already is not sent again`() async throws {
        let stage = try Stage.open(loops: 1)
        let bytes = [UInt8](repeating: 7, count: 1000)
        let id = try #require(PhotoID(digest: Digest.sha256(bytes)))
        #expect(try stage.data.photos.begin(id, .full, sizeBytes: 1000) == .receive(from: 0))
        _ = try stage.data.photos.append(bytes, to: id, at: 0) { _, _ in 0 }
        let path = "/photos/\(id)"

        let first = try await stage.exchange("GET", path)
        let tag = try #require(first.headers.first("etag"))
        #expect(first.status == 200 && first.body == bytes)
        let head = try await stage.exchange("HEAD", path)
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(head.headers.first("content-length") == "1000")
        let again = try await stage.exchange("GET", path, ["if-none-match": tag])
        #expect(again.status == 304 && again.body.isEmpty)
        #expect(again.headers.first("etag") == tag)
        #expect(again.headers.first("content-type") == nil)
        let other = try await stage.exchange("GET", path, ["if-none-match": "\"abc\""])
        #expect(other.status == 200 && other.body == bytes)
        try await stage.close()
    }
}

extension Stage {
    /// Sends one request over a connection of its own.
    func exchange(
        _ method: String, _ path: String, _ headers: HTTPHeaders = [:]
    ) async throws -> HTTPClientResponse {
        let request = HTTPClientRequest(
            method: method, url: try RemoteURL("https://\(server.address)\(path)"),
            headers: headers)
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
}
