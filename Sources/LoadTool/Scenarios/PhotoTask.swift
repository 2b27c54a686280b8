import Reactor
import Synchronization
import Wire

/// The buyers of one loop who want every photo in full.
final class PhotoTask: SeriesTask {
    struct Tally: Sendable {
        /// Full photos that arrived whole.
        var whole = 0
        /// Full photos that the server left out, as it may for who is behind.
        var skipped = 0
        /// Bytes of full photos.
        var bytes = 0
        /// From the post's command to the full photo's last byte.
        var latency = Latency()
    }

    private let run: UInt32
    private let album: PhotoAlbum
    private let counters: LiveCounters
    private var checks: [PhotoCheck] = []
    private var finished: [Int] = []
    private var count = DeliveryCount()
    private var postedAt: [MonotonicTime?]
    private(set) var tally = Tally()
    var breaches = Breaches()
    var onComplete: (Int) -> Void = { _ in }

    private static let itemPosted: UInt64 = 13

    init(run: UInt32, _ album: PhotoAlbum, counters: LiveCounters) {
        (self.run, self.album, self.counters) = (run, album, counters)
        postedAt = [MonotonicTime?](repeating: nil, count: album.files.count / 2)
    }

    func ready(_ buyer: LoadClient) {
        while checks.count <= buyer.slot {
            checks.append(PhotoCheck(photos: album.files.count))
            finished.append(0)
        }
    }

    func receive(_ message: [UInt8], by buyer: LoadClient) {
        do throws(PhotoCheck.Fault) {
            switch Incoming(message) {
            case .event(_, Self.itemPosted, let item)?:
                try takePost(item, in: message, buyer.slot)
            case .photoChunk(let piece)?: try take(piece, in: message, buyer.slot)
            case .photoSkipped(let name)?:
                guard let file = album.file(named: name, in: message), isFull(file) else { return }
                tally.skipped += 1
                finish(file, buyer.slot)
            default: break
            }
        } catch {
            breaches.add("buyer \(buyer.slot): \(error)")
        }
    }

    private func takePost(
        _ item: Range<Int>, in message: [UInt8], _ slot: Int
    ) throws(PhotoCheck.Fault) {
        let (captionField, titleField): (UInt64, UInt64) = (4, 1)
        var fields = ProtobufFields(message, in: item)
        guard let caption = fields.bytes(of: captionField) else { return }
        fields = ProtobufFields(message, in: caption)
        guard let title = fields.bytes(of: titleField), let stamp = Stamp(message, in: title),
            stamp.run == run, postedAt.indices.contains(stamp.index)
        else { return }
        postedAt[stamp.index] = stamp.sentAt
        try checks[slot].post(stamp.index)
    }

    private func take(
        _ piece: Incoming.PhotoPiece, in message: [UInt8], _ slot: Int
    ) throws(PhotoCheck.Fault) {
        guard let file = album.file(named: piece.name, in: message) else { return }
        let progress = try checks[slot].chunk(
            file, of: file / 2, offset: piece.offset, sizeBytes: piece.sizeBytes, piece.data,
            in: message, expecting: album.files[file].bytes)
        guard isFull(file) else { return }
        tally.bytes += piece.data.count
        guard progress == .whole else { return }
        tally.whole += 1
        counters.done.add(1, ordering: .relaxed)
        if let start = postedAt[file / 2] { tally.latency.record(from: start, to: .read()) }
        finish(file, slot)
    }

    private func isFull(_ file: Int) -> Bool { !album.files[file].isPreview }

    private func finish(_ file: Int, _ slot: Int) {
        finished[slot] += 1
        if count.add(file / 2, buyers: checks.count) { onComplete(count.complete) }
    }

    /// Who lacks posts or photos by now is told in the breaches.
    func checkEnd(posts: Int, _ buyers: [LoadClient]) {
        for buyer in buyers where buyer.wasReady {
            let (seen, photos) = (checks[buyer.slot].posts, finished[buyer.slot])
            guard seen != posts || photos != posts else { continue }
            breaches.add(
                "buyer \(buyer.slot) got \(seen) posts and \(photos) photos of \(posts)")
        }
    }
}
