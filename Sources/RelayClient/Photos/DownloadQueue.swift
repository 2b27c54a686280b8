import Foundation
import OpenSSLBridge
import Wire

/// Photos that are wanted: told apart by who sends them when, put together, checked, and fetched
/// again when a connection was lost in the middle.
struct DownloadQueue {
    /// Photos asked for at once.
    static let askedLimit = 2
    /// Photos put together at once; a chunk of one more is left, and its photo is asked for later.
    static let partLimit = 64
    /// The largest photo taken when the server names no limit, in bytes.
    static let standardLimitBytes = 1_048_576

    private struct Part {
        let total: Int
        var bytes: [UInt8] = []
    }

    /// To be asked for, in order.
    private var queued: [String] = []
    private var asked: Set<String> = []
    /// The server sends these by itself; after a lost connection they are asked for.
    private var expected: Set<String> = []
    private var parts: [String: Part] = [:]
    /// Complete ones, and those the user had before.
    var done: Set<String> = []
    /// Photos of events up to here are history: the server does not send them by itself.
    var historyEnd: UInt64 = 0

    /// Photos that were asked for, or will be.
    var askedCount: Int { queued.count + asked.count }

    /// Asks for a photo, even one that came before.
    mutating func want(_ sha256: String) {
        done.remove(sha256)
        expected.remove(sha256)
        guard !asked.contains(sha256), !queued.contains(sha256) else { return }
        queued.append(sha256)
    }

    /// Notes the photos of a post.
    mutating func expect(_ item: WireItem, _ choice: WirePhotoChoice, sequence: UInt64) {
        for photo in item.photos {
            let wanted: [WirePhotoFile]
            switch choice {
            case .preview: wanted = [photo.preview]
            case .full: wanted = [photo.preview, photo.full]
            case .none, .unspecified, .UNRECOGNIZED: wanted = []
            }
            for file in wanted where !done.contains(file.sha256) {
                if sequence <= historyEnd {
                    want(file.sha256)
                } else if !asked.contains(file.sha256), parts[file.sha256] == nil {
                    expected.insert(file.sha256)
                }
            }
        }
    }

    mutating func disconnected() {
        let interrupted = asked.union(expected).union(parts.keys)
        (asked, expected, parts) = ([], [], [:])
        for sha256 in interrupted.sorted() where !queued.contains(sha256) {
            queued.append(sha256)
        }
    }

    mutating func takeSendable() -> [String] {
        let going = Array(queued.prefix(max(0, Self.askedLimit - asked.count)))
        queued.removeFirst(going.count)
        asked.formUnion(going)
        return going
    }

    /// Adds a chunk.
    ///
    /// - Parameter limitBytes: The largest photo that the server announced; 0: the standard.
    /// - Returns: The photo when it is complete, or why there is none.
    mutating func take(_ chunk: WirePhotoChunk, limitBytes: Int) -> ClientUpdate? {
        let name = chunk.sha256
        if done.contains(name), !asked.contains(name), parts[name] == nil { return nil }
        let limit = limitBytes == 0 ? Self.standardLimitBytes : limitBytes
        let total = Int(chunk.sizeBytes)
        guard total > 0, total <= limit else {
            return drop(name, "it was announced with \(total) bytes; at most \(limit) are taken")
        }
        var part = parts.removeValue(forKey: name) ?? Part(total: total)
        if part.bytes.isEmpty {
            guard parts.count < Self.partLimit else {
                want(name)
                return nil
            }
            part.bytes.reserveCapacity(total)
        }
        guard part.total == total, Int(chunk.offset) == part.bytes.count,
            part.bytes.count + chunk.data.count <= total
        else {
            return drop(name, "its chunk at byte \(chunk.offset) does not fit the ones before")
        }
        part.bytes += chunk.data
        guard part.bytes.count == total else {
            parts[name] = part
            return nil
        }
        guard Hex.encode(Digest.sha256(part.bytes)) == name else {
            return drop(name, "its bytes do not have the SHA-256 that is its name")
        }
        forget(name)
        done.insert(name)
        return .photo(sha256: name, bytes: part.bytes)
    }

    /// The server will not send a photo; nil when none was asked for under this name.
    mutating func failed(_ status: WirePhotoStatus) -> ClientUpdate? {
        guard asked.contains(status.sha256) else { return nil }
        return drop(status.sha256, status.error.text)
    }

    private mutating func drop(_ name: String, _ why: String) -> ClientUpdate {
        forget(name)
        parts[name] = nil
        return .photoMissing(sha256: name, why: why)
    }

    private mutating func forget(_ name: String) {
        asked.remove(name)
        expected.remove(name)
        queued.removeAll { $0 == name }
    }
}
