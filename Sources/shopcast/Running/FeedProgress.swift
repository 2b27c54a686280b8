import Synchronization

/// How far a feed has shown events, for those who want to have seen one before they leave.
final class FeedProgress: Sendable {
    /// How long an event is waited for that may never come, since it is for others only.
    static let patience = Duration.seconds(2)

    private struct State {
        var shown: UInt64 = 0
        var wanted: UInt64 = 0
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func shown(_ sequence: UInt64) {
        let waiter = state.withLock { state in
            state.shown = max(state.shown, sequence)
            return state.shown >= state.wanted ? state.waiter.take() : nil
        }
        waiter?.resume()
    }

    /// Notes an event that a reply has announced.
    func announced(_ sequence: UInt64) {
        state.withLock { $0.wanted = max($0.wanted, sequence) }
    }

    /// Waits for the last event announced, at most `patience`.
    func caughtUp() async {
        let timer = Task {
            try? await Task.sleep(for: Self.patience)
            release()
        }
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.shown >= state.wanted { return true }
                state.waiter = continuation
                return false
            }
            if isThere { continuation.resume() }
        }
        timer.cancel()
    }

    private func release() {
        state.withLock { $0.waiter.take() }?.resume()
    }
}
