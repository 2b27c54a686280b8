import Foundation
import OpenSSLBridge
import RelayCore
import ShopModel
import Storage
import TestSupport
import Testing

struct PhotoStoreTests {
    let folder = TemporaryFolder()
    let bytes: [UInt8]

    init() {
        var generator = SeededGenerator(seed: 1)
        bytes = (0..<150_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    func id(_ bytes: [UInt8]) -> PhotoID {
        guard let id = PhotoID(digest: Digest.sha256(bytes)) else {
            preconditionFailure("a digest has 32 bytes")
        }
        return id
    }

    /// Uploads from where the store stands to before `end`.
    @discardableResult
    func upload(
        _ bytes: [UInt8], to photos: PhotoStore, until end: Int = .max, chunk: Int = 64 << 10
    ) throws -> PhotoUploadProgress<Int>? {
        guard
            case .receive(var offset) = try photos.begin(
                id(bytes), .full, sizeBytes: bytes.count)
        else { return nil }
        var progress: PhotoUploadProgress<Int>?
        let end = min(end, bytes.count)
        while offset < end {
            let piece = Array(bytes[offset..<min(end, offset + chunk)])
            progress = try photos.append(piece, to: id(bytes), at: offset) { bytes, _ in bytes.count
            }
            offset += piece.count
        }
        return progress
    }

    func files(in path: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: path).filter {
            $0.hasSuffix(".jpg") || $0.hasSuffix(".part")
        }
    }

    @Test func `an uploaded photo is stored by its hash and read back, after reopening too`() throws
    {
        func expectStored(_ photos: PhotoStore) throws {
            #expect(photos.contains(id(bytes)))
            #expect(photos.storedPhotos == [id(bytes)])
            #expect(try photos.load(id(bytes)) == bytes)
            #expect(try photos.load(id(bytes), 7..<100) == Array(bytes[7..<100]))
            #expect(try photos.begin(id(bytes), .full, sizeBytes: 9) == .alreadyStored)
        }
        do {
            let photos = try folder.open().photos
            #expect(try photos.load(id(bytes)) == nil)
            #expect(try photos.load(id(bytes), 0..<1) == nil)
            #expect(try upload(bytes, to: photos) == .stored(bytes.count))
            try expectStored(photos)
        }
        try expectStored(folder.open().photos)
        let name = id(bytes).description
        #expect(try files(in: folder.layout.photos) == ["\(name.prefix(2))/\(name).jpg"])
    }

    @Test(arguments: [1, 64 << 10, 149_999])
    func `an interrupted upload goes on at the byte the folder has`(received: Int) throws {
        do {
            let photos = try folder.open().photos
            let progress = try upload(bytes, to: photos, until: received)
            #expect(progress == .receiving(next: received))
            #expect(photos.receivedBytes(of: id(bytes)) == received)
        }
        let photos = try folder.open().photos
        #expect(photos.receivedBytes(of: id(bytes)) == received)
        #expect(throws: PhotoError.notBegun) {
            try photos.append([1], to: id(bytes), at: received) { _, _ in }
        }
        #expect(
            try photos.begin(id(bytes), .full, sizeBytes: bytes.count) == .receive(from: received))
        #expect(try upload(bytes, to: photos) == .stored(bytes.count))
        #expect(try photos.load(id(bytes)) == bytes)
        #expect(photos.receivedBytes(of: id(bytes)) == nil)
    }

    @Test func `a piece in the wrong place is refused with the right one`() throws {
        let photos = try folder.open().photos
        try upload(bytes, to: photos, until: 1000)
        for offset in [0, 999, 1001, 150_000] {
            #expect(throws: PhotoError.wrongOffset(expected: 1000)) {
                try photos.append([1], to: id(bytes), at: offset) { _, _ in }
            }
        }
        #expect(try upload(bytes, to: photos) == .stored(bytes.count))
    }

    @Test func `bytes of another photo are refused and removed`() throws {
        let photos = try folder.open().photos
        let id = id(bytes)
        _ = try photos.begin(id, .preview, sizeBytes: 3)
        #expect(throws: PhotoError.wrongHash) {
            try photos.append([1, 2, 3], to: id, at: 0) { _, _ in
                Issue.record("the check sees only bytes whose hash is right")
            }
        }
        #expect(try files(in: folder.layout.photos) == [])
        #expect(!photos.contains(id))
        #expect(try photos.begin(id, .full, sizeBytes: 3) == .receive(from: 0))
    }

    @Test func `a photo that the check refuses is removed, with the reason`() throws {
        let photos = try folder.open().photos
        let id = id([1, 2, 3])
        _ = try photos.begin(id, .preview, sizeBytes: 3)
        #expect(throws: PhotoError.refused(.notJPEG(nil))) {
            try photos.append([1, 2, 3], to: id, at: 0) {
                bytes, size throws(JPEGRefusal) in
                #expect(bytes.count == 3 && size == .preview)
                throw .notJPEG(nil)
            }
        }
        #expect(try files(in: folder.layout.photos) == [])
        #expect(!photos.contains(id))
    }

    @Test(arguments: [PhotoSize.preview, .full])
    func `sizes outside the limits are refused`(size: PhotoSize) throws {
        let photos = try folder.open().photos
        let limit = size.limitBytes
        for announced in [-1, 0, limit + 1] {
            #expect(throws: PhotoError.sizeNotAllowed(announced: announced, limit: limit)) {
                try photos.begin(id(bytes), size, sizeBytes: announced)
            }
        }
        #expect(try photos.begin(id(bytes), size, sizeBytes: limit) == .receive(from: 0))
    }

    @Test func `pieces that are empty, too large or too much are refused`() throws {
        let photos = try folder.open().photos
        let limit = photos.limits.chunkBytes
        _ = try photos.begin(id(bytes), .full, sizeBytes: 10)
        for count in [0, limit + 1] {
            #expect(throws: PhotoError.chunkNotAllowed(bytes: count, limit: limit)) {
                try photos.append([UInt8](repeating: 0, count: count), to: id(bytes), at: 0) {
                    _, _ in
                }
            }
        }
        #expect(throws: PhotoError.tooMuch(announced: 10)) {
            try photos.append([UInt8](repeating: 0, count: 11), to: id(bytes), at: 0) { _, _ in }
        }
    }

    @Test func `open uploads are limited, and one let go makes room`() throws {
        let photos = try folder.open().photos
        let limit = photos.limits.openUploads
        #expect(limit == 64)
        let ids = (0...limit).map { id([UInt8($0)]) }
        for id in ids.dropLast() { _ = try photos.begin(id, .full, sizeBytes: 5) }
        #expect(throws: PhotoError.tooManyUploads(limit: limit)) {
            try photos.begin(ids[limit], .full, sizeBytes: 5)
        }
        _ = try photos.begin(ids[0], .full, sizeBytes: 5)
        photos.letGo(ids[0])
        _ = try photos.begin(ids[limit], .full, sizeBytes: 5)
    }

    @Test func `of too many part files the one written to least lately makes room`() throws {
        var limits = PhotoLimits()
        limits.partFiles = 2
        let photos = try folder.open(photoLimits: limits).photos
        let ids = (0..<3).map { id([UInt8($0)]) }
        for id in ids {
            _ = try photos.begin(id, .full, sizeBytes: 5)
            _ = try photos.append([9], to: id, at: 0) { _, _ in }
            photos.letGo(id)
        }
        #expect(ids.map { photos.receivedBytes(of: $0) } == [nil, 1, 1])
        #expect(try files(in: folder.layout.incomingPhotos).count == 2)
    }

    @Test func `a part as long as the photo starts over`() throws {
        do {
            let photos = try folder.open().photos
            try upload(bytes, to: photos, until: 1000)
        }
        let photos = try folder.open().photos
        #expect(try photos.begin(id(bytes), .full, sizeBytes: 1000) == .receive(from: 0))
        #expect(try files(in: folder.layout.incomingPhotos) == [])
    }
}

/// Photos that nobody names go, and no other.
struct PhotoSweepTests {
    private let tests = PhotoStoreTests()

    private func store(_ bytes: [UInt8], in photos: PhotoStore) throws -> PhotoID {
        try tests.upload(bytes, to: photos)
        return tests.id(bytes)
    }

    private func opened(_ limits: PhotoLimits = PhotoLimits()) throws -> DataFolder {
        try DataFolder.open(tests.folder.path, photoLimits: limits)
    }

    @Test func `a photo that is not named is hidden first, and its file is gone then`() throws {
        let photos = try opened().photos
        let (kept, orphan) = (try store([1, 2], in: photos), try store([3, 4, 5], in: photos))
        #expect(photos.hide(except: [kept], unusedSince: .max) == 1)
        #expect(photos.contains(kept) && !photos.contains(orphan))
        #expect(try tests.files(in: tests.folder.path).count == 2)
        let removed = try photos.removeHidden(except: [kept])
        #expect(removed.files == 1 && removed.bytes == 3)
        #expect(try tests.files(in: tests.folder.path).count == 1)
        #expect(try photos.load(kept) == [1, 2])
    }

    @Test func `one that is named while it is hidden comes back`() throws {
        let photos = try opened().photos
        let photo = try store([1, 2], in: photos)
        _ = photos.hide(except: [], unusedSince: .max)
        #expect(try photos.removeHidden(except: [photo]).files == 0)
        #expect(try photos.load(photo) == [1, 2])
    }

    @Test func `one that is uploaded again while it is hidden stays`() throws {
        let photos = try opened().photos
        let photo = try store([1, 2], in: photos)
        _ = photos.hide(except: [], unusedSince: .max)
        _ = try store([1, 2], in: photos)
        #expect(try photos.removeHidden(except: []).files == 0)
        #expect(try photos.load(photo) == [1, 2])
    }

    @Test func `what was stored or announced lately is not touched, also after a start`() throws {
        let photo: PhotoID
        do {
            let photos = try opened().photos
            photo = try store([1, 2], in: photos)
            #expect(photos.hide(except: [], unusedSince: 1_000) == 0)
        }
        let photos = try opened().photos
        #expect(photos.hide(except: [], unusedSince: 1_000) == 0)
        let future = Int64(Date(timeIntervalSinceNow: 60).timeIntervalSince1970 * 1e9)
        #expect(photos.hide(except: [], unusedSince: future) == 1)
        photos.unhide()
        #expect(try photos.load(photo) == [1, 2])
    }

    @Test func `an upload beyond the store's bytes is refused, and names them`() throws {
        var limits = PhotoLimits()
        limits.storedBytes = 10
        let photos = try opened(limits).photos
        _ = try store([1, 2, 3, 4], in: photos)
        #expect(throws: PhotoError.storeFull(limit: 10)) {
            try photos.begin(tests.id([9]), .full, sizeBytes: 7)
        }
        #expect(try photos.begin(tests.id([9]), .full, sizeBytes: 6) == .receive(from: 0))
    }
}
