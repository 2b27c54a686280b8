import ShopCore
import ShopModel

extension Setting {
    static let clients = [
        seconds(
            "authentication-time", \.limits.authenticationSeconds, 1...300,
            "For signing in; then the connection is closed with 4201."),
        time(
            "revocation-interval", \.limits.revocationInterval, 1...60,
            "Between two looks at the staff's tokens; one taken back then ends its connections."),
        bytes(
            "chat-bytes", \.limits.chatBytes, 4096...1 << 30,
            "Events that wait for one connection; above, lines of the chat are left out, if it agreed."
        ),
        bytes(
            "photo-bytes", \.limits.photoStoreBytes, 1 << 20...1 << 46,
            "All stored photos together; an upload beyond is refused."),
        span(
            "photo-sweep", \.limits.photoSweep, 60...30 * 86_400,
            "Between two looks for photos that no shop names any more; they are removed."),
        span(
            "photo-grace", \.limits.photoGrace, 60...30 * 86_400,
            "A photo uploaded less long ago stays, though nothing names it yet."),
        span(
            "photo-retention", \.limits.photoRetention, 0...3650 * 86_400,
            "How long photos of posts stay after their session was closed; 0: for ever."),
        time(
            "drain-time", \.limits.drainTime, 0...600,
            "When a server goes down: after this the first clients may come back."),
        count(
            "returns-per-second", \.limits.returnsPerSecond, 1...1_000_000,
            "How many clients come back in a second after that; the more there are, the longer."),
        count(
            "commands-per-second", \.limits.commandsPerSecond, 1...1_000_000,
            "Commands of one connection in the long run; more are refused with the time to wait."),
        count(
            "command-burst", \.limits.commandBurst, 1...2_000_000,
            """
            Commands at once after a rest; reaction as before. Unless it is set, twice \
            commands-per-second.
            """),
        count(
            "command-warning", \.limits.commandWarningPercent, 10...100,
            "Percent of command-burst that are used when the client is warned; 100: never."),
        time(
            "pulse", \.limits.pulsePause, 1...60,
            "Between two messages about who is there and how they react; more is told together."),
        count(
            "pulse-viewers", \.limits.pulseViewers, 10...1_000_000,
            "So many viewers are told within a pulse; a larger session waits as many pulses."),
        count(
            "online-names", \.limits.onlineNames, 1...10_000,
            "Buyers named in a message about who came or went; more are only counted."),
        count(
            "reaction-lines", \.limits.reactionTargets, 1...100_000,
            "Lines of a session that keep their reactions; the oldest lose them first."),
        count(
            "remembered-commands", \.limits.rememberedCommands, 0...1_000_000,
            """
            Command ids of one connected person that are known by heart; with more, each command is \
            looked up on disk.
            """),
        count(
            "stock-updates-per-second", \.limits.stockUpdatesPerSecond, 1...1000,
            "How often a shop tells of changed stock; what changes in between is told together."),
        time(
            "commit-interval", \.limits.commitInterval, microseconds: 0...100_000,
            """
            From the beginning of one commit of a shop to that of the next, once several commands \
            share one; what comes in between is committed together.
            """),
        bytes(
            "queued-bytes", \.limits.queuedBytes, 256 << 10...512 << 20,
            "What waits to be sent, photos aside; more is closed with 4000, and resumes."),
        bytes(
            "reply-bytes", \.limits.replyBytes, 64 << 10...16 << 20,
            "A list in a reply; a longer one is refused with what to do."),
        count(
            "history-page", \.limits.historyPage, 16...10_000,
            "Journal entries that are read at once when history is replayed."),
        bytes(
            "photo-chunk-bytes", \.limits.photoChunkBytes, 4 << 10...64 << 10,
            "One piece of a photo; a larger one is refused."),
        bytes(
            "upload-window-bytes", \.limits.uploadWindowBytes, 64 << 10...64 << 20,
            "A connection's photo bytes that wait for the disk; above it is read no further."),
        count(
            "uploads-per-connection", \.limits.uploadsPerConnection, 1...1000,
            "Photos being uploaded; one more is refused with the time to wait."),
        count(
            "fetches-per-connection", \.limits.fetchesPerConnection, 1...1000,
            "Photos asked for and not yet read; one more is refused with the time to wait."),
    ]
}
