import Glibc
import Reactor
import RelayClient
import Synchronization
import Wire

/// A live session: the feed, and, for those who type, the lines.
struct LiveRun: Sendable {
    let connection: Connection
    let printer: Printer
    let credential: Credential
    let plan: JoinPlan
    let goal: LiveFeed.Goal
    /// Who types; nil: nobody, standard input is not read.
    let side: LineCommand.Side?
    /// What the seller's lines are kept in until they are answered.
    var outbox: Outbox?
    /// The session, if it is known already.
    var session: WireSession?
    /// Whether to go on when the server cannot be reached at first.
    var keepsTrying = false

    /// Runs until its goal, its end of input, a signal, or an end by the server.
    ///
    /// - Returns: The reason for the last line.
    func run() async throws(CommandFailure) -> String {
        let client = try connection.client(
            credential, plan, patience: nil, keepsTrying: keepsTrying,
            knownPhotos: try knownPhotos(), printer: printer)
        let interruption = Interruption()
        let signals = client.watch(signals: [SIGINT, SIGTERM, SIGHUP, SIGUSR1]) { number in
            guard number != SIGUSR1 else { return client.reconnectNow() }
            interruption.note(number)
            client.finish()
        }
        let progress = FeedProgress()
        let seen = SeenOffers()
        let shop = ShopAccess(
            client, printer, connection.options.wire, session: try? await chosenSession(client),
            isAlone: false, seen: seen, outbox: outbox
        ) { progress.announced($0) }
        if let session { shop.use(session) }
        let sending = outbox.map { outbox in Task { await send(from: outbox, for: shop) } }
        let typing = side.map { side in Task { await readLines(for: side, shop, progress) } }
        let result: Result<String, CommandFailure>
        do throws(CommandFailure) {
            var feed = LiveFeed(connection, client, printer, goal, progress, seen)
            feed.whenLost = {
                if let summary = outbox?.summary, summary.count > 0 { shop.tellWaiting(summary) }
                outbox?.nudge()
            }
            result = .success(try await feed.run())
        } catch {
            result = .failure(error)
        }
        typing?.cancel()
        sending?.cancel()
        client.finish()
        await client.ended()
        outbox?.nudge()
        await sending?.value
        if let outbox, outbox.summary.count > 0 { shop.tellWaiting(outbox.summary) }
        signals.stop()
        if let number = interruption.signal {
            printer.end(number == SIGINT ? "interrupted" : "terminated")
            endBySignal(number)
        }
        return try result.get()
    }

    /// The photos that are in the folder already.
    private func knownPhotos() throws(CommandFailure) -> Set<String> {
        guard let folder = goal.photoFolder else { return [] }
        try LocalFile.makeFolder(folder)
        return Set(
            LocalFile.names(in: folder).compactMap { name in
                name.hasSuffix(".jpg") ? String(name.dropLast(4)) : nil
            })
    }

    /// The session's number; of who comes by invite the server says it.
    private func chosenSession(_ client: RelayClient) async throws(ClientFailure) -> UInt64? {
        switch plan.session {
        case .number(let number): number
        case .invited: side == nil ? nil : try await client.welcome().session
        }
    }

    /// Before going on after a fault of this computer.
    private static let faultPause = Duration.seconds(5)

    /// Sends what waits, from this run and from earlier ones, until the client ends.
    private func send(from outbox: Outbox, for shop: ShopAccess) async {
        let left = outbox.summary
        if left.count > 0 { printer.note("from an earlier time, \(left.words)") }
        while !Task.isCancelled {
            do {
                try await OutboxSender(outbox, over: shop.client).run { entry, outcome in
                    shop.tell(outcome, of: entry)
                }
            } catch ClientFailure.stopped {
                return  // What waits is told at the end.
            } catch is CancellationError {
                return
            } catch {
                printer.note("what is kept cannot be sent, and is tried again: \(error)")
                try? await Task.sleep(for: Self.faultPause)
            }
        }
    }

    /// Carries out line after line; then waits for what they have led to, and ends the client.
    private func readLines(
        for side: LineCommand.Side, _ shop: ShopAccess, _ progress: FeedProgress
    ) async {
        var reader = LineReader()
        reading: while let line = await reader.next(), !Task.isCancelled {
            switch LineRequest(line, for: side) {
            case .nothing: break
            case .help: for line in LineCommand.help(for: side) { printer.note(line) }
            case .quit: break reading
            case .mistake(let text): printer.note(text)
            case .perform(let verb):
                do throws(CommandFailure) {
                    try await verb.perform(shop)
                } catch {
                    printer.note(error.text)
                }
            }
        }
        if let outbox { await outbox.drained() }
        await progress.caughtUp()
        shop.client.finish()
    }
}

/// The signal that ends the program, once one has come.
private final class Interruption: Sendable {
    private let state = Mutex<Int32?>(nil)

    var signal: Int32? { state.withLock { $0 } }

    func note(_ signal: Int32) { state.withLock { $0 = $0 ?? signal } }
}
