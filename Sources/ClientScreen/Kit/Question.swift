package import TerminalScreen

/// Something about money or stock that is asked once, in the status line, before it is done.
package struct Question<Act: Sendable>: Sendable {
    package let text: any Phrase
    package let act: Act

    package init(_ text: any Phrase, _ act: Act) { (self.text, self.act) = (text, act) }

    /// Yes only for the key that says so; every other key means no.
    package static func isYes(_ key: Key) -> Bool {
        [.text("y"), .text("Y"), .text("Y", .shift)].contains(key)
    }
}

/// What has just come of something, in the status line for a while.
package struct Notice: Sendable {
    /// How long it stands, in milliseconds; errors stand twice as long.
    package static let timeMs: Int64 = 6_000

    package let text: any Phrase
    package let role: Role
    package let untilMs: Int64

    package init(_ text: any Phrase, _ role: Role = .plain, atMs now: Int64) {
        (self.text, self.role) = (text, role)
        untilMs = now + (role == .error ? 2 : 1) * Self.timeMs
    }
}
