package import ShopModel

extension Stripe {
    private struct Event: Decodable {
        let id: String
        let type: String
        let livemode: Bool
    }

    private struct Envelope<Object: Decodable>: Decodable {
        let data: Payload

        struct Payload: Decodable {
            let object: Object
        }
    }

    /// Two events with different ids may tell of one change; what they lead to is the same.
    package func notice(
        headers: ProviderHeaders, body: [UInt8], at now: Timestamp
    ) throws(ProviderError) -> ProviderNotice {
        let limit = ProviderCall.usualLimitBytes
        guard body.count <= limit else { throw .tooLong(count: body.count, limit: limit) }
        guard let header = headers["Stripe-Signature"] else {
            throw .headerMissing("Stripe-Signature")
        }
        try StripeSignature.check(header, body, by: endpointSecrets, at: now)
        let event = try ProviderJSON.read(Event.self, body, "event")
        guard event.id.isToken(limit: 128) else { throw .malformed("id") }
        return ProviderNotice(id: event.id, try content(event, body))
    }

    private func content(
        _ event: Event, _ body: [UInt8]
    ) throws(ProviderError) -> ProviderNotice.Content {
        switch event.type {
        case "checkout.session.completed", "checkout.session.expired",
            "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed":
            return try sessionContent(event, try object(body))
        case "payment_intent.succeeded", "payment_intent.processing":
            return try intentContent(event, try object(body))
        case "charge.refunded": return try chargeContent(event, try object(body))
        case "refund.created", "refund.updated", "refund.failed", "charge.refund.updated":
            return try refundContent(event, try object(body))
        case "charge.dispute.created", "charge.dispute.closed":
            let dispute: StripeDispute = try object(body)
            let transaction = dispute.payment_intent ?? dispute.charge ?? ""
            let reason = "\(event.type.quoted): \(dispute.status.quoted)"
            return .attention(
                transaction: transaction.quoted,
                reason: "\(reason) \((dispute.reason ?? "").quoted)")
        // Failed tries of a payment that can be tried again among them.
        default: return .ignored(type: event.type.quoted)
        }
    }

    private func object<Object: Decodable>(_ body: [UInt8]) throws(ProviderError) -> Object {
        try ProviderJSON.read(Envelope<Object>.self, body, "event").data.object
    }

    private func sessionContent(
        _ event: Event, _ session: StripeSession
    ) throws(ProviderError) -> ProviderNotice.Content {
        guard let reference = session.client_reference_id else {
            return .ignored(type: event.type.quoted)
        }
        let standing = try standing(session)
        // The failure is told by the event's type alone; the session stays complete and unpaid.
        let isFailure = event.type == "checkout.session.async_payment_failed"
        return .payment(
            reference: reference.neutralised(),
            isFailure && standing == .pending ? .closed : standing)
    }

    private func intentContent(
        _ event: Event, _ intent: StripeIntent
    ) throws(ProviderError) -> ProviderNotice.Content {
        guard let reference = intent.metadata?[StripeMetadata.reference] else {
            return .ignored(type: event.type.quoted)
        }
        return .payment(
            reference: reference.neutralised(), try standing(intent, isLive: event.livemode))
    }

    private func standing(
        _ intent: StripeIntent, isLive: Bool
    ) throws(ProviderError) -> PaymentStanding {
        guard isLive == self.isLive else { return .contradicted(.mode(isLive: isLive)) }
        guard intent.status == "succeeded" else { return .pending }
        guard intent.id.isToken(limit: 255), let amount = intent.amount_received else {
            throw .malformed("amount_received")
        }
        guard let money = currencies.money(amount, intent.currency) else {
            return .contradicted(.currency(intent.currency))
        }
        return .paid(transaction: intent.id, amount: money)
    }

    private func chargeContent(
        _ event: Event, _ charge: StripeCharge
    ) throws(ProviderError) -> ProviderNotice.Content {
        guard let reference = charge.metadata?[StripeMetadata.reference] else {
            return .ignored(type: event.type.quoted)
        }
        guard event.livemode == isLive else {
            return .payment(
                reference: reference.neutralised(), .contradicted(.mode(isLive: event.livemode)))
        }
        guard let intent = charge.payment_intent, intent.isToken(limit: 255),
            let amount = currencies.money(charge.amount, charge.currency),
            let refunded = currencies.money(charge.amount_refunded, charge.currency)
        else { throw .malformed("charge") }
        return .payment(
            reference: reference.neutralised(),
            .givenBack(transaction: intent, amount: amount, refunded: refunded))
    }

    private func refundContent(
        _ event: Event, _ refund: StripeRefund
    ) throws(ProviderError) -> ProviderNotice.Content {
        guard event.livemode == isLive else {
            return .attention(
                transaction: (refund.payment_intent ?? "").quoted,
                reason: "a refund of \(Contradiction.mode(isLive: event.livemode))")
        }
        guard let number = refund.metadata?[StripeMetadata.refund] else {
            return .attention(
                transaction: (refund.payment_intent ?? "").quoted,
                reason: "a refund nobody here asked for: \(refund.id.quoted)")
        }
        let reference = refund.metadata?[StripeMetadata.reference] ?? ""
        return .refund(
            reference: reference.neutralised(), number: number.neutralised(),
            try standing(refund, asked: nil))
    }

    package var accepted: ProviderResponse { text(200, "ok") }

    package var unavailable: ProviderResponse { text(503, "try again later") }

    package func reply(to error: ProviderError) -> ProviderResponse {
        text(error.replyStatus, error.replyText)
    }

    private func text(_ status: Int, _ body: String) -> ProviderResponse {
        ProviderResponse(
            status: status, headers: ["Content-Type": "text/plain"], body: Array(body.utf8))
    }
}
