package import ShopModel

extension WeChatPay {
    /// A success must be signed, except for a bill's file, whose digest was signed. An error counts
    /// by its code; if it is signed, the signature must hold.
    package func outcome(
        of call: ProviderCall, _ response: ProviderResponse, at now: Timestamp
    ) throws(ProviderError) -> ProviderOutcome {
        if case .billPart(let part) = call, response.status == 200 {
            return .bill(try billLines(response.body, part), next: nil)
        }
        let isSuccess = (200..<300).contains(response.status)
        if isSuccess || WeChatSignature.isSigned(response.headers) {
            try WeChatSignature.check(response.headers, response.body, by: platformKeys, at: now)
        }
        switch (call, response.status) {
        case (.create, 200): return .report(try opened(response.body))
        case (.query(let order, let purpose), 200):
            return try answer(to: order, purpose, response.body)
        case (.close(let order), 200), (.close(let order), 204):
            return .ask(.query(order, .afterClose))
        case (.refund(let refund), 200), (.queryRefund(let refund, _), 200):
            return .refund(
                refundStanding(try WeChatRefund.read(response.body), asked: refund))
        case (.bill(let day), 200): return .ask(.billPart(try billPart(response.body, day)))
        default: return try outcome(of: call, WeChatFailure(response))
        }
    }

    private struct CreateAnswer: Decodable {
        let code_url: String
    }

    private func opened(_ body: [UInt8]) throws(ProviderError) -> PaymentStanding {
        let link = try ProviderJSON.read(CreateAnswer.self, body, "answer").code_url
        let isPlain = link.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard link.hasPrefix("weixin://"), link.utf8.count <= 512, isPlain else {
            throw .malformed("code_url")
        }
        return .opened(link: link, handle: nil)
    }

    private func answer(
        to order: ProviderOrder, _ purpose: ProviderCall.QueryPurpose, _ body: [UInt8]
    ) throws(ProviderError) -> ProviderOutcome {
        let transaction = try WeChatTransaction.read(body)
        // A signature does not cover what was asked, so a true answer may belong elsewhere.
        guard transaction.outTradeNo == order.reference else { throw .malformed("out_trade_no") }
        let standing = try standing(transaction)
        // The order is there, but its link went to nobody.
        if case .afterRefusal = purpose, standing == .notPaid { return .ask(.close(order)) }
        return .report(standing)
    }

    private func outcome(
        of call: ProviderCall, _ failure: WeChatFailure
    ) throws(ProviderError) -> ProviderOutcome {
        switch (call, failure.meaning) {
        case (.create(let order), .paid), (.create(let order), .closed),
            (.create(let order), .unknown), (.create(let order), .refused),
            (.create(let order), .noFunds):
            return .ask(.query(order, .afterRefusal(reason: failure.reason)))
        case (.close(let order), .paid), (.close(let order), .closed),
            (.close(let order), .unknown):
            return .ask(.query(order, .afterClose))
        case (.query(_, .afterRefusal(let reason)), .unknown):
            return .report(.refused(reason: reason))
        case (.query(_, .afterClose), .unknown): return .report(.closed)
        case (.refund, .noFunds): return .refund(.needsAttention(reason: failure.reason))
        case (.refund(let refund), .refused), (.refund(let refund), .unknown),
            (.refund(let refund), .noResource):
            return .ask(.queryRefund(refund, .afterRefusal(reason: failure.reason)))
        case (.queryRefund(_, .watch), .unknown), (.queryRefund(_, .watch), .noResource):
            return .refund(.unknown)
        case (.queryRefund(_, .afterRefusal(let reason)), .unknown),
            (.queryRefund(_, .afterRefusal(let reason)), .noResource):
            return .refund(.failed(reason: reason))
        case (.bill, .noBill): return .bill([], next: nil)
        case (.query(_, .watch), .unknown), (.close, .refused), (.close, .noFunds),
            (.query, .paid), (.query, .closed), (.query, .refused), (.query, .noFunds),
            (.refund, .paid), (.refund, .closed), (.queryRefund, .paid), (.queryRefund, .closed),
            (.queryRefund, .refused), (.queryRefund, .noFunds), (.bill, _), (.billPart, _),
            (.create, .noResource), (.query, .noResource), (.close, .noResource), (_, .noBill),
            (_, .other):
            throw failure.error
        }
    }
}

/// An answer that says no.
private struct WeChatFailure {
    let status: Int
    let code: String
    let message: String

    private struct Body: Decodable {
        let code: String
        let message: String?
    }

    init(_ response: ProviderResponse) {
        status = response.status
        let isShort = response.body.count <= WeChatPay.bodyLimitBytes
        let body = isShort ? try? ProviderJSON.read(Body.self, response.body, "error") : nil
        (code, message) = (body?.code ?? "", body?.message ?? "")
    }

    enum Meaning { case paid, closed, unknown, noResource, refused, noFunds, noBill, other }

    /// What the code says. The provider spells some codes in two ways.
    var meaning: Meaning {
        switch (status, code) {
        case (400...499, "ORDERPAID"), (400...499, "ORDER_PAID"): .paid
        case (400...499, "ORDER_CLOSED"), (400...499, "ORDERCLOSED"): .closed
        case (404, "ORDER_NOT_EXIST"), (404, "ORDERNOTEXIST"): .unknown
        case (404, "RESOURCE_NOT_EXISTS"): .noResource
        case (_, "NO_STATEMENT_EXIST"): .noBill
        case (403, "NOT_ENOUGH"): .noFunds
        case (_, "RULE_LIMIT"), (_, "RULELIMIT"), (_, ""): .other
        case (400, _), (403, _): .refused
        default: .other
        }
    }

    var reason: String { "\(code.quoted) \(message.quoted)" }

    var error: ProviderError { .http(status: status, code: code.quoted, message: message.quoted) }
}
