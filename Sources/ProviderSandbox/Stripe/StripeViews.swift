// The provider's objects. The keys are the provider's.

struct StripeSessionView: Encodable {
    let id: String
    let object = "checkout.session"
    let livemode: Bool
    let status: String
    let payment_status: String
    let client_reference_id: String?
    let amount_total: Int64
    let currency: String
    let url: String?
    let payment_intent: Intent?
    let metadata: [String: String]
    let created: Int64
    let expires_at: Int64

    enum Intent: Encodable {
        case name(String)
        case object(StripeIntentView)

        func encode(to encoder: any Encoder) throws {
            var value = encoder.singleValueContainer()
            switch self {
            case .name(let name): try value.encode(name)
            case .object(let object): try value.encode(object)
            }
        }
    }

    init(_ session: StripeSession, expandsIntent: Bool = false) {
        id = session.id
        livemode = session.mode == .wrongMode
        status = session.status.rawValue
        payment_status = session.isPaid ? "paid" : "unpaid"
        client_reference_id = session.reference
        amount_total = session.paidAmount
        currency = session.paidCurrency
        url = session.status == .open ? session.url : nil
        payment_intent = session.intentID.map {
            expandsIntent ? .object(StripeIntentView($0, session)) : .name($0)
        }
        metadata = session.metadata
        (created, expires_at) = (session.createdAtSeconds, session.expiresAtSeconds)
    }
}

struct StripeIntentView: Encodable {
    let id: String
    let object = "payment_intent"
    let status: String
    let amount: Int64
    let amount_received: Int64
    let currency: String
    let metadata: [String: String]

    init(_ id: String, _ session: StripeSession) {
        self.id = id
        status = session.intentStatus ?? "requires_payment_method"
        amount = session.paidAmount
        amount_received = session.isPaid ? session.paidAmount : 0
        currency = session.paidCurrency
        metadata = session.intentMetadata
    }
}

struct StripeRefundView: Encodable {
    let id: String
    let object = "refund"
    let amount: Int64
    let currency: String
    let status: String
    let failure_reason: String?
    let payment_intent: String?
    let metadata: [String: String]
    let created: Int64

    init(_ refund: StripeSession.Refund, of session: StripeSession) {
        id = refund.id
        amount = refund.amount
        currency = session.paidCurrency
        status = refund.status
        failure_reason = refund.status == "failed" ? "lost_or_stolen_card" : nil
        payment_intent = session.intentID
        metadata = refund.metadata
        created = refund.createdAtSeconds
    }
}

struct StripeChargeView: Encodable {
    let id: String
    let object = "charge"
    let amount: Int64
    let amount_refunded: Int64
    let currency: String
    let payment_intent: String?
    let metadata: [String: String]

    init(_ session: StripeSession) {
        id = "ch_" + session.id.suffix(24)
        (amount, amount_refunded) = (session.paidAmount, session.refundedAmount)
        (currency, payment_intent) = (session.paidCurrency, session.intentID)
        metadata = session.intentMetadata
    }
}

struct StripeEventView<Object: Encodable>: Encodable {
    let id: String
    let object = "event"
    let type: String
    let livemode: Bool
    let created: Int64
    let data: Payload

    struct Payload: Encodable {
        let object: Object
    }
}
