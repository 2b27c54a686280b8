/// What a full-screen program switches on, and off again.
package struct TerminalModes: Equatable, Sendable {
    /// Whether the wheel and clicks are told; then selecting text needs Shift.
    package var mouse: Bool

    package init(mouse: Bool = true) { self.mouse = mouse }

    /// The other screen, no wrapping, pastes marked, focus told.
    package var enter: [UInt8] {
        let modes = "\u{1B}[?1049h\u{1B}[?7l\u{1B}[?2004h\u{1B}[?1004h"
        return Array((Self.cancel + modes + (mouse ? on : "")).utf8)
    }

    /// All of it back, in the opposite order.
    package var leave: [UInt8] {
        let modes = "\u{1B}[?1004l\u{1B}[?2004l\u{1B}[?7h\u{1B}[?25h\u{1B}[H\u{1B}[2J\u{1B}[?1049l"
        return Array((Self.cancel + "\u{1B}[?2026l\u{1B}[m" + (mouse ? off : "") + modes).utf8)
    }

    /// CAN and ST: whatever half a sequence came before is over.
    private static let cancel = "\u{18}\u{1B}\\"

    private var on: String { "\u{1B}[?1000h\u{1B}[?1006h" }
    private var off: String { "\u{1B}[?1006l\u{1B}[?1000l" }
}
