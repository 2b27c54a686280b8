import ShopModel

// The provider's objects, as far as we read them. The keys are the provider's.

struct StripeSession: Decodable {
    let id: String
    let object: String
    let livemode: Bool
    let status: String?
    let payment_status: String
    let client_reference_id: String?
    let amount_total: Int64?
    let currency: String?
    let url: String?
    let payment_intent: StripeReference<StripeIntent>?
}

struct StripeIntent: Decodable {
    let id: String
    let status: String
    let amount_received: Int64?
    let currency: String
    let metadata: [String: String]?
}

struct StripeRefund: Decodable {
    let id: String
    let object: String
    let amount: Int64
    let currency: String
    let status: String?
    let failure_reason: String?
    let payment_intent: String?
    let metadata: [String: String]?
}

struct StripeCharge: Decodable {
    let id: String
    let amount: Int64
    let amount_refunded: Int64
    let currency: String
    let payment_intent: String?
    let metadata: [String: String]?
}

struct StripeDispute: Decodable {
    let id: String
    let status: String
    let reason: String?
    let payment_intent: String?
    let charge: String?
}

struct StripePage<Item: Decodable>: Decodable {
    let object: String
    let data: [Item]
    let has_more: Bool
}

/// An object, or only its name when it was not expanded.
enum StripeReference<Object: Decodable & Identified>: Decodable {
    case name(String)
    case object(Object)

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let name = try? value.decode(String.self) {
            self = .name(name)
        } else {
            self = .object(try value.decode(Object.self))
        }
    }

    var id: String {
        switch self {
        case .name(let name): name
        case .object(let object): object.id
        }
    }
}

protocol Identified {
    var id: String { get }
}

extension StripeIntent: Identified {}

extension Stripe {
    /// What a session means.
    ///
    /// - Throws: `.malformed` when nothing can be concluded.
    func standing(_ session: StripeSession) throws(ProviderError) -> PaymentStanding {
        guard session.object == "checkout.session", session.id.isToken(limit: 255) else {
            throw .malformed("session")
        }
        guard session.livemode == isLive else {
            return .contradicted(.mode(isLive: session.livemode))
        }
        switch (session.payment_status, session.status) {
        // Money counts, whatever became of the page.
        case ("paid", _): return try paid(session)
        case ("unpaid", "open"): return .notPaid
        case ("unpaid", "expired"): return .closed
        case ("unpaid", "complete"): return waiting(session.payment_intent)
        case (let payment, let status):
            return .contradicted(.state("\(payment.quoted) \((status ?? "").quoted)"))
        }
    }

    private func paid(_ session: StripeSession) throws(ProviderError) -> PaymentStanding {
        guard let intent = session.payment_intent?.id, intent.isToken(limit: 255) else {
            throw .malformed("payment_intent")
        }
        guard let amount = session.amount_total, let code = session.currency else {
            throw .malformed("amount_total")
        }
        guard let money = currencies.money(amount, code) else {
            return .contradicted(.currency(code))
        }
        return .paid(transaction: intent, amount: money)
    }

    /// The payer is done with a page by a method that takes its time.
    private func waiting(_ intent: StripeReference<StripeIntent>?) -> PaymentStanding {
        guard case .object(let intent)? = intent else { return .pending }
        // A page that is complete cannot be tried again.
        return ["requires_payment_method", "canceled"].contains(intent.status) ? .closed : .pending
    }

    /// What a refund object means.
    ///
    /// - Parameter asked: The refund it is the answer to; `nil` for a webhook.
    func standing(
        _ refund: StripeRefund, asked: ProviderRefund?
    ) throws(ProviderError) -> RefundStanding {
        guard refund.object == "refund", refund.id.isToken(limit: 255) else {
            throw .malformed("refund")
        }
        guard let amount = currencies.money(refund.amount, refund.currency) else {
            return .contradicted(.currency(refund.currency))
        }
        if let asked {
            guard refund.payment_intent == asked.transaction else {
                return .contradicted(.transaction(refund.payment_intent ?? ""))
            }
            guard refund.metadata?[StripeMetadata.refund] == asked.number else {
                return .contradicted(.reference(refund.metadata?[StripeMetadata.refund] ?? ""))
            }
            guard amount == asked.amount else {
                return .contradicted(.amount(expected: asked.amount, got: amount))
            }
        }
        let why = (refund.failure_reason ?? "").quoted
        switch refund.status {
        case "succeeded": return .done(id: refund.id, amount: amount)
        case "pending": return .processing(id: refund.id)
        case "requires_action": return .needsAttention(reason: "the payer has to act \(why)")
        case "failed": return .failed(reason: "failed \(why)")
        case "canceled": return .failed(reason: "cancelled \(why)")
        case let other: return .contradicted(.state(other ?? ""))
        }
    }
}
