import LoadTool
import PhotoPreparation
import RelayCore
import Testing

@Suite(.serialized) struct PhotoCheckTests {
    private let photo = Array(UInt8(0)..<100)

    /// Takes in bytes of photo 1, the full picture of post 0, which stand behind three others.
    private func take(
        _ bytes: ArraySlice<UInt8>, at offset: Int, _ check: inout PhotoCheck,
        sizeBytes: Int = 100
    ) throws -> PhotoCheck.Progress {
        let message = [9, 9, 9] + Array(bytes)
        return try check.chunk(
            1, of: 0, offset: offset, sizeBytes: sizeBytes, 3..<message.count, in: message,
            expecting: photo)
    }

    private func posted() throws -> PhotoCheck {
        var check = PhotoCheck(photos: 2)
        try check.post(0)
        return check
    }

    @Test(arguments: [1, 7, 8, 50, 99])
    func `a photo is whole with its last byte, wherever it is cut`(cut: Int) throws {
        var check = try posted()
        #expect(try take(photo[..<cut], at: 0, &check) == .more)
        #expect(try take(photo[cut...], at: cut, &check) == .whole)
    }

    @Test(arguments: 0..<100)
    func `one wrong byte is seen`(position: Int) throws {
        var check = try posted()
        var bytes = photo
        bytes[position] ^= 0x40
        #expect(throws: PhotoCheck.Fault.wrongBytes(photo: 1)) {
            try take(bytes[...], at: 0, &check)
        }
    }

    @Test func `a chunk that comes again, or too early, is told`() throws {
        var check = try posted()
        _ = try take(photo[..<10], at: 0, &check)
        #expect(throws: PhotoCheck.Fault.wrongOffset(photo: 1, expected: 10, got: 0)) {
            try take(photo[..<10], at: 0, &check)
        }
        #expect(throws: PhotoCheck.Fault.wrongOffset(photo: 1, expected: 10, got: 20)) {
            try take(photo[20...], at: 20, &check)
        }
    }

    @Test func `a size that is not the photo's is told`() throws {
        var check = try posted()
        #expect(throws: PhotoCheck.Fault.wrongBytes(photo: 1)) {
            try take(photo[...], at: 0, &check, sizeBytes: 101)
        }
    }

    @Test func `a photo comes behind its post, and posts come once and in order`() throws {
        var check = PhotoCheck(photos: 2)
        #expect(throws: PhotoCheck.Fault.beforePost(1)) { try take(photo[...], at: 0, &check) }
        try check.post(0)
        #expect(throws: PhotoCheck.Fault.repeatedPost(0)) { try check.post(0) }
        #expect(throws: PhotoCheck.Fault.missingPosts(1..<3)) { try check.post(3) }
    }
}

@Suite(.serialized) struct NoisePhotoTests {
    @Test(arguments: [600, 1_024, 32_768, 65_536, 1 << 20])
    func `a drawn photo has the size asked for and passes the server's inspector`(
        bytes: Int
    ) throws {
        let photo = NoisePhoto.draw(bytes: bytes, seed: 7)
        #expect((bytes - 8...bytes).contains(photo.bytes.count))
        let info = try JPEGInspector.inspect(photo.bytes.span, as: .full)
        #expect(info.width == photo.side && info.height == photo.side)
    }

    @Test func `a preview keeps to its limits`() throws {
        let photo = NoisePhoto.draw(bytes: 32_768, longestSide: 480, seed: 7)
        _ = try JPEGInspector.inspect(photo.bytes.span, as: .preview)
    }

    @Test func `a decoder reads a drawn photo`() throws {
        let photo = NoisePhoto.draw(bytes: 20_000, seed: 1)
        let prepared = try PreparedPhoto.prepare(photo.bytes.span)
        #expect(prepared.full.width == photo.side)
    }

    @Test func `the same seed draws the same photo, and another seed another`() {
        let photos = [1, 1, 2].map { NoisePhoto.draw(bytes: 2_000, seed: $0).bytes }
        #expect(photos[0] == photos[1])
        #expect(photos[1] != photos[2])
    }
}
