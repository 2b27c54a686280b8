import ArgumentParser
import ClientScreen
import RelayClient
import Wire

struct Buy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take part as a buyer: see, ask, order, pay.",
        discussion: """
            On a terminal it is a full screen; press ? for all keys and commands. With --plain, \
            --json or without a terminal it goes line by line: text is said to all, /order A12 2 \
            orders, /pay 7 wechat shows how to pay; /help lists the rest.

            EXAMPLES
              shopcast buy
              shopcast buy --plain
              printf '/order A12\\n' | shopcast buy --json

            ENVIRONMENT
              NO_COLOR, TERM, COLORTERM, LC_ALL, LANG; SHOPCAST_PICTURES as --pictures.
              If a kill -9 leaves the terminal in disorder, `reset` mends it.
            """)

    @OptionGroup(title: "Screen") var screen: ScreenOptions
    @OptionGroup var feed: FeedOptions
    @OptionGroup(title: "Connection") var options: ConnectionOptions

    func run() async throws {
        let printer = Printer(isJSON: options.json)
        try await finishing(printer) { () async throws(CommandFailure) -> String in
            let connection = try options.resolve(environment: programEnvironment)
            let token = try connection.token()
            let session = try await connection.liveSession(feed.session, token, printer)
            guard usesScreen(printer) else {
                var plan = try connection.plan(
                    session: session, from: feed.start, token: token, photos: feed.photos != nil)
                plan.skipsChat = feed.skipChat
                return try await LiveRun(
                    connection: connection, printer: printer, credential: .token(token),
                    plan: plan, goal: feed.goal, side: .buyer
                ).run()
            }
            // A screen shows the whole session; photos are fetched as they are looked at.
            let plan = JoinPlan(session: .number(session), start: .sessionStart, photos: .none)
            return try await ScreenRun(
                connection: connection, credential: .token(token), plan: plan, options: screen,
                side: .buyer, keptNames: BuyProgram.keptNames
            ) { BuyProgram($0) }.run()
        }
    }

    private func usesScreen(_ printer: Printer) -> Bool {
        guard !screen.plain, !options.json, !feed.isForLines else { return false }
        guard let obstacle = ScreenOptions.obstacle(programEnvironment) else { return true }
        printer.note(obstacle)
        return false
    }
}
