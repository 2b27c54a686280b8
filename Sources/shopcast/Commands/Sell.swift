import ArgumentParser
import ClientScreen
import RelayClient
import Wire

struct Sell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a live session as the seller.",
        discussion: """
            With --title it opens a session; else it goes on with --session N, or the one that is \
            open. On a terminal it takes the whole screen: ? on an empty line shows all keys. With \
            --plain, --json or without a terminal, it takes lines of standard input: text is said \
            to all, `/post a.jpg --code A12 --title … --price 38000 --stock 3` shows an item, \
            /confirm 4 takes money, /ship 7 EMS NUMBER sends; /help lists the rest. The end of the \
            input ends it.

            EXAMPLES
              shopcast sell --title Myeongdong --prices KRW --pays CNY --rate 0.0052
              shopcast sell --watch ~/Sync/Camera
              shopcast sell --session 3 < show.txt
            """)

    @Option(help: "Open a session with this title.") var title: String?
    @Option(help: "Currency of the prices on the shelf, such as KRW.") var prices: String?
    @Option(help: "Currency in which buyers pay, such as CNY.") var pays: String?
    @Option(help: "One unit of the first in units of the second, such as 0.0052.")
    var rate: String?
    @Option(help: "Where the rate comes from.") var rateSource = "the seller"
    @Option(help: "Freight for each order, in what buyers pay.") var freight = "0"
    @Option(help: "How long an order holds its units: 300, 90s, 15m, 2h.") var hold = "15m"
    @Option(help: "How long what is offered to who waits is kept for them: 90s, 5m.")
    var offer: String?
    @Option(help: "When buyers pay: first, after-purchase, deposit:30% or deposit:50.00.")
    var policy = "first"
    @Option(help: "A folder; JPEG files that come into it become drafts of posts.")
    var watch: String?
    @OptionGroup(title: "Screen") var screen: ScreenOptions
    @OptionGroup(title: "Quotes") var quotes: SessionQuoteOptions
    @OptionGroup var feed: FeedOptions
    @OptionGroup(title: "Connection") var options: ConnectionOptions

    func validate() throws {
        guard title != nil else { return }
        guard prices != nil, pays != nil, rate != nil, feed.session == nil else {
            throw ValidationError(
                "a new session needs --title, --prices, --pays and --rate, and no --session")
        }
    }

    func run() async throws {
        let printer = Printer(isJSON: options.json)
        try await finishing(printer) { () async throws(CommandFailure) -> String in
            let connection = try options.resolve(environment: programEnvironment)
            let token = try connection.token()
            let isScreen = try usesScreen(connection, printer)
            let opening = try opening()
            let memory = connection.memory(token)
            var isOffline = false
            let session: WireSession
            do throws(CommandFailure) {
                session = try await connection.briefly(token, printer, session: feed.session) {
                    shop async throws(CommandFailure) in
                    guard let opening else { return try await shop.session() }
                    return try await shop.ask(.openSession(opening)).session
                }
            } catch {
                // A seller who was here before goes on; what is given is kept.
                guard opening == nil, error.isAboutNetwork,
                    let kept = memory?.session(feed.session ?? connection.usualSession)
                else { throw error }
                printer.note("\(error.text); going on without a connection")
                (session, isOffline) = (kept, true)
            }
            memory?.keep(session)
            try connection.remember(session: session.session)
            if !printer.isJSON, !isScreen { printer.line(session.text) }
            if isScreen {
                // A screen shows the whole session; photos are fetched as they are looked at.
                let plan = JoinPlan(
                    session: .number(session.session), start: .sessionStart, photos: .none)
                return try await ScreenRun(
                    connection: connection, credential: .token(token), plan: plan, options: screen,
                    side: .seller, keptNames: SellScreen.keptNames, watchedFolder: watch,
                    outbox: try connection.outbox(token), session: session, keepsTrying: isOffline
                ) { SellScreen($0) }.run()
            }
            let plan = try connection.plan(
                session: session.session, from: feed.start, token: token,
                photos: feed.photos != nil)
            return try await LiveRun(
                connection: connection, printer: printer, credential: .token(token), plan: plan,
                goal: feed.goal, side: .seller, outbox: try connection.outbox(token),
                session: session, keepsTrying: isOffline
            ).run()
        }
    }

    /// Whether there is a terminal to take; people are told why not.
    private func usesScreen(
        _ connection: Connection, _ printer: Printer
    ) throws(CommandFailure) -> Bool {
        if let watch, !LocalFile.isFolder(watch) { throw .usage("--watch: \(watch) is no folder") }
        let obstacle = ScreenOptions.obstacle(connection.environment)
        let wantsLines = screen.plain || options.json || feed.isForLines
        if !wantsLines, obstacle == nil { return true }
        guard watch == nil else { throw .usage("--watch fills the drafts of the full screen") }
        if !wantsLines, let obstacle { printer.note(obstacle) }
        return false
    }

    private func opening() throws(CommandFailure) -> WireOpenSession? {
        guard let title, let prices, let pays, let rate else { return nil }
        var verb = OpenSessionVerb()
        (verb.title, verb.prices, verb.pays, verb.rate) = (title, prices, pays, rate)
        (verb.rateSource, verb.freight, verb.hold) = (rateSource, freight, hold)
        (verb.offer, verb.policy, verb.quotes) = (offer, policy, quotes)
        verb.requireRegistration = false
        return try verb.message()
    }
}
