import Reactor
import Synchronization

@testable import Transport

extension EventLoop {
    /// Runs `body` on the loop and waits for its result.
    @discardableResult
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            self.execute { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Runs `body` on the loop and waits until it calls what it is given.
    func wait<T: Sendable>(
        _ body: @escaping @Sendable (@escaping @Sendable (T) -> Void) -> Void
    ) async -> T {
        await withCheckedContinuation { continuation in
            self.execute { body { continuation.resume(returning: $0) } }
        }
    }

    /// Lets the loop go on, tick after tick, until `condition` holds there.
    func until(_ condition: @escaping @Sendable () -> Bool) async throws {
        while try await !run(condition) {}
    }
}

extension EventLoopGroup {
    /// Ends all loops and waits for it.
    func ended() async {
        await withCheckedContinuation { continuation in
            self.shutdown { continuation.resume() }
        }
    }
}

/// A line of values that one task waits for.
final class Inbox<Element: Sendable>: Sendable {
    private let stream: AsyncStream<Element>
    private let source: AsyncStream<Element>.Continuation

    init() { (stream, source) = AsyncStream.makeStream() }

    func put(_ element: Element) { source.yield(element) }

    /// Waits for the next value.
    ///
    /// - Returns: Nil when the test is cancelled, for it took too long.
    func next() async -> Element? {
        for await element in stream { return element }
        return nil
    }
}

/// Values from several threads.
final class Log<Element: Sendable>: Sendable {
    private let entries = Mutex<[Element]>([])
    var all: [Element] { entries.withLock { $0 } }
    func add(_ entry: Element) { entries.withLock { $0.append(entry) } }
}

extension Result {
    var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
