import ClientScreen
import Synchronization

/// Takes inputs for a screen from any thread, also before the screen is there.
final class ScreenMailbox: Sendable {
    private struct State {
        var receive: (@Sendable (ScreenInput) -> Void)?
        var early: [ScreenInput] = []
    }

    private let state = Mutex(State())

    func post(_ input: ScreenInput) {
        let receive = state.withLock { state in
            if state.receive == nil { state.early.append(input) }
            return state.receive
        }
        receive?(input)
    }

    /// Delivers from now on, what came early first.
    func open(_ receive: @escaping @Sendable (ScreenInput) -> Void) {
        let early = state.withLock { state in
            state.receive = receive
            defer { state.early = [] }
            return state.early
        }
        for input in early { receive(input) }
    }
}
