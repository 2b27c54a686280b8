/// What comes in from a terminal.
package enum InputEvent: Equatable, Sendable {
    case key(Key)
    case paste(Paste)
    case mouse(MouseEvent)
    /// Whether the terminal's window has the keyboard (mode 1004).
    case focus(Bool)
    /// The terminal answers a question.
    case reply(TerminalReply)
}

/// Text that was pasted, never typed.
package struct Paste: Equatable, Sendable {
    /// With line feeds as line ends.
    package let text: String
    /// Whether there was more than `InputParser.pasteLimitBytes`.
    package let isCut: Bool

    package init(_ text: String, isCut: Bool = false) { (self.text, self.isCut) = (text, isCut) }
}

/// What the mouse did (mode 1006).
package struct MouseEvent: Equatable, Sendable {
    package enum Button: Equatable, Sendable { case left, middle, right, other }
    package enum Action: Equatable, Sendable {
        case press(Button), release(Button), drag(Button), move
        case wheelUp, wheelDown, wheelLeft, wheelRight
    }

    package let action: Action
    package let place: Position
    package let modifiers: Key.Modifiers

    package init(_ action: Action, at place: Position, _ modifiers: Key.Modifiers = []) {
        (self.action, self.place, self.modifiers) = (action, place, modifiers)
    }
}
