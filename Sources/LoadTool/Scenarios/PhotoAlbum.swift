import OpenSSLBridge
import Reactor
import Wire

/// The photos of a run: for each post a preview and a full picture, all different.
struct PhotoAlbum: Sendable {
    struct File: Sendable {
        let bytes: [UInt8]
        let width: Int
        let height: Int
        let sha256: String
        let isPreview: Bool
    }

    /// Post 0's preview, its full picture, post 1's preview, and so on.
    let files: [File]
    /// Each file's place in `files`, by the first eight bytes of its name.
    private let places: [UInt64: Int]

    init(posts: Int, photoBytes: Int, previewBytes: Int, seed: UInt64) {
        var seeds = SplitMix(seed: seed)
        files = (0..<2 * posts).map { index in
            let isPreview = index.isMultiple(of: 2)
            let photo = NoisePhoto.draw(
                bytes: isPreview ? previewBytes : photoBytes, longestSide: isPreview ? 480 : 1_600,
                seed: seeds.next())
            return File(
                bytes: photo.bytes, width: photo.side, height: photo.side,
                sha256: Hex.encode(Digest.sha256(photo.bytes)), isPreview: isPreview)
        }
        var places: [UInt64: Int] = [:]
        for (index, file) in files.enumerated() {
            let name = Array(file.sha256.utf8)
            places[Self.key(name, in: 0..<name.count)] = index
        }
        self.places = places
    }

    /// The file whose name stands in a message; nil when it is none of this run's.
    func file(named name: Range<Int>, in message: [UInt8]) -> Int? {
        name.count == 64 ? places[Self.key(message, in: name)] : nil
    }

    private static func key(_ bytes: [UInt8], in name: Range<Int>) -> UInt64 {
        bytes[name.lowerBound..<name.lowerBound + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The post with so many posts before it; its title is its stamp.
    func post(
        _ index: Int, at due: MonotonicTime, run: UInt32, _ session: LoadSession
    ) -> WirePostItem {
        var post = WirePostItem()
        (post.session, post.code) = (session.id, "L\(index)")
        post.caption.title = Stamp(run: run, index: index, sentAt: due).text(bytes: 0)
        (post.caption.price.minorUnits, post.caption.price.currency) = (10_000, "KRW")
        post.stock.model = .toOrder
        var photo = WirePhoto()
        photo.preview = files[2 * index].wire
        photo.full = files[2 * index + 1].wire
        post.photos = [photo]
        return post
    }
}

extension PhotoAlbum.File {
    var wire: WirePhotoFile {
        var file = WirePhotoFile()
        (file.sha256, file.sizeBytes) = (sha256, UInt32(bytes.count))
        (file.width, file.height) = (UInt32(width), UInt32(height))
        return file
    }
}
