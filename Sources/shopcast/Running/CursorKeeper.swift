import RelayClient

/// Writes down which event was shown last, now and then and at the end.
struct CursorKeeper {
    /// Between two writes; who kills the program hard sees this much again.
    static let interval = Duration.milliseconds(200)

    private let home: ClientHome
    private let server: String
    private let shop: String
    private let session: UInt64
    private var kept: UInt64
    private var shown: UInt64
    private var writtenAt = ContinuousClock.now

    init(_ home: ClientHome, server: String, shop: String, session: UInt64, kept: UInt64) {
        (self.home, self.server, self.shop, self.session) = (home, server, shop, session)
        (self.kept, shown) = (kept, kept)
    }

    /// An event was shown; one before the kept cursor, in a look back, is not noted.
    mutating func shown(_ sequence: UInt64) throws(CommandFailure) {
        shown = max(shown, sequence)
        if ContinuousClock.now - writtenAt >= Self.interval { try write() }
    }

    /// The server's data is older than ours; what was kept means nothing any more.
    mutating func reset() throws(CommandFailure) {
        shown = 0
        try write()
    }

    mutating func write() throws(CommandFailure) {
        guard shown != kept else { return }
        do throws(FileProblem) {
            try home.keep(cursor: shown, server: server, shop: shop, session: session)
        } catch {
            throw .local(error.description)
        }
        (kept, writtenAt) = (shown, .now)
    }
}
