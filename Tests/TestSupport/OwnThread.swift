import Foundation

/// Runs what blocks or spins on a thread of its own.
///
/// Tests must not do that on `DispatchQueue.global()`: Swift's tasks run on the same few threads,
/// of which Dispatch lends more only when none of them is seen running. One that spins until a test
/// goes on, and a few that block, would wait for each other.
package func onOwnThread(_ body: @escaping @Sendable () -> Void) {
    Thread.detachNewThread(body)
}

/// Runs what blocks on a thread of its own, and waits for its result without blocking.
package func resultFromOwnThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        onOwnThread { continuation.resume(with: Result { try body() }) }
    }
}
