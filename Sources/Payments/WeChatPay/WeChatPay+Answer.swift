import ShopCore
package import ShopModel

extension WeChatPay {
    /// Judges the answer to a call and says what follows.
    ///
    /// A success must be signed. An error counts by its code; if it is signed, the signature must
    /// hold.
    ///
    /// - Parameters:
    ///   - call: What was asked.
    ///   - response: The answer as received.
    ///   - now: The clock reading.
    /// - Returns: What to tell the shop, or what to ask first.
    /// - Throws: When nothing can be concluded; see `WeChatPayError.advice`.
    package func outcome(
        of call: WeChatCall, _ response: ProviderResponse, at now: Timestamp
    ) throws(WeChatPayError) -> WeChatOutcome {
        let isSuccess = (200..<300).contains(response.status)
        if isSuccess || WeChatSignature.isSigned(response.headers) {
            try WeChatSignature.check(response.headers, response.body, by: platformKeys, at: now)
        }
        switch (call, response.status) {
        case (.create, 200): return .report(.opened(link: try link(in: response.body)))
        case (.query(let reference, let purpose), 200):
            return try answer(to: reference, purpose, response.body)
        case (.close(let reference), 200), (.close(let reference), 204):
            return .ask(.query(reference: reference, .afterClose))
        default: return try outcome(of: call, Failure(response))
        }
    }

    private func link(in body: [UInt8]) throws(WeChatPayError) -> String {
        let link = try WeChatJSON.read(CreateAnswer.self, body, "answer").code_url
        let isPlain = link.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard link.hasPrefix("weixin://"), link.utf8.count <= 512, isPlain else {
            throw .malformed("code_url")
        }
        return link
    }

    private func answer(
        to reference: String, _ purpose: WeChatCall.QueryPurpose, _ body: [UInt8]
    ) throws(WeChatPayError) -> WeChatOutcome {
        let transaction = try WeChatTransaction.read(body)
        // A signature does not cover what was asked, so a true answer may belong elsewhere.
        guard transaction.outTradeNo == reference else { throw .malformed("out_trade_no") }
        let report = try report(transaction)
        // The order is there, but its link went to nobody.
        if case .afterRefusal = purpose, report == .notPaid {
            return .ask(.close(reference: reference))
        }
        return .report(report)
    }

    private func outcome(
        of call: WeChatCall, _ failure: Failure
    ) throws(WeChatPayError) -> WeChatOutcome {
        switch (call, failure.meaning) {
        case (.create(let order), .paid), (.create(let order), .closed),
            (.create(let order), .unknownOrder), (.create(let order), .refused):
            let reason = "\(failure.code.quoted) \(failure.message.quoted)"
            return .ask(.query(reference: order.reference, .afterRefusal(reason: reason)))
        case (.close(let reference), .paid), (.close(let reference), .closed),
            (.close(let reference), .unknownOrder):
            return .ask(.query(reference: reference, .afterClose))
        case (.query(_, .afterRefusal(let reason)), .unknownOrder):
            return .report(.refused(reason: reason))
        case (.query(_, .afterClose), .unknownOrder): return .report(.closed)
        case (.query(_, .watch), .unknownOrder), (.close, .refused),
            (.query, .paid), (.query, .closed), (.query, .refused), (_, .other):
            throw failure.error
        }
    }
}

private struct CreateAnswer: Decodable {
    let code_url: String
}

/// An answer that says no.
private struct Failure {
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
        let body = isShort ? try? WeChatJSON.read(Body.self, response.body, "error") : nil
        (code, message) = (body?.code ?? "", body?.message ?? "")
    }

    enum Meaning { case paid, closed, unknownOrder, refused, other }

    /// What the code says of the order. The provider spells some codes in two ways.
    var meaning: Meaning {
        switch (status, code) {
        case (400...499, "ORDERPAID"), (400...499, "ORDER_PAID"): .paid
        case (400...499, "ORDER_CLOSED"), (400...499, "ORDERCLOSED"): .closed
        case (404, "ORDER_NOT_EXIST"), (404, "ORDERNOTEXIST"): .unknownOrder
        case (_, "RULE_LIMIT"), (_, "RULELIMIT"), (_, ""): .other
        case (400, _), (403, _): .refused
        default: .other
        }
    }

    var error: WeChatPayError { .http(status: status, code: code.quoted, message: message.quoted) }
}
