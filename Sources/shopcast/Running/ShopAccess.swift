import RelayClient
import ShopModel
import Synchronization
import Wire

/// What a verb works with: the connection to the shop, where results go, and which session is meant.
final class ShopAccess: Sendable {
    let client: RelayClient
    let printer: Printer
    let encoding: Encoding
    /// Whether this is one command by itself; in a live session the feed shows what happens.
    let isAlone: Bool
    /// The session that the user named, or that was joined.
    let chosenSession: UInt64?
    /// The session of the profile, used while it is open.
    private let usualSession: UInt64?
    /// The id for the first command; further ones of the same verb are derived from it.
    private let commandID: String?
    /// What a live feed has shown; empty for one command by itself.
    private let seen: SeenOffers
    private let known = Mutex<WireSession?>(nil)
    /// Where a seller's posts, ticks and lines are kept until they are answered; nil: nowhere.
    let outbox: Outbox?
    private let memory: SessionMemory?
    /// Called with each reply's event number.
    private let onReply: @Sendable (UInt64) -> Void

    init(
        _ client: RelayClient, _ printer: Printer, _ encoding: Encoding, session: UInt64?,
        usual: UInt64? = nil, commandID: String? = nil, isAlone: Bool = true,
        seen: SeenOffers = SeenOffers(), outbox: Outbox? = nil, memory: SessionMemory? = nil,
        onReply: @escaping @Sendable (UInt64) -> Void = { _ in }
    ) {
        (self.client, self.printer, self.encoding) = (client, printer, encoding)
        (self.isAlone, self.seen) = (isAlone, seen)
        (chosenSession, usualSession) = (session, usual)
        (self.commandID, self.onReply) = (commandID, onReply)
        (self.outbox, self.memory) = (outbox, memory)
        outbox?.whenProblem { printer.note($0) }
    }

    /// Has the shop do something, without printing.
    ///
    /// - Parameter step: Tells the commands of one verb apart in their ids; nil for the main one.
    /// - Throws: `.refused` for an error reply, `.stopped`.
    func ask(
        _ body: WireCommand.OneOf_Body, step: String? = nil
    ) async throws(CommandFailure) -> WireReply {
        // What was given before is done before.
        if !isAlone, let outbox { try await waitForOutbox(outbox) }
        let id = commandID.map { id in step.map { "\(id)-\($0)" } ?? id }
        let reply: WireReply
        do {
            reply = try await client.run(body, id: id)
        } catch {
            throw CommandFailure(error)
        }
        if case .error(let error)? = reply.result {
            if printer.isJSON { show(reply) }
            throw .refused(error)
        }
        onReply(reply.seq)
        return reply
    }

    /// Reacts. It has no answer; alone, one of a listing tells that it has arrived.
    func react(_ reaction: WireReact) async throws(CommandFailure) {
        do {
            try await client.react(reaction)
        } catch {
            throw CommandFailure(error)
        }
        if isAlone { _ = try await sessions() }
    }

    /// Has the shop do something and prints the reply.
    @discardableResult
    func perform(_ body: WireCommand.OneOf_Body) async throws(CommandFailure) -> WireReply {
        let reply = try await ask(body)
        show(reply)
        return reply
    }

    /// Sees to it that a photo file is on the server.
    func upload(_ file: UploadFile) async throws(CommandFailure) {
        do throws(ClientFailure) {
            try await client.upload(file)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Takes note of an answer that came by itself.
    func answered(_ reply: WireReply) {
        show(reply)
        onReply(reply.seq)
    }

    /// Works in this session without asking for it.
    func use(_ session: WireSession) { known.withLock { $0 = session } }

    /// The id that the user has given to the verb's command, or a new one.
    var newCommandID: String { commandID ?? RelayClient.newCommandID() }

    /// Prints a reply; people in a live session see the event that it made instead.
    func show(_ reply: WireReply) {
        if printer.isJSON {
            for line in reply.json(at: ClockText.now()) { printer.line(line) }
        } else if isAlone || reply.seq == 0 {
            for line in reply.text(printer.clock) { printer.line(line) }
        }
    }

    /// Shows what happens: events as results, the connection's ups and downs as notes.
    func show(_ update: ClientUpdate) { printer.show(update) }

    // MARK: What is not said by the user

    /// The key that signs the shop's receipts, as its server says.
    func receiptKey() async throws(CommandFailure) -> String {
        do throws(ClientFailure) {
            return try await client.welcome().receiptKey
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The number of the session that is meant.
    func sessionNumber() async throws(CommandFailure) -> UInt64 {
        if let chosenSession, chosenSession != 0 { return chosenSession }
        return try await session().session
    }

    /// The session that is meant: the one named, else the profile's or the newest that is open.
    ///
    /// Its currencies, which are what is used of it, never change, so it is asked for once.
    func session() async throws(CommandFailure) -> WireSession {
        if let known = known.withLock({ $0 }) { return known }
        let session: WireSession
        do throws(CommandFailure) {
            session = try await askForSession()
            memory?.keep(session)
        } catch {
            guard error.isAboutNetwork, let kept = memory?.session(chosenSession ?? usualSession)
            else { throw error }
            session = kept
        }
        known.withLock { $0 = session }
        return session
    }

    private func askForSession() async throws(CommandFailure) -> WireSession {
        if let chosenSession, chosenSession != 0 {
            let sessions = try await sessions()
            guard let session = sessions.first(where: { $0.session == chosenSession }) else {
                throw .local("there is no session \(chosenSession); see `shopcast sessions`")
            }
            return session
        }
        guard let session = try await openSession() else {
            throw .local("no session is open; open one with `shopcast session open`")
        }
        return session
    }

    /// The profile's session while it is open, else the newest that is.
    func openSession() async throws(CommandFailure) -> WireSession? {
        let open = try await sessions().filter(\.open)
        return open.first { $0.session == usualSession } ?? open.last
    }

    private func sessions() async throws(CommandFailure) -> [WireSession] {
        try await ask(.listSessions(WireListSessions()), step: nextListing).sessions.sessions
    }

    func order(_ number: UInt64) async throws(CommandFailure) -> WireOrder {
        var list = WireListOrders()
        (list.after, list.limit) = (max(1, number) - 1, 1)
        let orders = try await ask(.listOrders(list), step: nextListing).orders.orders
        guard let order = orders.first(where: { $0.order == number }) else {
            throw .local("there is no order \(number); see `shopcast orders`")
        }
        return order
    }

    func payment(_ number: UInt64) async throws(CommandFailure) -> WirePayment {
        let orders = try await askList(.listOrders(WireListOrders()), step: nextListing)
        let payments = orders.orders.orders.flatMap(\.payments)
        guard let payment = payments.first(where: { $0.payment == number }) else {
            throw .local("there is no payment \(number); see `shopcast orders`")
        }
        return payment
    }

    /// The item with this code in the session that is meant.
    func item(_ code: String) async throws(CommandFailure) -> WireItem {
        guard let item = try await items().first(where: { $0.code == code.uppercased() }) else {
            throw .local("there is no item \(code); see `shopcast items`")
        }
        return item
    }

    /// What the user has been shown of these codes; what is not known yet is asked for.
    func offers(for words: [String]) async throws(CommandFailure) -> [String: SeenOffers.Seen] {
        let missing = words.contains { word in
            let code = word.uppercased().split { "X×=,".contains($0) }.first.map(String.init)
            return seen.all[code ?? word] == nil && code.map { ItemCode($0) != nil } ?? false
        }
        if missing {
            let shown = seen.all
            for item in try await items() where shown[item.code] == nil { seen.shown(item) }
        }
        return seen.all
    }

    /// The items of the session that is meant.
    func items() async throws(CommandFailure) -> [WireItem] {
        var list = WireListItems()
        list.session = try await sessionNumber()
        return try await askList(.listItems(list), step: nextListing).items.items
    }

    /// Listings change nothing, but an id may not stand for two of them.
    private var nextListing: String { "list-\(RelayClient.newCommandID().prefix(8))" }
}

extension String {
    /// An amount in major units, as a person types it.
    func money(_ currencyCode: String, _ option: String) throws(CommandFailure) -> WireMoney {
        guard let currency = Currency(currencyCode),
            let money = Money(majorUnits: self, currency), money.minorUnits >= 0
        else { throw .usage("\(option): “\(self)” is no amount of \(currencyCode)") }
        var wire = WireMoney()
        (wire.minorUnits, wire.currency) = (money.minorUnits, currency.code)
        return wire
    }
}
