package import Reactor
package import TerminalScreen

/// Runs a program on a terminal: messages in, frames and commands out, all on one loop.
///
/// The view is asked for when a frame is due, so many messages cost one screen. It lives from
/// `start` to `leave`, whoever holds it.
package final class ProgramRunner<Program: ScreenProgram> {
    private let loop: EventLoop
    private let translate: (TerminalEvent) -> Program.Message?
    private let perform: (Program.Command, ProgramRunner) -> Void
    package private(set) var program: Program
    private var session: TerminalSession?

    /// - Parameters:
    ///   - program: As it begins.
    ///   - translate: Makes messages of what the terminal says; nil for what does not matter.
    ///   - perform: Does what the program asks for; called on the loop, and must not block it.
    package init(
        _ program: Program, on loop: EventLoop,
        translate: @escaping (TerminalEvent) -> Program.Message?,
        perform: @escaping (Program.Command, ProgramRunner) -> Void
    ) {
        (self.program, self.loop) = (program, loop)
        (self.translate, self.perform) = (translate, perform)
    }

    /// Takes the terminal and shows the first screen; to be called on the loop.
    ///
    /// - Throws: As `TerminalSession.init`.
    package func start(_ settings: TerminalSession.Settings) throws(TerminalError) {
        session = try TerminalSession(on: loop, settings) { [self] event in
            if let message = translate(event) { send(message) }
        }
        draw()
    }

    /// Gives the program a message, and does what it asks for.
    package func send(_ message: Program.Message) {
        loop.preconditionInLoop()
        let commands = program.update(message)
        draw()
        for command in commands { perform(command, self) }
    }

    /// Makes and takes bitmaps; see `TerminalSession.bitmaps`.
    package func setBitmaps(_ bitmaps: any Bitmaps) {
        session?.bitmaps = bitmaps
        draw()
    }

    private func draw() {
        guard let session else { return }
        session.draw { [self, unowned session] in program.view(session.size) }
    }

    /// Draws everything anew (Ctrl-L).
    package func redraw() {
        session?.redraw()
        draw()
    }

    /// Sends bytes that change nothing on the screen; see `TerminalSession.send`.
    package func send(bytes: [UInt8]) { session?.send(bytes) }

    /// The screen's size; nil while there is none.
    package var size: GridSize? { session?.size }

    /// Whether pictures should be made smaller; see `TerminalSession.isSlow`.
    package var isSlow: Bool { session?.isSlow ?? false }

    /// Goes to the shell and back (Ctrl-Z).
    package func suspend() { session?.suspend() }

    /// Gives the terminal back; messages are taken and nothing is shown from now on.
    ///
    /// - Returns: As `TerminalSession.leave`.
    package func leave() -> [UInt8] {
        defer { session = nil }
        return session?.leave() ?? []
    }
}
