import ClientScreen
import TerminalScreen

/// Gives a client's screen the time of each input.
struct TimedProgram<Program: ClientProgram>: ScreenProgram {
    private(set) var program: Program

    init(_ program: Program) { self.program = program }

    mutating func update(_ input: ScreenInput) -> [Effect] {
        program.update(input, atMs: ClockText.now())
    }

    func view(_ size: GridSize) -> Grid { program.view(size) }
}
