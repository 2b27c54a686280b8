import Foundation
import OpenSSLBridge
import PhotoPreparation
import Reactor
import RelayServer
import Testing
import Transport
import WebCodec
import Wire

/// Photos from the seller's file to every buyer, with the project's own product pictures.
@Suite(.serialized) struct PhotoTests {
    private struct Files {
        let wire: WirePhoto
        let preview: [UInt8]
        let full: [UInt8]
    }

    private func picture(_ name: String) throws -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Photos/\(name)")
        return [UInt8](try Data(contentsOf: file))
    }

    private func prepared(_ name: String) throws -> Files {
        let original = try picture(name)
        let photo = try PreparedPhoto.prepare(original.span)
        func wire(_ file: EncodedPhoto) -> WirePhotoFile {
            make(WirePhotoFile()) {
                $0.sha256 = Hex.encode(Digest.sha256(file.bytes))
                ($0.width, $0.height) = (UInt32(file.width), UInt32(file.height))
                $0.sizeBytes = UInt32(file.bytes.count)
            }
        }
        return Files(
            wire: make(WirePhoto()) {
                ($0.preview, $0.full) = (wire(photo.preview), wire(photo.full))
            },
            preview: photo.preview.bytes, full: photo.full.bytes)
    }

    private func announce(
        _ client: TestClient, _ bytes: [UInt8], as size: WirePhotoSize, name: String? = nil
    ) async throws -> WirePhotoStatus {
        let name = name ?? Hex.encode(Digest.sha256(bytes))
        client.send(
            .uploadPhoto(
                make(WireUploadPhoto()) {
                    ($0.sha256, $0.size, $0.sizeBytes) = (name, size, UInt32(bytes.count))
                }))
        return try await status(client, name)
    }

    private func status(_ client: TestClient, _ name: String) async throws -> WirePhotoStatus {
        try await client.take("the status of a photo") { message in
            guard case .photoStatus(let status)? = message.body, status.sha256 == name else {
                return nil
            }
            return status
        }
    }

    /// Sends the bytes from where the server stands up to `end`; gives the last status.
    private func upload(
        _ client: TestClient, _ bytes: [UInt8], as size: WirePhotoSize, name: String? = nil,
        until end: Int = .max
    ) async throws -> WirePhotoStatus {
        let name = name ?? Hex.encode(Digest.sha256(bytes))
        var last = try await announce(client, bytes, as: size, name: name)
        var offset = Int(last.receivedBytes)
        while !last.stored, !last.hasError, offset < min(end, bytes.count) {
            let chunk = Array(bytes[offset..<min(offset + 65_536, bytes.count, end)])
            client.send(
                .photoChunk(
                    make(WirePhotoChunk()) {
                        ($0.sha256, $0.offset) = (name, UInt32(offset))
                        ($0.sizeBytes, $0.data) = (UInt32(bytes.count), Data(chunk))
                    }))
            offset += chunk.count
            last = try await status(client, name)
        }
        return last
    }

    /// Puts the chunks of a photo together as they come.
    private func receive(_ client: TestClient, _ file: WirePhotoFile) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < Int(file.sizeBytes) {
            let offset = bytes.count
            bytes += try await client.take("a chunk at \(offset)") { message in
                guard case .photoChunk(let chunk)? = message.body,
                    chunk.sha256 == file.sha256, Int(chunk.offset) == offset
                else { return nil }
                return [UInt8](chunk.data)
            }
        }
        return bytes
    }

    @Test(arguments: ["A12-serum-jar.jpg", "C07-lipsticks-portrait.jpg"])
    func `a photo follows its post to everybody who wants it`(name: String) async throws {
        let stage = try Stage.open(compression: .all)
        let files = try prepared(name)
        let (mina, session) = try await stage.seller()
        let (linh, _) = try await stage.buyer("Linh", in: session, photos: .preview)
        let (nok, _) = try await stage.buyer(
            "Nok", in: session, photos: .full, compressed: true)
        let (plain, _) = try await stage.buyer("Plain", in: session, photos: .none)
        #expect(try await upload(mina, files.preview, as: .preview).stored)
        #expect(try await upload(mina, files.full, as: .full).stored)
        _ = try await mina.done(.post("A12", in: session, photos: [files.wire]))

        #expect(try await receive(linh, files.wire.preview) == files.preview)
        #expect(try await receive(nok, files.wire.preview) == files.preview)
        #expect(try await receive(nok, files.wire.full) == files.full)
        _ = try await plain.done(.say("no pictures, please", in: session.session))
        #expect(!plain.inbox.contains { if case .photoChunk? = $0.body { true } else { false } })

        // Later, on request, over the connection and by HTTPS.
        plain.send(.fetchPhoto(make(WireFetchPhoto()) { $0.sha256 = files.wire.full.sha256 }))
        #expect(try await receive(plain, files.wire.full) == files.full)
        let response = try await get(stage, "/photos/\(files.wire.preview.sha256)")
        #expect(response.status == 200 && response.body == files.preview)
        #expect(response.headers.first("content-type") == "image/jpeg")
        #expect(response.headers.first("x-content-type-options") == "nosniff")
        #expect(response.headers.first("cache-control")?.contains("immutable") == true)
        #expect(try await get(stage, "/photos/\(String(repeating: "0", count: 64))").status == 404)
        try await stage.close()
    }

    @Test func `an upload that breaks off goes on where it was, on another connection`()
        async throws
    {
        let stage = try Stage.open()
        let files = try prepared("D21-enamel-mug.jpg")
        let (first, _) = try await stage.seller()
        let part = try await upload(first, files.full, as: .full, until: 100_000)
        #expect(part.receivedBytes == 100_000 && !part.stored)
        first.abort()
        let (second, _) = try await stage.seller()
        let begun = try await announce(second, files.full, as: .full)
        #expect(begun.receivedBytes == 100_000)
        #expect(try await upload(second, files.full, as: .full).stored)
        let again = try await announce(second, files.full, as: .full)
        #expect(again.stored)
        try await stage.close()
    }

    @Test func `what must not be stored is refused by name, and nothing is kept`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let withPlace = try picture("E40-mask-boxes.jpg")
        let refused = try await upload(mina, withPlace, as: .full)
        #expect(refused.error.code == .photoMetadata)
        #expect(refused.error.text.contains("GPS"))

        let files = try prepared("E40-mask-boxes.jpg")
        let falseName = String(repeating: "ab", count: 32)
        let wrong = try await upload(mina, files.preview, as: .preview, name: falseName)
        #expect(wrong.error.code == .photoHash)
        let progressive = try await upload(mina, files.full, as: .preview)
        #expect(progressive.error.code == .tooLarge)

        let post = try await mina.command(.post("E40", in: session, photos: [files.wire]))
        #expect(post.error.code == .photoMissing)
        #expect(post.error.text.contains(files.wire.preview.sha256))
        try await stage.close()
    }

    private func get(_ stage: Stage, _ path: String) async throws -> HTTPClientResponse {
        let url = try RemoteURL("https://\(stage.server.address)\(path)")
        let tls = try TLSContext.client(verification: .none)
        let loop = stage.clients.next()
        let result: Result<HTTPClientResponse, HTTPClientFailure> = await withCheckedContinuation {
            done in
            loop.execute {
                HTTPClient.send(HTTPClientRequest(url: url), on: loop, tls: tls) {
                    done.resume(returning: $0)
                }
            }
        }
        return try result.get()
    }
}
