import ClientScreen
import Synchronization

/// Takes inputs for a screen from any thread, also before the screen is there.
final class ScreenMailbox: Sendable {
    /// Takes an input, and says when the screen has it.
    typealias Receiver = @Sendable (ScreenInput, _ taken: @escaping @Sendable () -> Void) -> Void

    private struct State {
        var receive: Receiver?
        var early: [ScreenInput] = []
    }

    private let state = Mutex(State())

    func post(_ input: ScreenInput) { post(input) {} }

    /// Returns when the screen has taken the input, so that who tells much is not faster.
    func deliver(_ input: ScreenInput) async {
        await withCheckedContinuation { continuation in
            post(input) { continuation.resume() }
        }
    }

    private func post(_ input: ScreenInput, _ taken: @escaping @Sendable () -> Void) {
        let receive = state.withLock { state in
            if state.receive == nil { state.early.append(input) }
            return state.receive
        }
        if let receive { receive(input, taken) } else { taken() }
    }

    /// Delivers from now on, what came early first.
    func open(_ receive: @escaping Receiver) {
        let early = state.withLock { state in
            state.receive = receive
            defer { state.early = [] }
            return state.early
        }
        for input in early { receive(input) {} }
    }
}
