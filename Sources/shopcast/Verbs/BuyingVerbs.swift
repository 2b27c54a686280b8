import ArgumentParser
import RelayClient
import Wire

struct BuyingVerb: Verb {
    static let name = "buying"
    static let abstract = "List what is still to be bought, store by store."
    static let examples = ["shopcast buying", "shopcast buying --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.listBuying(WireListBuying()))
    }
}

struct TickVerb: Verb {
    static let name = "tick"
    static let abstract = "Tick units off the buy list: they are bought."
    static let examples = [
        "shopcast tick A12 2 --receipt receipt.jpg", "shopcast tick A12 M 3 --expiry 2027-09-30",
        "shopcast tick A12 --batch L42 --photo jar.jpg --at 1700000000000",
    ]

    @Argument(help: "The code, one value of each option, and how many; one, if left out.")
    var what: [String]
    @Option(help: "Where; the item's store, if left out.") var store = ""
    @Option(help: "JPEG file of the receipt; staff alone see it.") var receipt: String?
    @Option(help: "JPEG file of the units alone; their buyers see it.") var photo: String?
    @Option(help: "As printed on the units.") var batch = ""
    @Option(help: "Use by, such as 2027-09-30.") var expiry = ""
    @Option(help: "When, in milliseconds since 1970, if it is told later.") var at: Int64?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        guard receipt == nil && photo == nil || shop.encoding == .protobuf else {
            throw .usage("photos are uploaded over protobuf; leave --encoding json out")
        }
        var tick = WireTickOff()
        let words = try ProductWords(what)
        (tick.code, tick.variant, tick.units) = (words.code, words.variant, words.units ?? 1)
        (tick.store, tick.batch, tick.expiry) = (store, batch, expiry)
        tick.capturedAtMs = at ?? 0
        tick.session = try await shop.sessionNumber()
        var files: [UploadFile] = []
        if let receipt { tick.receipt = try PostVerb.prepared(receipt, shop, &files) }
        if let photo { tick.unitPhoto = try PostVerb.prepared(photo, shop, &files) }
        try await shop.submit(.tickOff(tick), photos: files)
    }
}

struct UntickVerb: Verb {
    static let name = "untick"
    static let abstract = "Take a tick back; its units are wanted again."
    static let examples = ["shopcast untick 3 --reason 'counted twice'"]

    @Argument(help: "The tick's number; see ticks.") var tick: UInt64
    @Argument(parsing: .remaining, help: "Why.") var words: [String] = []
    @Option(help: "Why.") var reason: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var back = WireTakeBackTick()
        (back.purchase, back.reason) = (tick, joined(words, or: reason))
        try await shop.perform(.takeBackTick(back))
    }
}

struct TicksVerb: Verb {
    static let name = "ticks"
    static let abstract = "List what was bought, for whom, and what is spare."
    static let examples = ["shopcast ticks --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.performList(.listPurchases(WireListPurchases()))
    }
}

struct ShortVerb: Verb {
    static let name = "short"
    static let abstract = "Say that units cannot be had; offer something else, or give money back."
    static let examples = [
        "shopcast short A12", "shopcast short A12 M 2 --reason 'two left in the shop'",
        "shopcast short A12 --instead B3 --instead S",
    ]

    @Argument(help: "The code, one value of each option, and how many; all, if left out.")
    var what: [String]
    @Option(help: "The code offered instead; then values: --instead B3 --instead S.")
    var instead: [String] = []
    @Option(help: "Why.") var reason = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var report = WireReportShort()
        let words = try ProductWords(what)
        (report.code, report.variant, report.units) = (words.code, words.variant, words.units ?? 0)
        guard words.units != 0 else {
            throw .usage("say how many, or leave the number out for all")
        }
        report.reason = reason
        if let code = instead.first {
            report.substituteCode = code.uppercased()
            report.substituteVariant = Array(instead.dropFirst())
        }
        report.session = try await shop.sessionNumber()
        try await shop.perform(.reportShort(report))
    }
}

struct InsteadVerb: Verb {
    static let name = "instead"
    static let abstract = "Take what is offered instead, or have the money back."
    static let examples = ["shopcast instead 4 yes", "shopcast instead 4 no"]

    enum Answer: String, CaseIterable, ExpressibleByArgument { case yes, no }

    @Argument(help: "The offer's number; see orders.") var substitute: UInt64
    @Argument(help: "yes: take it; no: the money back.") var answer: Answer

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var wire = WireAnswerSubstitute()
        (wire.substitute, wire.accept) = (substitute, answer == .yes)
        try await shop.perform(.answerSubstitute(wire))
    }
}

/// `A12 M blue 3`: a code, values, and a number at the end, if there is one.
struct ProductWords: Equatable {
    let code: String
    let variant: [String]
    let units: UInt32?

    init(_ words: [String]) throws(CommandFailure) {
        guard let first = words.first else { throw .usage("say which item") }
        code = first.uppercased()
        units = words.count > 1 ? words.last.flatMap { UInt32($0) } : nil
        variant = Array(words.dropFirst().dropLast(units == nil ? 0 : 1))
    }
}
