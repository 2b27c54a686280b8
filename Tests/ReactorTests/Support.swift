import Glibc
import Synchronization

@testable import Reactor

/// Runs `body` with a loop that is ended afterwards, completely.
func withLoop<T>(
    _ backend: EventLoop.Backend = .standard, _ body: (EventLoop) async throws -> T
) async throws -> T {
    let loop = try EventLoop(backend: backend)
    let result: Result<T, any Error>
    do {
        result = .success(try await body(loop))
    } catch {
        result = .failure(error)
    }
    await loop.ended()
    return try result.get()
}

extension EventLoop {
    /// Runs `body` on the loop and waits for its result.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            self.execute { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Runs `body` on the loop and waits until it calls what it is given.
    func wait<T: Sendable>(
        _ body: @escaping @Sendable (@escaping @Sendable (T) -> Void) throws -> Void
    ) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            self.execute {
                do {
                    try body { continuation.resume(returning: $0) }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
    }

    /// Ends the loop and waits for it.
    func ended() async {
        await withCheckedContinuation { continuation in
            self.shutdown { continuation.resume() }
        }
    }
}

/// A box that tests fill from several threads.
final class Log<Element: Sendable>: Sendable {
    private let entries = Mutex<[Element]>([])

    var all: [Element] { entries.withLock { $0 } }

    func add(_ entry: Element) { entries.withLock { $0.append(entry) } }
}

/// A handler made of a closure.
final class Handler: ReadinessHandler {
    private let body: (Readiness, Registration) -> Void

    init(_ body: @escaping (Readiness, Registration) -> Void) { self.body = body }

    func handle(_ readiness: Readiness, of registration: Registration) {
        body(readiness, registration)
    }
}

/// A tick-end handler made of a closure.
final class TickEnd: TickEndHandler {
    var awaitsTickEnd = false
    private let body: (TickEnd) -> Void

    init(_ body: @escaping (TickEnd) -> Void) { self.body = body }

    func tickEnded() { body(self) }
}

/// Two non-blocking sockets that are joined (socketpair(2)); the caller closes both.
func makePair() -> (Int32, Int32) {
    var pair: [Int32] = [0, 0]
    let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    precondition(unsafe socketpair(AF_UNIX, type, 0, &pair) == 0)
    return (pair[0], pair[1])
}

func send(_ descriptor: Int32, _ text: String) throws -> SendOutcome {
    try unsafe Array(text.utf8).withUnsafeBytes { unsafe try System.send(descriptor, $0) }
}

/// Reads at most `limit` bytes.
func receive(
    _ descriptor: Int32, limit: Int = 64
) throws -> (outcome: ReceiveOutcome, text: String) {
    var room = [UInt8](repeating: 0, count: limit)
    let outcome = try unsafe room.withUnsafeMutableBytes {
        unsafe try System.receive(descriptor, into: $0)
    }
    guard case .received(let count) = outcome else { return (outcome, "") }
    return (outcome, String(decoding: room[..<count], as: UTF8.self))
}
