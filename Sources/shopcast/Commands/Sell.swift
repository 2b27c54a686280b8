import ArgumentParser
import RelayClient
import Wire

struct Sell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a live session as the seller.",
        discussion: """
            With --title it opens a session; else it goes on with --session N, or the one that is \
            open. Lines of standard input: text is said to all, `/post a.jpg --code A12 --title … \
            --price 38000 --stock 3` shows an item, /confirm 4 takes money, /ship 7 EMS NUMBER \
            sends; /help lists the rest. The end of the input ends it.

            EXAMPLES
              shopcast sell --title Myeongdong --prices KRW --pays CNY --rate 0.0052
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
            if !printer.isJSON { printer.line(session.text) }
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
