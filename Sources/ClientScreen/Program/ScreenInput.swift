package import TerminalScreen
package import Wire

/// What a client's screen is told.
package enum ScreenInput: Sendable {
    case key(Key)
    case paste(Paste)
    case mouse(MouseEvent)
    /// Whether the terminal's window has the keyboard.
    case focus(Bool)
    case resized(GridSize)
    case capabilities(Capabilities)
    /// Time has come that `nextTickMs` named.
    case tick
    case server(ServerNews)
    /// The shop's one answer to `Effect.send`; it may be a refusal.
    case reply(UInt64, WireReply)
    /// No answer will come to `Effect.send`; the text is for a person.
    case failed(UInt64, String)
    /// What `Effect.send` asked for is on this computer's disk; `.reply` comes when the shop has it.
    case kept(UInt64)
    /// What waits on this computer's disk for the shop has changed.
    case outbox(OutboxNews)
    /// A line that was typed has led to this; `isNote` when it is about the line itself.
    case printed([String], isNote: Bool)
    /// The line of `Effect.line` is done.
    case lineDone
    case picture(PictureOrder, PictureOutcome)
    /// A QR code as cells; nil when the text is too long for one.
    case code(CodeOrder, Grid?)
    /// Picture files that have come into the watched folder.
    case found([String])
    case prepared(String, Preparation)
    /// Something outside did not work, such as keeping a file.
    case trouble(String)
    /// The program will end by a signal; the last moment to keep a draft.
    case ending
    /// Somebody outside asks to stop, as Ctrl-Z does.
    case stopping
}

/// What waits on disk until the shop has answered it.
package struct OutboxNews: Equatable, Sendable {
    package let count: Int
    /// Codes of the posts among it.
    package let posts: Set<String>

    package init(count: Int = 0, posts: Set<String> = []) {
        (self.count, self.posts) = (count, posts)
    }
}

/// A photo to be shown in some room.
package struct PictureOrder: Hashable, Sendable {
    /// The file's name.
    package let sha256: String
    /// The cells that there are for it.
    package let room: GridSize

    package init(sha256: String, room: GridSize) { (self.sha256, self.room) = (sha256, room) }
}

/// What came of an order for a picture.
package enum PictureOutcome: Equatable, Sendable {
    /// To be drawn as cells.
    case cells(Grid)
    /// Ready to be placed by this number over so many cells.
    case bitmap(UInt32, GridSize)
    /// The file cannot be had or shown; its caption has to do.
    case failed
    /// Others took its place; ask again if it is still wanted.
    case dropped
}

/// A text to be shown as a QR code.
package struct CodeOrder: Hashable, Sendable {
    package let text: String
    /// For bright backgrounds where there are no colours.
    package let isInverted: Bool

    package init(text: String, isInverted: Bool = false) {
        (self.text, self.isInverted) = (text, isInverted)
    }
}
