import ArgumentParser
import RelayClient
import Wire

struct PayVerb: Verb {
    static let name = "pay"
    static let abstract = "Ask for a payment of an order and show how to pay."
    static let examples = [
        "shopcast pay 7", "shopcast pay 7 --method wechat --wait", "shopcast pay 7 manual",
    ]

    enum Method: String, CaseIterable, ExpressibleByArgument {
        case wechat, alipay, stripe, manual

        var wire: WirePaymentMethod {
            switch self {
            case .wechat: .wechat
            case .alipay: .alipay
            case .stripe: .stripe
            case .manual: .manual
            }
        }
    }

    @Argument(help: "The order's number.") var order: UInt64
    @Argument(help: "wechat, alipay, stripe or manual; the shop chooses, if left out.")
    var by: Method?
    @Option(help: "The same.") var method: Method?
    @Flag(help: "Wait until the money has come, or cannot come any more.") var wait = false

    /// How long a payment link may take, in seconds; then it comes later, in `orders`.
    static let linkSeconds: Int64 = 30

    var needsEvents: Bool { wait || (method ?? by) != .manual }

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        let method = method ?? by
        var request = WireRequestPayment()
        (request.order, request.method) = (order, method?.wire ?? .unspecified)
        let payment = try await shop.perform(.requestPayment(request)).payment
        // In a live session the link and the money are events like all others.
        guard needsEvents, shop.isAlone else { return }
        try await follow(payment, shop)
    }

    /// Shows what becomes of the payment: its link, and with `--wait` its end.
    private func follow(_ payment: WirePayment, _ shop: ShopAccess) async throws(CommandFailure) {
        var outcome = outcome(of: payment)
        let limit = wait ? nil : giveUp(shop.client)
        defer { limit?.cancel() }
        var updates = shop.client.updates.makeAsyncIterator()
        while outcome == nil, let update = await updates.next() {
            switch update {
            case .event(let event) where event.body?.payment == payment.payment:
                // What was asked for is on the screen already, as the reply.
                if case .paymentRequested? = event.body { continue }
                shop.show(update)
                outcome = self.outcome(of: event)
            case .offline(.finished):
                throw .cancelled("the link is not there yet; `shopcast orders` will show it")
            case .offline(let reason): throw .stopped(reason)
            case .reconnecting, .violation, .draining, .gap: shop.show(update)
            default: break
            }
        }
        if case .failed(let text)? = outcome { throw .local(text) }
    }

    private enum Outcome: Equatable { case done, failed(String) }

    private func outcome(of payment: WirePayment) -> Outcome? {
        switch payment.state {
        case .settled, .settledLate: .done
        case .closed, .failed, .rejected, .quarantined:
            .failed("payment \(payment.payment) is \(enumWords(payment.state))")
        case .open, .claimed: wait ? nil : .done
        case .created, .closing, .unspecified, .UNRECOGNIZED: nil
        }
    }

    private func outcome(of event: WireEvent) -> Outcome? {
        switch event.body {
        case .paymentOpened?: wait ? nil : .done
        case .paymentSettled?: .done
        case .paymentEnded(let ended)?:
            .failed("payment \(ended.payment) is \(enumWords(ended.state))")
        default: nil
        }
    }

    private func giveUp(_ client: RelayClient) -> Task<Void, Never> {
        Task {
            try? await Task.sleep(for: .seconds(Self.linkSeconds))
            if !Task.isCancelled { client.finish() }
        }
    }
}

extension WireEvent.OneOf_Body {
    /// The payment that the event is about.
    fileprivate var payment: UInt64? {
        switch self {
        case .paymentRequested(let payment): payment.payment
        case .paymentOpened(let opened): opened.payment
        case .paymentClaimed(let claimed): claimed.payment
        case .paymentSettled(let settled): settled.payment
        case .paymentEnded(let ended): ended.payment
        case .paymentClosing(let closing): closing.payment
        default: nil
        }
    }
}

struct PaidVerb: Verb {
    static let name = "paid"
    static let abstract = "Say that a manual payment has been transferred."
    static let examples = ["shopcast paid 4 --note 'from Li, 10:42'"]

    @Argument(help: "The payment's number.") var payment: UInt64
    @Argument(parsing: .remaining, help: "How the seller finds it.") var words: [String] = []
    @Option(help: "How the seller finds it.") var note: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var claim = WireClaimPayment()
        (claim.payment, claim.note) = (payment, joined(words, or: note))
        try await shop.perform(.claimPayment(claim))
    }
}

struct ConfirmVerb: Verb {
    static let name = "confirm"
    static let abstract = "Say that the money of a manual payment has come."
    static let examples = ["shopcast confirm 4", "shopcast confirm 4 --amount 64.00"]

    @Argument(help: "The payment's number.") var payment: UInt64
    @Argument(help: "What has come; all that was asked for, if left out.") var sum: String?
    @Option(help: "What has come.") var amount: String?
    @Option(help: "The bank's reference.") var bankReference = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        let asked = try await shop.payment(payment).amount
        var confirm = WireConfirmPayment()
        (confirm.payment, confirm.bankReference) = (payment, bankReference)
        confirm.received =
            if let text = amount ?? sum {
                try text.money(asked.currency, "the amount")
            } else {
                asked
            }
        try await shop.perform(.confirmPayment(confirm))
    }
}

struct RejectVerb: Verb {
    static let name = "reject"
    static let abstract = "Say that nothing has come for a manual payment."
    static let examples = ["shopcast reject 4 --reason 'not on the account'"]

    @Argument(help: "The payment's number.") var payment: UInt64
    @Argument(parsing: .remaining, help: "Why.") var words: [String] = []
    @Option(help: "Why.") var reason: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var reject = WireRejectPayment()
        (reject.payment, reject.reason) = (payment, joined(words, or: reason))
        try await shop.perform(.rejectPayment(reject))
    }
}
