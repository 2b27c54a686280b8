import ArgumentParser
import Wire

struct OpenSessionVerb: Verb {
    static let name = "open"
    static let abstract = "Open a session and show its invite code."
    static let examples = [
        "shopcast session open --title Myeongdong --prices KRW --pays CNY --rate 0.0052"
    ]

    @Option(help: "What buyers see.") var title: String
    @Option(help: "Currency of the prices on the shelf, such as KRW.") var prices: String
    @Option(help: "Currency in which buyers pay, such as CNY.") var pays: String
    @Option(help: "One unit of the first in units of the second, such as 0.0052.")
    var rate: String
    @Option(help: "Where the rate comes from.") var rateSource = "the seller"
    @Option(help: "Freight for each order, in what buyers pay, such as 12.00.") var freight = "0"
    @Option(help: "How long an order holds its units: 300, 90s, 15m, 2h.") var hold = "15m"
    @Option(help: "How long what is offered to who waits is kept for them: 90s, 5m.")
    var offer: String?
    @Option(help: "When buyers pay: first, after-purchase, deposit:30% or deposit:50.00.")
    var policy = "first"
    @Flag(help: "Open it only if the seller's profile names a registration.")
    var requireRegistration = false
    @OptionGroup(title: "Quotes") var quotes: SessionQuoteOptions

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.openSession(try message()))
    }

    func message() throws(CommandFailure) -> WireOpenSession {
        guard let seconds = Self.seconds(hold) else {
            throw .usage("--hold: “\(hold)” is no time such as 90s, 15m or 2h")
        }
        var open = WireOpenSession()
        (open.title, open.rate, open.rateSource) = (title, rate, rateSource)
        open.priceCurrency = prices.uppercased()
        open.settlementCurrency = pays.uppercased()
        open.freight = try freight.money(open.settlementCurrency, "--freight")
        open.holdSeconds = seconds
        if let offer {
            guard let seconds = Self.seconds(offer) else {
                throw .usage("--offer: “\(offer)” is no time such as 90s or 5m")
            }
            open.offerSeconds = seconds
        }
        open.policy = try policyMessage(open.settlementCurrency)
        open.requireRegistration = requireRegistration
        try quotes.fill(&open)
        return open
    }

    private func policyMessage(_ currency: String) throws(CommandFailure) -> WirePaymentPolicy {
        var message = WirePaymentPolicy()
        switch policy {
        case "first": message.kind = .payFirst
        case "after-purchase": message.kind = .payAfterPurchase
        case _ where policy.hasPrefix("deposit:"):
            message.kind = .deposit
            let amount = String(policy.dropFirst("deposit:".count))
            if amount.hasSuffix("%"), let percent = UInt32(amount.dropLast()) {
                message.depositPercent = percent
            } else {
                message.deposit = try amount.money(currency, "--policy")
            }
        default:
            throw .usage("--policy: first, after-purchase, deposit:30% or deposit:50.00")
        }
        return message
    }

    static func seconds(_ text: String) -> UInt32? {
        let units: [Character: UInt32] = ["s": 1, "m": 60, "h": 3600]
        guard let last = text.last, let unit = units[last] else { return UInt32(text) }
        guard let count = UInt32(text.dropLast()) else { return nil }
        let (seconds, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? nil : seconds
    }
}

struct CloseSessionVerb: Verb {
    static let name = "close"
    static let abstract = "Close the session: no more posts, chat or orders."
    static let examples = ["shopcast session close --session 1"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var close = WireCloseSession()
        close.session = try await shop.sessionNumber()
        try await shop.perform(.closeSession(close))
    }
}

struct RateVerb: Verb {
    static let name = "rate"
    static let abstract = "Set the exchange rate for orders from now on."
    static let examples = ["shopcast rate 0.0053 --source 'bank, 10:00' --buffer 2%"]

    @Argument(help: "Such as 0.0053.") var rate: String
    @Option(help: "Where the rate comes from.") var source = "the seller"
    @OptionGroup var terms: QuotingOptions

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var post = WirePostRate()
        (post.session, post.rate) = (try await shop.sessionNumber(), rate)
        post.source = source
        if let points = try terms.basisPoints() { post.bufferBasisPoints = points }
        post.rounding = terms.rounding ?? ""
        try await shop.perform(.postRate(post))
    }
}

struct SayVerb: Verb {
    static let name = "say"
    static let abstract = "Say something to all in the session."
    static let examples = [
        "shopcast say 'last call for A12'", "shopcast say --reply 118 'yes, two'",
    ]

    @Argument(parsing: .remaining, help: "The text.") var words: [String]
    @Option(help: "Number (#) of the line that it answers.") var reply: UInt64 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var say = WireSay()
        say.session = try await shop.sessionNumber()
        (say.text, say.replyTo) = (words.joined(separator: " "), reply)
        try await shop.submit(.say(say))
    }
}

struct StockVerb: Verb {
    static let name = "stock"
    static let abstract = "Say how many units are offered in all, held and sold ones included."
    static let examples = ["shopcast stock A12 5", "shopcast stock A12 5 M blue"]

    @Argument(help: "The item's code.") var code: String
    @Argument(help: "Units in all.") var offered: UInt32
    @Argument(help: "One value of each option.") var variant: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var change = WireChangeStock()
        (change.code, change.offered, change.variant) = (code, offered, variant)
        change.session = try await shop.sessionNumber()
        try await shop.perform(.changeStock(change))
    }
}

struct SessionsVerb: Verb {
    static let name = "sessions"
    static let abstract = "List the sessions."
    static let examples = ["shopcast sessions --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.listSessions(WireListSessions()))
    }
}

struct ItemsVerb: Verb {
    static let name = "items"
    static let abstract = "List what is offered in the session."
    static let examples = ["shopcast items --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListItems()
        list.session = try await shop.sessionNumber()
        try await shop.performList(.listItems(list))
    }
}

/// The same as `sessions`, where people look for it.
struct SessionListVerb: Verb {
    static let name = "list"
    static let abstract = SessionsVerb.abstract
    static let examples = ["shopcast session list"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.listSessions(WireListSessions()))
    }
}
