import ClientScreen
import Glibc
import Reactor
import RelayClient
import TerminalScreen
import TerminalSession
import Wire

/// A live session on a full screen: joins the connection, the terminal and the clock with a
/// program that is a value, and carries out what it asks for.
struct ScreenRun<Program: ClientProgram & Sendable>: Sendable {
    let connection: Connection
    let credential: Credential
    let plan: JoinPlan
    let options: ScreenOptions
    /// Whose commands a line may begin with.
    let side: LineCommand.Side
    /// The texts that the program keeps, by name.
    let keptNames: [String]
    /// A folder whose new pictures the program is told of.
    var watchedFolder: String?
    /// What a seller's posts, ticks and lines are kept in until they are answered.
    var outbox: Outbox?
    /// The session, if it is known already.
    var session: WireSession?
    /// Whether to go on when the server cannot be reached at first.
    var keepsTrying = false
    let make: @Sendable (ScreenStart) -> Program

    /// Runs until the user leaves, a signal comes, or the terminal is gone.
    ///
    /// - Returns: The reason for the last line.
    func run() async throws(CommandFailure) -> String {
        let mailbox = ScreenMailbox()
        let printer = Printer(isJSON: false) { text, isNote in
            mailbox.post(.printed([text], isNote: isNote))
        }
        let start = try start()
        let client = try connection.client(
            credential, plan, patience: nil, keepsTrying: keepsTrying, printer: printer)
        let loop: EventLoop
        do throws(SystemError) {
            loop = try EventLoop(label: "shopcast.screen")
        } catch {
            throw .local("\(error)")
        }
        let reconnecting = client.watch(signals: [SIGUSR1]) { _ in client.reconnectNow() }
        let surroundings = Surroundings(
            connection: connection, client: client, printer: printer, mailbox: mailbox,
            side: side, session: plan, way: options.pictureWay(connection.environment),
            look: start.look, outbox: outbox, known: session)
        let watching = watchedFolder.map { folder in
            Task { await FolderWatch.run(folder, into: mailbox) }
        }
        let end = await show(start, on: loop, surroundings)
        watching?.cancel()
        client.finish()
        await client.ended()
        reconnecting.stop()
        await surroundings.finish()
        loop.shutdown()
        let reason = try end.reason(Printer(isJSON: false))
        if case .left = end, let reason = surroundings.stopReason { throw .stopped(reason) }
        return reason
    }

    private func start() throws(CommandFailure) -> ScreenStart {
        var start = ScreenStart(look: options.look(connection.environment))
        start.session = session
        let home = connection.home
        do throws(FileProblem) {
            for name in keptNames { start.kept[name] = try home.kept(name) }
            if case .number(let session) = plan.session,
                let shop = try home.settings().shop
            {
                start.leftAtSeq = try home.cursor(
                    server: connection.connector.server, shop: shop, session: session)
            }
            // Makes the folder, with a log in it that nobody else can read.
            try home.keep("", as: Self.logName)
        } catch {
            throw .local(error.description)
        }
        start.commands = LineCommand.all.filter { $0.side == side || $0.side == .both }
            .map { TypedCommand(word: $0.word, abstract: $0.verb.abstract) }
        return start
    }

    private static var logName: String { "log" }

    private func show(
        _ start: ScreenStart, on loop: EventLoop, _ surroundings: Surroundings
    ) async -> ScreenEnd {
        var settings = TerminalSession.Settings(
            environment: TerminalEnvironment(connection.environment))
        settings.modes = TerminalModes(mouse: !options.noMouse)
        settings.errorLog = "\(connection.home.screenFolder)/\(Self.logName)"
        let make = make
        return await withCheckedContinuation { continuation in
            loop.execute { [settings] in
                let host = ScreenHost(make(start), on: loop, surroundings) { end in
                    continuation.resume(returning: end)
                }
                host.start(settings)
            }
        }
    }
}

/// How a screen ended.
enum ScreenEnd: Sendable {
    /// The user left; the lines are printed behind the screen.
    case left([String])
    case signal(Int32)
    /// The terminal is gone.
    case lost
    case refused(TerminalError)

    /// The reason for the last line, or the end by a signal.
    func reason(_ printer: Printer) throws(CommandFailure) -> String {
        switch self {
        case .left(let lines):
            for line in lines { printer.line(line) }
            return "finished"
        case .signal(let number): TerminalSession.die(of: number)
        case .lost: TerminalSession.die(of: SIGHUP)
        case .refused(let error):
            throw .usage("this terminal cannot be used for a full screen (\(error)); try --plain")
        }
    }
}
