import ArgumentParser
import ShopModel
import Wire

/// What a session's quotes are made by, as options.
struct QuotingOptions: ParsableArguments, Sendable {
    @Option(help: "On top of the rate, such as 2.5%.") var buffer: String?
    @Option(help: "How amounts are rounded: half-up, up, 'half-up 0.10'.") var rounding: String?

    /// In hundredths of a per cent.
    func basisPoints() throws(CommandFailure) -> UInt32? {
        guard let buffer else { return nil }
        guard buffer.hasSuffix("%"), let number = ExactDecimal(buffer.dropLast())?.trimmed,
            number.scale <= 2, (0...10_000).contains(number.mantissa)
        else { throw .usage("--buffer: “\(buffer)” is no percentage such as 2.5%") }
        return UInt32(Int128(number.mantissa) * ExactDecimal.powerOfTen(2 - number.scale))
    }
}

/// Freight and deadline of a session's quotes, as options.
struct SessionQuoteOptions: ParsableArguments, Sendable {
    @OptionGroup var rate: QuotingOptions
    @Option(help: "How long a quote can be agreed to: 90s, 10m; as long as an order is held.")
    var quoteTime: String?
    @Flag(help: "Freight follows the tariff instead of --freight.") var freightByTariff = false
    @Option(help: "The most freight of all that goes in one parcel, such as 80.00.")
    var freightCap: String?
    @OptionGroup var parcels: ParcelOptions

    func fill(_ open: inout WireOpenSession) throws(CommandFailure) {
        open.bufferBasisPoints = try rate.basisPoints() ?? 0
        open.rounding = rate.rounding ?? ""
        if let quoteTime {
            guard let seconds = OpenSessionVerb.seconds(quoteTime) else {
                throw .usage("--quote-time: “\(quoteTime)” is no time such as 90s or 10m")
            }
            open.quoteSeconds = seconds
        }
        open.freightByTariff = freightByTariff
        if let freightCap {
            open.freightCap = try freightCap.money(open.settlementCurrency, "--freight-cap")
        }
        try parcels.fill(&open)
    }
}

struct DestinationVerb: Verb {
    static let name = "destination"
    static let abstract = "Say which country your parcels go to."
    static let examples = ["shopcast destination CN"]

    @Argument(help: "A country code, such as CN.") var country: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var set = WireSetDestination()
        set.country = country.uppercased()
        try await shop.perform(.setDestination(set))
    }
}

struct QuoteVerb: Verb {
    static let name = "quote"
    static let abstract = "Show what an order would cost, and what it adds to your parcel."
    static let examples = ["shopcast quote A12x2 B3"]

    @Argument(help: "As for an order: CODE, CODExN or CODE N, with values behind.")
    var what: [String]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        let offers = try await shop.offers(for: what)
        var preview = WirePreviewOrder()
        preview.lines = try OrderVerb.lines(what) { offers[$0]?.hasOptions == true }
        preview.session = try await shop.sessionNumber()
        try await shop.perform(.previewOrder(preview))
    }
}

struct RequoteVerb: Verb {
    static let name = "requote"
    static let abstract = "Make a new quote for an unpaid order, at today's price and freight."
    static let examples = ["shopcast requote 7", "shopcast requote 7 the rate has moved"]

    @Argument(help: "The order's number.") var order: UInt64
    @Argument(parsing: .remaining, help: "Why.") var words: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var ask = WireRequote()
        (ask.order, ask.why) = (order, words.joined(separator: " "))
        try await shop.perform(.requote(ask))
    }
}

struct AgreeVerb: Verb {
    static let name = "agree"
    static let abstract = "Agree to the latest quote of your order; then it can be paid."
    static let examples = ["shopcast agree 7 2"]

    @Argument(help: "The order's number.") var order: UInt64
    @Argument(help: "The quote's version.") var version: UInt32

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var accept = WireAcceptQuote()
        (accept.order, accept.version) = (order, version)
        try await shop.perform(.acceptQuote(accept))
    }
}

struct TariffVerb: Verb {
    static let name = "tariff"
    static let abstract = "Set a tariff from a file; it counts from its first day on."
    static let examples = ["shopcast tariff cn-air.txt"]

    @Argument(help: "The file; README.md describes it.") var file: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.setTariff(try TableFile.read(file).tariff()))
    }
}

struct DutiesVerb: Verb {
    static let name = "duties"
    static let abstract = "Set a duty table from a file; quotes show estimates by it."
    static let examples = ["shopcast duties cn-2026.txt"]

    @Argument(help: "The file; README.md describes it.") var file: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.setDutyTable(try TableFile.read(file).dutyTable()))
    }
}

struct RestrictVerb: Verb {
    static let name = "restrict"
    static let abstract = "Set from a file what must not be sent where; an empty file lifts it all."
    static let examples = ["shopcast restrict restricted.txt"]

    @Argument(help: "The file; README.md describes it.") var file: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.setRestrictedGoods(try TableFile.read(file).restrictedGoods()))
    }
}

struct PricingVerb: Verb {
    static let name = "pricing"
    static let abstract = "Show tariffs, duties and restrictions, in force or to come."
    static let examples = ["shopcast pricing --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.listPricing(WireListPricing()))
    }
}
