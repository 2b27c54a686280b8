package import TerminalScreen

/// What a session tells its program.
package enum TerminalEvent: Equatable, Sendable {
    case input(InputEvent)
    /// The window has another size, or the program is back from the shell; draw again.
    case resized(GridSize)
    /// The terminal has answered, or did not within the time for it.
    case capabilities(Capabilities)
    /// A signal asks to end: `leave`, then `TerminalSession.die(of:)` with its number.
    case ending(signal: Int32)
    /// Somebody asks from outside to stop, as Ctrl-Z does: call `suspend`.
    case stopping
    /// The terminal is gone; nothing can be shown any more.
    case lost
}
