package import Wire

/// A command that a line can begin with, as `/help` lists it.
package struct TypedCommand: Equatable, Sendable {
    package let word: String
    package let abstract: String

    package init(word: String, abstract: String) { (self.word, self.abstract) = (word, abstract) }
}

/// What a screen knows before anything has happened.
package struct ScreenStart: Sendable {
    package var look: Look
    /// What `Effect.keep` kept the last time, by name.
    package var kept: [String: String]
    /// The last event that the user has seen in this session.
    package var leftAtSeq: UInt64?
    package var commands: [TypedCommand]
    /// The session as it was when it was last asked for.
    package var session: WireSession?

    package init(
        look: Look = Look(), kept: [String: String] = [:], leftAtSeq: UInt64? = nil,
        commands: [TypedCommand] = []
    ) {
        (self.look, self.kept) = (look, kept)
        (self.leftAtSeq, self.commands) = (leftAtSeq, commands)
    }
}
