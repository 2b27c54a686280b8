import RelayClient
import Synchronization
import Wire

// What a seller gives is kept first and sent then, so that neither a lost network nor a kill takes
// it away.
extension ShopAccess {
    /// Has the shop carry out what makes sense later as well.
    ///
    /// With an outbox it is on disk when this returns, and a live session goes on; one command by
    /// itself waits for the answer.
    ///
    /// - Parameter photos: Files that it names.
    /// - Throws: `.waiting` when it is kept and the shop cannot be reached.
    func submit(
        _ body: WireCommand.OneOf_Body, photos: [UploadFile] = []
    ) async throws(CommandFailure) {
        guard let outbox else {
            for photo in photos { try await upload(photo) }
            try await perform(body)
            return
        }
        let entry: OutboxEntry
        do throws(FileProblem) {
            entry = try outbox.add(body, id: newCommandID, photos: photos, at: ClockText.now())
        } catch {
            throw .local(error.description)
        }
        guard !isAlone else { return try await send(entry, from: outbox) }
        if await !client.isConnected() { return tellWaiting(outbox.summary) }
        // A script is read no faster than it can be sent.
        while outbox.summary.count > Self.backlog, await client.isConnected() {
            await outbox.change { $0.count <= Self.backlog }
        }
    }

    /// Waits until what was given before is done.
    ///
    /// - Throws: `.local` at once when there is no connection, and when it is lost meanwhile: nobody
    ///   would come to the lines behind, which can be kept.
    func waitForOutbox(_ outbox: Outbox) async throws(CommandFailure) {
        while true {
            if await client.isAway() {
                throw .local("this needs a connection; \(outbox.summary.words)")
            }
            guard outbox.summary.count > 0, !Task.isCancelled else { return }
            await outbox.change { $0.count == 0 }
        }
    }

    /// Entries that may wait while there is a connection.
    private static let backlog = 50

    /// Says how much is kept and not sent.
    func tellWaiting(_ summary: OutboxSummary) {
        if printer.isJSON {
            printer.line(summary.json)
        } else {
            printer.note("kept on this computer until there is a connection; \(summary.words)")
        }
    }

    /// Sends all that waits, up to an entry, and tells that one's answer; how others fare is a note.
    private func send(
        _ entry: OutboxEntry, from outbox: Outbox
    ) async throws(CommandFailure) {
        let refusal = Mutex<CommandFailure?>(nil)
        do {
            try await OutboxSender(outbox, over: client).run(until: entry) { sent, outcome in
                let isOwn = sent.name == entry.name
                let failure = failure(in: outcome)
                if isOwn { refusal.withLock { $0 = failure } }
                if !isOwn, case .answered = outcome, failure == nil {
                    printer.note("sent now: \(sent.words)")
                }
                tell(outcome, of: sent, isAsked: isOwn)
            }
        } catch ClientFailure.stopped(let reason) where reason.isAboutNetwork {
            throw .waiting(
                "\(reason.text); kept on this computer: \(outbox.summary.words), sent with the next "
                    + "`shopcast sell`, post, tick or say")
        } catch let failure as ClientFailure {
            printer.note("kept on this computer: \(outbox.summary.words)")
            throw CommandFailure(failure)
        } catch {
            throw .local("\(error)")
        }
        if let refusal = refusal.withLock({ $0 }) { throw refusal }
    }

    /// Tells how an entry of the outbox has fared.
    ///
    /// - Parameter isAsked: Whether a failure is told as that of the user's own command.
    func tell(
        _ outcome: OutboxSender.Outcome, of entry: OutboxEntry, isAsked: Bool = false
    ) {
        if !isAsked, let failure = failure(in: outcome) {
            printer.note("\(entry.words): \(failure.text)")
        }
        switch outcome {
        case .answered(let reply):
            if failure(in: outcome) == nil {
                answered(reply)
            } else if printer.isJSON {
                show(reply)
            }
        case .postponed(let why): printer.note("\(entry.words) waits: \(clean(why))")
        case .failed: break
        }
    }

    private func failure(in outcome: OutboxSender.Outcome) -> CommandFailure? {
        switch outcome {
        case .answered(let reply):
            if case .error(let error)? = reply.result { .refused(error) } else { nil }
        case .failed(let why): .local(why)
        case .postponed: nil
        }
    }
}

extension OutboxEntry {
    /// What it is, for a person who has given it a while ago.
    var words: String {
        switch command.body {
        case .postItem(let post)?: "post \(clean(post.code))"
        case .correctItem(let correct)?: "correction of \(clean(correct.code))"
        case .tickOff(let tick)?: "tick of \(tick.units) \(clean(tick.code))"
        case .say(let say)?: "“\(clean(say.text))”"
        case .sendMessage(let message)?: "message “\(clean(message.text))”"
        default: kind.rawValue
        }
    }
}

extension OutboxSummary {
    var words: String { "waiting: \(text)" }

    var json: JSONValue {
        .object(
            [("type", .string("waiting")), ("count", .number(Int64(count)))]
                + OutboxEntry.Kind.allCases.compactMap { kind in
                    counts[kind].map { (kind.rawValue, .number(Int64($0))) }
                })
    }
}

extension StopReason {
    /// Whether another attempt later may succeed.
    var isAboutNetwork: Bool { exitCode == 5 }
}

extension CommandFailure {
    var isAboutNetwork: Bool {
        if case .stopped(let reason) = self { reason.isAboutNetwork } else { false }
    }
}

/// The session that was last worked in, kept so that a seller can go on without a network.
struct SessionMemory: Sendable {
    let home: ClientHome
    let server: String
    let shop: String

    /// What is kept, if it is that session; nil: whichever it is.
    func session(_ number: UInt64?) -> WireSession? {
        guard let kept = try? home.session(server: server, shop: shop) else { return nil }
        return number == nil || number == 0 || number == kept.session ? kept : nil
    }

    func keep(_ session: WireSession) {
        // Without it a seller has to be connected once before going on.
        try? home.keep(session: session, server: server, shop: shop)
    }
}
