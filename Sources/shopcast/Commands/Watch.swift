import ArgumentParser
import RelayClient
import Wire

/// From where a live session is shown, and what of it is kept.
struct FeedOptions: ParsableArguments, Sendable {
    @Option(
        help: "The session; the one joined last, or a newer one, if left out.",
        completion: LiveCompletion.sessions)
    var session: UInt64?
    @Option(help: "Show how things stand, with so many of the newest items and lines (1 to 100).")
    var story: Int?
    @Flag(help: "Show all from the session's start, also what was shown before.")
    var fromStart = false
    @Option(help: "Show what came after this event.") var after: UInt64?
    @Option(help: "A folder for the posts' preview photos.", completion: .directory)
    var photos: String?
    @Flag(help: "When this side is too slow, leave out lines of the chat rather than start over.")
    var skipChat = false
    @Flag(help: "End once all that had happened before is shown.") var untilLive = false
    @Option(help: "End after this many events.") var count: Int?

    var start: JoinPlan.Start? {
        fromStart ? .sessionStart : after.map { .after($0) } ?? story.map { .story($0) }
    }

    var goal: LiveFeed.Goal {
        LiveFeed.Goal(untilLive: untilLive, count: count, photoFolder: photos)
    }

    /// Whether something is asked for that only lines can do.
    var isForLines: Bool {
        start != nil || photos != nil || untilLive || count != nil || skipChat
    }

    func validate() throws {
        if story != nil, fromStart || after != nil {
            throw ValidationError("say --story, --from-start or --after")
        }
        if let story, !(1...100).contains(story) { throw ValidationError("--story is 1 to 100") }
        if fromStart, after != nil { throw ValidationError("say --from-start or --after") }
        if let count, count < 1 { throw ValidationError("--count is 1 or more") }
    }
}

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what happens, from where the last time ended.",
        discussion: """
            It comes back by itself when the connection is lost, without a gap or a repeat; \
            SIGUSR1 makes it reconnect at once.

            EXAMPLES
              shopcast watch --json | jq -r 'select(.type=="item_posted").code'
              shopcast watch --from-start --until-live --photos ./photos
            """)

    @OptionGroup var feed: FeedOptions
    @OptionGroup(title: "Connection") var options: ConnectionOptions

    func run() async throws {
        let printer = Printer(isJSON: options.json)
        try await finishing(printer) { () async throws(CommandFailure) -> String in
            let connection = try options.resolve(environment: programEnvironment)
            let token = try connection.token()
            let session = try await connection.liveSession(feed.session, token, printer)
            var plan = try connection.plan(
                session: session, from: feed.start, token: token, photos: feed.photos != nil)
            plan.skipsChat = feed.skipChat
            return try await LiveRun(
                connection: connection, printer: printer, credential: .token(token), plan: plan,
                goal: feed.goal, side: nil
            ).run()
        }
    }
}
