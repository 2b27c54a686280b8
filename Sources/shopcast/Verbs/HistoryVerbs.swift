import ArgumentParser
import RelayClient
import Wire

struct HistoryVerb: Verb {
    static let name = "history"
    static let abstract = "Show what has happened, a page at a time; the newest page first."
    static let examples = [
        "shopcast history --limit 20", "shopcast history --before 412",
        "shopcast history --after 0 --limit 100",
    ]

    @Option(help: "Events before this one.") var before: UInt64?
    @Option(help: "Events after this one, the oldest first unless --before is given.")
    var after: UInt64?
    @Option(help: "How many, 100 at most.") var limit: UInt32 = 50

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListHistory()
        list.session = try await shop.sessionNumber()
        (list.after, list.limit) = (after ?? 0, limit)
        list.before = before ?? (after == nil ? .max : 0)
        try await shop.performList(.listHistory(list))
    }
}

struct OutboxVerb: Verb {
    static let name = "outbox"
    static let abstract = "Show what is kept on this computer and not sent yet; --drop forgets one."
    static let examples = ["shopcast outbox", "shopcast outbox --drop 3"]

    @Option(help: "Forget the entry with this number: it is never sent.") var drop: UInt64?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        guard let outbox = shop.outbox else { throw .usage("only sellers have an outbox") }
        if let drop {
            guard let entry = outbox.entries.first(where: { $0.number == drop }) else {
                throw .local("there is no entry \(drop); see `shopcast outbox`")
            }
            do throws(FileProblem) {
                try outbox.remove(entry)
            } catch {
                throw .local(error.description)
            }
        }
        for entry in outbox.entries { shop.printer.line(entry, shop.printer.clock) }
        if shop.printer.isJSON {
            shop.printer.line(outbox.summary.json)
        } else {
            shop.printer.line(outbox.summary.words)
        }
    }
}

extension Printer {
    fileprivate func line(_ entry: OutboxEntry, _ clock: ClockText) {
        let at = entry.command.capturedAtMs
        if isJSON {
            line(
                .object([
                    ("type", .string("kept")), ("entry", .number(Int64(entry.number))),
                    ("kind", .string(entry.kind.rawValue)), ("id", .string(entry.command.id)),
                    ("captured_at", .number(at)),
                ]))
        } else {
            line("\(entry.number)  \(clock.timeOfDay(at))  \(entry.words)")
        }
    }
}
