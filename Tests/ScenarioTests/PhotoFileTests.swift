import Foundation
import OpenSSLBridge
import Reactor
import RelayServer
import ShopModel
import Storage
import TestSupport
import Testing
import Transport
import WebCodec

/// Photos as files over HTTP: caches, parts, and no copy for each request.
@Suite(.serialized) struct PhotoFileTests {
    private static let bytes = {
        var generator = SeededGenerator(seed: 5)
        return (0..<200_000).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }()

    private struct Case: Sendable, CustomTestStringConvertible {
        let request: HTTPHeaders
        let status: Int
        var range: Range<Int>?
        var contentRange: String?
        var testDescription: String { "\(request.fields.map { "\($0.name): \($0.value)" })" }
    }

    private static let tag = "\"\(Hex.encode(Digest.sha256(bytes)))\""

    private static let cases = [
        Case(request: [:], status: 200, range: 0..<200_000),
        Case(
            request: ["range": "bytes=0-99"], status: 206, range: 0..<100,
            contentRange: "bytes 0-99/200000"),
        Case(
            request: ["range": "bytes=150000-"], status: 206, range: 150_000..<200_000,
            contentRange: "bytes 150000-199999/200000"),
        Case(
            request: ["range": "bytes=-1"], status: 206, range: 199_999..<200_000,
            contentRange: "bytes 199999-199999/200000"),
        Case(
            request: ["range": "bytes=1-999999"], status: 206, range: 1..<200_000,
            contentRange: "bytes 1-199999/200000"),
        Case(request: ["range": "bytes=200000-"], status: 416, contentRange: "bytes */200000"),
        Case(request: ["range": "bytes=-0"], status: 416, contentRange: "bytes */200000"),
        Case(request: ["range": "bytes=0-0,5-5"], status: 200, range: 0..<200_000),
        Case(request: ["range": "bytes=5-0"], status: 200, range: 0..<200_000),
        Case(
            request: ["range": "bytes=0-0", "if-range": tag], status: 206, range: 0..<1,
            contentRange: "bytes 0-0/200000"),
        Case(
            request: ["range": "bytes=0-0", "if-range": "\"x\""], status: 200, range: 0..<200_000),
        Case(request: ["if-none-match": tag], status: 304),
        Case(request: ["if-none-match": "\"x\", W/\(tag)"], status: 304),
        Case(request: ["if-none-match": "*"], status: 304),
        Case(request: ["if-none-match": "\"x\""], status: 200, range: 0..<200_000),
        Case(request: ["if-none-match": tag, "range": "bytes=0-0"], status: 304),
        Case(request: ["if-match": tag], status: 200, range: 0..<200_000),
        Case(request: ["if-match": "\"x\""], status: 412),
    ]

    @Test func `conditions and ranges are answered as RFC 9110 says`() async throws {
        let stage = try Stage.open(loops: 2)
        let path = "/photos/\(try stage.store(Self.bytes))"
        for test in Self.cases {
            let answer = try await stage.exchange("GET", path, test.request)
            #expect(answer.status == test.status, "\(test)")
            #expect(answer.headers.first("content-range") == test.contentRange, "\(test)")
            if let range = test.range {
                #expect(answer.body == Array(Self.bytes[range]), "\(test)")
                #expect(answer.headers.first("content-type") == "image/jpeg")
            }
            if test.status != 412 {
                #expect(answer.headers.first("etag") == Self.tag, "\(test)")
                #expect(answer.headers.first("accept-ranges") == "bytes")
                #expect(answer.headers.first("vary") == "origin")
            }
            let isKept = answer.headers.first("cache-control")?.contains("immutable") == true
            #expect(isKept == [200, 206, 304].contains(test.status), "\(test)")
            if test.status == 304 {
                #expect(answer.body.isEmpty && answer.headers.first("content-type") == nil)
            }
        }
        try await stage.close()
    }

    @Test func `HEAD has the head of GET, whatever range it names`() async throws {
        let stage = try Stage.open(loops: 1)
        let photo = "/photos/\(try stage.store(Self.bytes))"
        for path in [photo, "/healthz", "/v1", "/nothing", "/photos/abc", "/notify/wechat/x"] {
            let get = try await stage.exchange("GET", path)
            let head = try await stage.exchange("HEAD", path, ["range": "bytes=0-0"])
            #expect(head.status == get.status && head.body.isEmpty && !get.body.isEmpty)
            let differing = ["date"]
            #expect(
                head.headers.fields.filter { !differing.contains($0.name) }
                    == get.headers.fields.filter { !differing.contains($0.name) })
        }
        try await stage.close()
    }

    @Test func `a photo that one peer is being sent is not read again for others`() async throws {
        let stage = try Stage.open(loops: 2, isSecure: false)
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let id = try stage.store(bytes)
        var slow: PlainSocket? = PlainSocket(
            port: stage.server.address.port, receiveBufferBytes: 4096)
        slow?.send("GET /photos/\(id) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        #expect(slow?.receiveHead().hasPrefix("HTTP/1.1 200 ") == true)
        try stage.removePhotoFile(id)
        for (range, count) in [("bytes=0-", 1 << 20), ("bytes=7-8", 2)] {
            let answer = try await stage.exchange("GET", "/photos/\(id)", ["range": range])
            #expect(answer.status == 206 && answer.body.count == count)
        }
        slow = nil
        // Nobody has it any more, and so it is to be read; it cannot be.
        var status = 206
        while status == 206 {
            let last = try await stage.exchange("GET", "/photos/\(id)", ["range": "bytes=0-"])
            status = last.status
            #expect(status == 206 || last.headers.first("retry-after") == "10")
        }
        #expect(status == 503)
        try await stage.close()
    }

    @Test func `of a photo not in memory only what is asked for is read`() async throws {
        let stage = try Stage.open(loops: 1)
        let id = try stage.store(Self.bytes)
        let file = try FileHandle(
            forWritingTo: URL(filePath: stage.photoFile(id)))
        try file.truncate(atOffset: 1000)
        let part = try await stage.exchange("GET", "/photos/\(id)", ["range": "bytes=0-999"])
        #expect(part.status == 206 && part.body == Array(Self.bytes[..<1000]))
        // What the disk has lost is not made up.
        for range in ["bytes=999-1000", "bytes=0-"] {
            let answer = try await stage.exchange("GET", "/photos/\(id)", ["range": range])
            #expect(answer.status == 503)
        }
        try await stage.close()
    }
}

extension Stage {
    fileprivate func photoFile(_ id: PhotoID) -> String {
        "\(folder.path)/photos/\(id.description.prefix(2))/\(id).jpg"
    }

    fileprivate func removePhotoFile(_ id: PhotoID) throws {
        try FileManager.default.removeItem(atPath: photoFile(id))
    }
}
