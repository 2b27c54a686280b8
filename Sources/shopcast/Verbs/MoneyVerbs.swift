import ArgumentParser
import ShopModel
import Wire

struct AcceptVerb: Verb {
    static let name = "accept"
    static let abstract = "Take on an order that is paid after purchase."
    static let examples = ["shopcast accept 7"]

    @Argument(help: "The order's number.") var order: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var accept = WireAcceptOrder()
        accept.order = order
        try await shop.perform(.acceptOrder(accept))
    }
}

struct AskVerb: Verb {
    static let name = "ask"
    static let abstract = "Say that an order's goods are bought, and ask for what is left to pay."
    static let examples = ["shopcast ask 7"]

    @Argument(help: "The order's number.") var order: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var ask = WireAskPayment()
        ask.order = order
        try await shop.perform(.askPayment(ask))
    }
}

struct RefundVerb: Verb {
    static let name = "refund"
    static let abstract = "Give money of an order back by the way it came."
    static let examples = ["shopcast refund 7", "shopcast refund 7 --amount 12.00 --reason broken"]

    @Argument(help: "The order's number.") var order: UInt64
    @Argument(help: "How much; all that is due, if left out.") var sum: String?
    @Option(help: "How much.") var amount: String?
    @Option(help: "Why, as the buyer may see it.") var reason = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var refund = WireRefundOrder()
        (refund.order, refund.reason) = (order, reason)
        if let text = amount ?? sum {
            let currency = try await shop.order(order).quote.total.currency
            refund.amount = try text.money(currency, "the amount")
        }
        try await shop.perform(.refundOrder(refund))
    }
}

struct RefundedVerb: Verb {
    static let name = "refunded"
    static let abstract = "Say that a refund was made by hand, or is given up."
    static let examples = [
        "shopcast refunded 3 --reference 'bank 2211'", "shopcast refunded 3 --no",
    ]

    @Argument(help: "The refund's number.") var refund: UInt64
    @Option(help: "The bank's reference.") var reference = ""
    @Flag(name: .customLong("no"), help: "It was not made, and is given up.") var isGivenUp = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var confirm = WireConfirmRefund()
        (confirm.refund, confirm.reference, confirm.givenUp) = (refund, reference, isGivenUp)
        try await shop.perform(.confirmRefund(confirm))
    }
}

struct ResolveVerb: Verb {
    static let name = "resolve"
    static let abstract = "Decide about money that was set aside: release, refund or reject it."
    static let examples = [
        "shopcast resolve 4 release", "shopcast resolve 4 refund --reason 'wrong amount'",
        "shopcast resolve 4 reject --reason 'settled with the provider'",
    ]

    enum Way: String, CaseIterable, ExpressibleByArgument {
        case release, refund, reject

        var wire: WireResolution {
            switch self {
            case .release: .release
            case .refund: .refund
            case .reject: .reject
            }
        }
    }

    @Argument(help: "The payment's number.") var payment: UInt64
    @Argument(help: "release: it counts; refund: it goes back; reject: neither.") var way: Way
    @Option(help: "Why.") var reason = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var resolve = WireResolvePayment()
        (resolve.payment, resolve.resolution, resolve.reason) = (payment, way.wire, reason)
        try await shop.perform(.resolvePayment(resolve))
    }
}

struct RoutesVerb: Verb {
    static let name = "routes"
    static let abstract = "Show or set how the shop wants to be paid; the first that fits is taken."
    static let examples = [
        "shopcast routes", "shopcast routes wechat:CNY:..360 alipay:CNY stripe manual",
        "shopcast routes --automatic-refunds stripe:EUR:50..",
    ]

    @Argument(help: "METHOD, METHOD:CURRENCY or METHOD:CURRENCY:FROM..UP-TO.")
    var routes: [String] = []
    @Flag(help: "Give late and surplus money back without being asked.") var automaticRefunds =
        false
    @Flag(help: "No routes: whatever is set up.") var any = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        guard !routes.isEmpty || any || automaticRefunds else {
            try await shop.perform(.listPaymentRules(WireListPaymentRules()))
            return
        }
        var rules = WirePaymentRules()
        rules.routes = try Self.read(routes)
        rules.automaticRefunds = automaticRefunds
        try await shop.perform(.setPaymentRules(rules))
    }

    static func read(_ words: [String]) throws(CommandFailure) -> [WirePaymentRoute] {
        var routes: [WirePaymentRoute] = []
        for word in words { routes.append(try route(word)) }
        return routes
    }

    private static func route(_ word: String) throws(CommandFailure) -> WirePaymentRoute {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), let method = PayVerb.Method(rawValue: parts[0]) else {
            throw .usage("“\(word)” is no route such as wechat:CNY:..360")
        }
        var route = WirePaymentRoute()
        route.method = method.wire
        if parts.count > 1 { route.currency = parts[1].uppercased() }
        guard parts.count > 2 else { return route }
        guard let dots = parts[2].firstRange(of: "..") else {
            throw .usage("“\(parts[2])” is no range such as ..360, 50..360 or 50..")
        }
        let ends = [String(parts[2][..<dots.lowerBound]), String(parts[2][dots.upperBound...])]
        if !ends[0].isEmpty {
            route.fromMinorUnits = try ends[0].money(route.currency, word).minorUnits
        }
        if !ends[1].isEmpty {
            route.upToMinorUnits = try ends[1].money(route.currency, word).minorUnits
        }
        return route
    }
}

struct ReconcileVerb: Verb {
    static let name = "reconcile"
    static let abstract = "Compare a day with the providers' books; `books` shows the result."
    static let examples = ["shopcast reconcile --day 2026-11-21 --method wechat"]

    @Option(help: "The day, by China's time: 2026-11-21.") var day: String
    @Option(help: "wechat, alipay or stripe; all that are set up, if left out.")
    var method: PayVerb.Method?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var reconcile = WireReconcile()
        (reconcile.day, reconcile.method) = (day, method?.wire ?? .unspecified)
        try await shop.perform(.reconcile(reconcile))
    }
}

struct BooksVerb: Verb {
    static let name = "books"
    static let abstract = "List the days that were compared with the providers' books."
    static let examples = ["shopcast books --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.listReconciliations(WireListReconciliations()))
    }
}
