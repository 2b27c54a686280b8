import Foundation
import Reactor
package import Wire

/// A finished photo file that is to be on the server.
package struct UploadFile: Equatable, Sendable {
    /// Lower-case hex.
    package let sha256: String
    package let size: WirePhotoSize
    package let bytes: [UInt8]

    package init(sha256: String, size: WirePhotoSize, bytes: [UInt8]) {
        (self.sha256, self.size, self.bytes) = (sha256, size, bytes)
    }
}

/// How far an upload has come.
package struct UploadProgress: Equatable, Sendable {
    package enum Step: Equatable, Sendable {
        /// Bytes that the server has.
        case received(Int)
        case stored
        /// The server will not take it.
        case refused(WireError)
    }

    package let sha256: String
    package let step: Step
}

/// Photo files on their way to the server: a few at a time, in chunks, going on where they stopped.
struct UploadQueue {
    /// Files under way at once.
    static let activeLimit = 2
    /// Chunks of one file whose status has not come.
    static let windowChunks = 4
    /// Times that a file starts again because the server asks for another byte; then it fails.
    static let restartLimit = 3

    private enum Step: Equatable {
        case queued
        /// The answer will say where to go on.
        case announced
        /// `next` is the byte to send next; `unanswered` chunks are on their way.
        case sending(next: Int, unanswered: Int)
        /// Refused at an offset: waits for the other answers, then asks again.
        case settling(unanswered: Int)
        case pausing(until: MonotonicTime)
    }

    private struct Upload {
        let file: UploadFile
        var step = Step.queued
        var restarts = 0
    }

    private var uploads: [Upload] = []
    /// Files done on this connection; answers to their last chunks may still come.
    private var recent: Set<String> = []

    var count: Int { uploads.count }

    /// When the next one may start again.
    var pausedUntil: MonotonicTime? {
        uploads.compactMap { upload -> MonotonicTime? in
            if case .pausing(let until) = upload.step { until } else { nil }
        }.min()
    }

    mutating func add(_ file: UploadFile) {
        guard !uploads.contains(where: { $0.file.sha256 == file.sha256 }) else { return }
        uploads.append(Upload(file: file))
    }

    mutating func disconnected() {
        for index in uploads.indices { uploads[index].step = .queued }
        recent = []
    }

    mutating func takeSendable(
        at now: MonotonicTime, chunkBytes: Int
    ) -> [WireClientMessage.OneOf_Body] {
        var messages: [WireClientMessage.OneOf_Body] = []
        for index in uploads.indices.prefix(Self.activeLimit) {
            if case .pausing(let until) = uploads[index].step, now >= until {
                uploads[index].step = .queued
            }
            switch uploads[index].step {
            case .queued, .settling(unanswered: 0):
                messages.append(announcement(uploads[index].file))
                uploads[index].step = .announced
            case .sending(var next, var unanswered):
                let file = uploads[index].file
                while unanswered < Self.windowChunks, next < file.bytes.count {
                    let end = min(next + max(1, chunkBytes), file.bytes.count)
                    messages.append(chunk(file, next..<end))
                    (next, unanswered) = (end, unanswered + 1)
                }
                uploads[index].step = .sending(next: next, unanswered: unanswered)
            case .announced, .settling, .pausing: break
            }
        }
        return messages
    }

    /// Takes an answer; nil when it is about no upload, or asks for nothing to be told.
    mutating func take(_ status: WirePhotoStatus, at now: MonotonicTime) -> UploadProgress? {
        guard let index = uploads.firstIndex(where: { $0.file.sha256 == status.sha256 }) else {
            return nil
        }
        if status.stored { return end(index, .stored) }
        if status.hasError { return failed(index, status.error, at: now) }
        let received = Int(status.receivedBytes)
        switch uploads[index].step {
        case .announced where received < uploads[index].file.bytes.count:
            uploads[index].step = .sending(next: received, unanswered: 0)
        case .sending(let next, let unanswered):
            uploads[index].step = .sending(next: next, unanswered: max(0, unanswered - 1))
        case .settling(let unanswered):
            uploads[index].step = .settling(unanswered: max(0, unanswered - 1))
            return nil
        case .announced, .queued, .pausing: return nil
        }
        return UploadProgress(sha256: status.sha256, step: .received(received))
    }

    private mutating func failed(
        _ index: Int, _ error: WireError, at now: MonotonicTime
    ) -> UploadProgress? {
        if case .settling(let unanswered) = uploads[index].step {
            uploads[index].step = .settling(unanswered: max(0, unanswered - 1))
            return nil
        }
        if error.code == .photoOffset, uploads[index].restarts < Self.restartLimit {
            uploads[index].restarts += 1
            var unanswered = 0
            if case .sending(_, let count) = uploads[index].step { unanswered = count - 1 }
            uploads[index].step = .settling(unanswered: max(0, unanswered))
            return nil
        }
        if error.retryable {
            let pause = Duration.milliseconds(Int64(max(100, error.retryAfterMs)))
            uploads[index].step = .pausing(until: now + pause)
            return nil
        }
        return end(index, .refused(error))
    }

    private mutating func end(_ index: Int, _ step: UploadProgress.Step) -> UploadProgress {
        let file = uploads.remove(at: index).file
        recent.insert(file.sha256)
        return UploadProgress(sha256: file.sha256, step: step)
    }

    private func announcement(_ file: UploadFile) -> WireClientMessage.OneOf_Body {
        .uploadPhoto(
            make(WireUploadPhoto()) {
                ($0.sha256, $0.size) = (file.sha256, file.size)
                $0.sizeBytes = UInt32(file.bytes.count)
            })
    }

    private func chunk(_ file: UploadFile, _ range: Range<Int>) -> WireClientMessage.OneOf_Body {
        .photoChunk(
            make(WirePhotoChunk()) {
                ($0.sha256, $0.offset) = (file.sha256, UInt32(range.lowerBound))
                $0.sizeBytes = UInt32(file.bytes.count)
                $0.data = Data(file.bytes[range])
            })
    }
}
