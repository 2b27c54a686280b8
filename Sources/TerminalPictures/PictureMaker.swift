import Dispatch
import Synchronization

/// Makes pictures beside the loop, one at a time; the newest wish comes first, for it is what
/// somebody looks at.
package final class PictureMaker: Sendable {
    /// Wishes that may wait; beyond them the oldest is answered without a picture.
    package static let waitingLimit = 16

    package enum Outcome: Equatable, Sendable {
        case made(MadePicture)
        /// The file cannot be shown: its caption has to do.
        case failed
        /// Newer wishes took its place; ask again if it is still wanted.
        case dropped
    }

    private struct Waiting: Sendable {
        let wish: PictureWish
        let completion: @Sendable (Outcome) -> Void
    }

    private let decode: PictureWish.Decoder
    private let queue = DispatchQueue(label: "pictures", qos: .utility)
    private let waiting = Mutex<[Waiting]>([])

    package init(decode: @escaping PictureWish.Decoder) { self.decode = decode }

    /// Makes a picture.
    ///
    /// - Parameter completion: Called exactly once, from any thread.
    package func make(
        _ wish: PictureWish, completion: @escaping @Sendable (Outcome) -> Void
    ) {
        let dropped = waiting.withLock { waiting in
            waiting.append(Waiting(wish: wish, completion: completion))
            return waiting.count > Self.waitingLimit ? waiting.removeFirst() : nil
        }
        dropped?.completion(.dropped)
        queue.async { [self] in
            // One turn for each wish; those that were dropped leave turns without work.
            guard let next = waiting.withLock({ $0.popLast() }) else { return }
            next.completion(next.wish.made(by: decode).map(Outcome.made) ?? .failed)
        }
    }
}
