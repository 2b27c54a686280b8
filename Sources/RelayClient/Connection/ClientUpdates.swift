import Synchronization

/// What a client tells, in order; for one reader.
///
/// When the reader is `highWater` updates behind, no more is read from the server, until it has
/// caught up to `lowWater`. The server closes who stays behind, and nothing is lost by that.
package struct ClientUpdates: AsyncSequence, Sendable {
    package typealias Element = ClientUpdate

    package static let highWater = 4096
    package static let lowWater = 1024

    let stream: AsyncStream<ClientUpdate>
    let gauge: Gauge

    package func makeAsyncIterator() -> Iterator {
        Iterator(base: stream.makeAsyncIterator(), gauge: gauge)
    }

    package struct Iterator: AsyncIteratorProtocol {
        var base: AsyncStream<ClientUpdate>.Iterator
        let gauge: Gauge

        package mutating func next() async -> ClientUpdate? {
            guard let update = await base.next() else { return nil }
            gauge.taken()
            return update
        }
    }

    /// Counts what the reader has not taken yet.
    final class Gauge: Sendable {
        private struct Level {
            var waiting = 0
            var isHigh = false
            var onLow: @Sendable () -> Void = {}
        }

        private let level = Mutex(Level())

        /// Sets what is called, from any thread, when reading may go on.
        func whenLow(_ body: @escaping @Sendable () -> Void) {
            level.withLock { $0.onLow = body }
        }

        /// - Returns: Whether reading should pause.
        func added() -> Bool {
            level.withLock { level in
                level.waiting += 1
                guard !level.isHigh, level.waiting >= ClientUpdates.highWater else { return false }
                level.isHigh = true
                return true
            }
        }

        func taken() {
            let onLow = level.withLock { level -> (@Sendable () -> Void)? in
                level.waiting -= 1
                guard level.isHigh, level.waiting <= ClientUpdates.lowWater else { return nil }
                level.isHigh = false
                return level.onLow
            }
            onLow?()
        }

        var isHigh: Bool { level.withLock { $0.isHigh } }
    }
}
