package import ShopModel

extension Stripe {
    /// Answers are not signed: the TLS connection to the provider vouches for them.
    package func outcome(
        of call: ProviderCall, _ response: ProviderResponse, at now: Timestamp
    ) throws(ProviderError) -> ProviderOutcome {
        let (body, limit) = (response.body, call.answerLimitBytes)
        guard body.count <= limit else { throw .tooLong(count: body.count, limit: limit) }
        guard response.status == 200 else {
            return try outcome(of: call, StripeFailure(response), at: now)
        }
        switch call {
        case .create(let order): return .report(try opened(try session(body), order))
        case .query(let order, let purpose): return try answer(to: order, purpose, body)
        case .close(let order):
            guard order.handle != nil else { return .ask(.close(try named(order, body))) }
            let standing = try standing(try session(body), of: order)
            return standing == .notPaid ? .ask(.query(order, .afterClose)) : .report(standing)
        case .refund(let refund):
            let object = try ProviderJSON.read(StripeRefund.self, body, "refund")
            return .refund(try standing(object, asked: refund))
        case .queryRefund(let refund, let purpose):
            return .refund(try answer(to: refund, purpose, body))
        case .bill(let day):
            return try sessions(body, BillPart(path: "", day: day, digest: nil))
        case .billPart(let part):
            let isRefunds = part.path.hasPrefix(StripeList.refunds.rawValue)
            return isRefunds ? try refunds(body, part) : try sessions(body, part)
        }
    }

    private func session(_ body: [UInt8]) throws(ProviderError) -> StripeSession {
        try ProviderJSON.read(StripeSession.self, body, "session")
    }

    private func opened(
        _ session: StripeSession, _ order: ProviderOrder
    ) throws(ProviderError) -> PaymentStanding {
        let standing = try standing(session, of: order)
        guard standing == .notPaid else { return standing }
        guard let amount = session.amount_total, let code = session.currency,
            let money = currencies.money(amount, code)
        else { throw .malformed("amount_total") }
        guard money == order.amount else {
            return .contradicted(.amount(expected: order.amount, got: money))
        }
        guard let url = session.url, url.hasPrefix("https://"), url.utf8.count <= 4096,
            url.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .malformed("url") }
        return .opened(link: url, handle: session.id)
    }

    private func standing(
        _ session: StripeSession, of order: ProviderOrder
    ) throws(ProviderError) -> PaymentStanding {
        if let handle = order.handle, session.id != handle { throw .malformed("session id") }
        guard session.client_reference_id == order.reference else {
            return .contradicted(.reference(session.client_reference_id ?? ""))
        }
        return try standing(session)
    }

    private func answer(
        to order: ProviderOrder, _ purpose: ProviderCall.QueryPurpose, _ body: [UInt8]
    ) throws(ProviderError) -> ProviderOutcome {
        guard order.handle != nil else { return .ask(.query(try named(order, body), purpose)) }
        let standing = try standing(try session(body), of: order)
        if case .afterRefusal = purpose, standing == .notPaid { return .ask(.close(order)) }
        return .report(standing)
    }

    /// What a repeated creation brought: the name of the session.
    private func named(
        _ order: ProviderOrder, _ body: [UInt8]
    ) throws(ProviderError) -> ProviderOrder {
        let session = try session(body)
        guard session.client_reference_id == order.reference, session.id.isToken(limit: 255) else {
            throw .malformed("client_reference_id")
        }
        return order.named(session.id)
    }

    private func answer(
        to refund: ProviderRefund, _ purpose: ProviderCall.RefundPurpose, _ body: [UInt8]
    ) throws(ProviderError) -> RefundStanding {
        guard refund.handle == nil else {
            let object = try ProviderJSON.read(StripeRefund.self, body, "refund")
            return try standing(object, asked: refund)
        }
        let page = try ProviderJSON.read(StripePage<StripeRefund>.self, body, "refunds")
        let ours = page.data.first { $0.metadata?[StripeMetadata.refund] == refund.number }
        if let ours { return try standing(ours, asked: refund) }
        guard !page.has_more else { throw .malformed("more than 100 refunds of one payment") }
        return purpose.unknown
    }

    // MARK: The bill

    private func sessions(
        _ body: [UInt8], _ part: BillPart
    ) throws(ProviderError) -> ProviderOutcome {
        let page = try ProviderJSON.read(StripePage<StripeSession>.self, body, "sessions")
        var lines: [BillLine] = []
        for session in page.data where session.payment_status == "paid" {
            guard let reference = session.client_reference_id,
                case .paid(let transaction, let amount) = try standing(session)
            else { continue }  // Somebody else's use of the account.
            lines.append(
                BillLine(
                    .payment, reference: reference.neutralised(), transaction: transaction,
                    amount: amount))
        }
        let last = try lastID(page.data.last?.id, of: page)
        let path = last.map { StripeList.sessions.path(of: part.day, after: $0) }
        let next = path ?? StripeList.refunds.path(of: part.day)
        return .bill(lines, next: BillPart(path: next, day: part.day, digest: nil))
    }

    private func refunds(
        _ body: [UInt8], _ part: BillPart
    ) throws(ProviderError) -> ProviderOutcome {
        let page = try ProviderJSON.read(StripePage<StripeRefund>.self, body, "refunds")
        let lines = page.data.compactMap { refund -> BillLine? in
            guard let amount = currencies.money(refund.amount, refund.currency),
                let intent = refund.payment_intent, intent.isToken(limit: 255)
            else { return nil }
            let number = refund.metadata?[StripeMetadata.refund] ?? ""
            return BillLine(
                .refund(
                    number: number.neutralised(), id: refund.id.neutralised(),
                    isDone: refund.status == "succeeded"),
                reference: (refund.metadata?[StripeMetadata.reference] ?? "").neutralised(),
                transaction: intent, amount: amount)
        }
        let next = try lastID(page.data.last?.id, of: page).map { last in
            let path = StripeList.refunds.path(of: part.day, after: last)
            return BillPart(path: path, day: part.day, digest: nil)
        }
        return .bill(lines, next: next)
    }

    /// The object after which a list goes on.
    private func lastID<Item>(
        _ id: String?, of page: StripePage<Item>
    ) throws(ProviderError) -> String? {
        guard page.has_more else { return nil }
        guard let id, id.isToken(limit: 255) else { throw .malformed("list") }
        return id
    }

    // MARK: Failures

    private func outcome(
        of call: ProviderCall, _ failure: StripeFailure, at now: Timestamp
    ) throws(ProviderError) -> ProviderOutcome {
        switch (call, failure.meaning) {
        case (.create, .refused): return .report(.refused(reason: failure.reason))
        // Without a name nothing can be looked up; but its page, if any, has an end.
        case (.query(let order, .afterClose), _)
        where order.handle == nil && now > pageEnd(of: order):
            return .report(.closed)
        case (.close(let order), _) where order.handle == nil && now > pageEnd(of: order):
            return .report(.closed)
        case (.query(let order, .afterRefusal(let reason)), .unknown) where order.handle != nil:
            return .report(.refused(reason: reason))
        case (.query(let order, .afterClose), .unknown) where order.handle != nil:
            return .report(.closed)
        case (.close(let order), .refused), (.close(let order), .unknown):
            guard order.handle != nil else { throw failure.error }
            return .ask(.query(order, .afterClose))
        case (.refund, .noFunds): return .refund(.needsAttention(reason: failure.reason))
        case (.refund(let refund), .refused), (.refund(let refund), .unknown):
            return .ask(.queryRefund(refund, .afterRefusal(reason: failure.reason)))
        case (.queryRefund(_, let purpose), .unknown): return .refund(purpose.unknown)
        default: throw failure.error
        }
    }
}

/// An answer that says no.
private struct StripeFailure {
    let status: Int
    let code: String
    let message: String

    private struct Body: Decodable {
        let error: Details

        struct Details: Decodable {
            let type: String?
            let code: String?
            let message: String?
        }
    }

    init(_ response: ProviderResponse) {
        status = response.status
        let details = try? ProviderJSON.read(Body.self, response.body, "error").error
        code = details?.code ?? details?.type ?? ""
        message = details?.message ?? ""
    }

    enum Meaning { case refused, unknown, noFunds, other }

    var meaning: Meaning {
        switch (status, code) {
        // The key is in use with other parameters, or at this moment: nothing is known.
        case (_, "idempotency_error"), (_, "idempotency_key_in_use"), (_, ""): .other
        case (404, "resource_missing"): .unknown
        case (400, "balance_insufficient"), (400, "insufficient_funds"): .noFunds
        case (400, _), (402, _): .refused
        default: .other
        }
    }

    var reason: String { "\(code.quoted) \(message.quoted)" }

    var error: ProviderError {
        .http(status: status, code: code.quoted, message: message.quoted)
    }
}
