package import ShopModel

extension Alipay {
    /// What the gateway says of a trade must be signed, also when it says no. Only its complaints
    /// about a request as such, from which nothing is concluded, may be unsigned.
    package func outcome(
        of call: ProviderCall, _ response: ProviderResponse, at now: Timestamp
    ) throws(ProviderError) -> ProviderOutcome {
        guard response.status == 200 else {
            throw .http(status: response.status, code: "", message: "")
        }
        guard response.body.count <= call.answerLimitBytes else {
            throw .tooLong(count: response.body.count, limit: call.answerLimitBytes)
        }
        let (object, signature) = try AlipaySignature.parts(of: response.body, call.answerName)
        let head = try ProviderJSON.read(Head.self, object, "answer")
        if let signature {
            guard try RSASignature.isValid(signature, of: object, by: alipayKeys) else {
                throw .signatureInvalid
            }
        } else if head.code == "10000" || head.code == "40004" {
            throw .headerMissing("sign")
        }
        guard head.code == "10000" else { return try outcome(of: call, head) }
        switch call {
        case .create(let order): return .report(try opened(object, order))
        case .query(let order, let purpose): return try answer(to: order, purpose, object)
        case .close(let order): return .ask(.query(order, .afterClose))
        case .refund(let refund): return .refund(try refunded(object, refund))
        case .queryRefund(let refund, let purpose):
            return .refund(try answer(to: refund, purpose, object))
        case .bill, .billPart: throw .malformed("an answer to no call")
        }
    }

    fileprivate struct Head: Decodable {
        let code: String
        let msg: String?
        let sub_code: String?
        let sub_msg: String?
    }

    private struct CreateAnswer: Decodable {
        let out_trade_no: String
        let qr_code: String
    }

    private func opened(
        _ object: [UInt8], _ order: ProviderOrder
    ) throws(ProviderError) -> PaymentStanding {
        let answer = try ProviderJSON.read(CreateAnswer.self, object, "answer")
        guard answer.out_trade_no == order.reference else { throw .malformed("out_trade_no") }
        let isPlain = answer.qr_code.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard answer.qr_code.hasPrefix("https://"), answer.qr_code.utf8.count <= 1024, isPlain
        else { throw .malformed("qr_code") }
        return .opened(link: answer.qr_code, handle: nil)
    }

    private func answer(
        to order: ProviderOrder, _ purpose: ProviderCall.QueryPurpose, _ object: [UInt8]
    ) throws(ProviderError) -> ProviderOutcome {
        let trade = try ProviderJSON.read(AlipayTrade.self, object, "trade")
        // A signature does not cover what was asked, so a true answer may belong elsewhere.
        guard trade.outTradeNo == order.reference else { throw .malformed("out_trade_no") }
        let standing = try trade.standing()
        if case .afterRefusal = purpose, standing == .notPaid { return .ask(.close(order)) }
        return .report(standing)
    }

    private func refunded(
        _ object: [UInt8], _ refund: ProviderRefund
    ) throws(ProviderError) -> RefundStanding {
        let answer = try ProviderJSON.read(AlipayRefund.self, object, "refund")
        guard answer.out_trade_no == refund.reference else { throw .malformed("out_trade_no") }
        guard answer.trade_no == refund.transaction else {
            return .contradicted(.transaction(answer.trade_no ?? ""))
        }
        // Without a change nothing moved this time: done already, or not at all.
        guard answer.fund_change == "Y" else { return .processing(id: nil) }
        let sum = try Self.money(answer.refund_fee, "refund_fee")
        guard sum.minorUnits >= refund.amount.minorUnits else {
            return .contradicted(.amount(expected: refund.amount, got: sum))
        }
        return .done(id: nil, amount: refund.amount)
    }

    private func answer(
        to refund: ProviderRefund, _ purpose: ProviderCall.RefundPurpose, _ object: [UInt8]
    ) throws(ProviderError) -> RefundStanding {
        let answer = try ProviderJSON.read(AlipayRefund.self, object, "refund")
        // A good code alone says nothing: without these fields there is no such refund.
        guard let number = answer.out_request_no, let text = answer.refund_amount else {
            return purpose.unknown
        }
        guard number == refund.number, answer.out_trade_no == refund.reference else {
            throw .malformed("out_request_no")
        }
        guard answer.trade_no == refund.transaction else {
            return .contradicted(.transaction(answer.trade_no ?? ""))
        }
        let amount = try Self.money(text, "refund_amount")
        guard amount == refund.amount else {
            return .contradicted(.amount(expected: refund.amount, got: amount))
        }
        let isDone = ["", "REFUND_SUCCESS"].contains(answer.refund_status ?? "")
        return isDone ? .done(id: nil, amount: amount) : .processing(id: nil)
    }

    private func outcome(
        of call: ProviderCall, _ failure: Head
    ) throws(ProviderError) -> ProviderOutcome {
        switch (call, failure.meaning) {
        case (.create(let order), .ended), (.create(let order), .unknown),
            (.create(let order), .refused), (.create(let order), .noFunds):
            return .ask(.query(order, .afterRefusal(reason: failure.reason)))
        case (.close(let order), .ended), (.close(let order), .unknown):
            return .ask(.query(order, .afterClose))
        // The trade begins when the payer scans the code.
        case (.query(_, .watch), .unknown): return .report(.notPaid)
        case (.query(_, .afterRefusal(let reason)), .unknown):
            return .report(.refused(reason: reason))
        case (.query(_, .afterClose), .unknown): return .report(.closed)
        case (.refund, .noFunds): return .refund(.needsAttention(reason: failure.reason))
        case (.refund(let refund), .ended), (.refund(let refund), .unknown),
            (.refund(let refund), .refused):
            return .ask(.queryRefund(refund, .afterRefusal(reason: failure.reason)))
        case (.queryRefund(_, let purpose), .unknown): return .refund(purpose.unknown)
        case (.close, .refused), (.close, .noFunds), (.query, .ended), (.query, .refused),
            (.query, .noFunds), (.queryRefund, .ended), (.queryRefund, .refused),
            (.queryRefund, .noFunds), (.bill, _), (.billPart, _), (_, .busy), (_, .wrongCall):
            throw failure.error
        }
    }
}

extension ProviderCall {
    /// The name of the object in the answer: the method's with lines for points.
    fileprivate var answerName: String {
        let method =
            switch self {
            case .create: AlipayMethod.create
            case .query: AlipayMethod.query
            case .close: AlipayMethod.close
            case .refund: AlipayMethod.refund
            case .queryRefund: AlipayMethod.queryRefund
            case .bill, .billPart: ""
            }
        return method.replacing(".", with: "_") + "_response"
    }
}

extension ProviderCall.RefundPurpose {
    /// What it means that the provider has no such refund.
    var unknown: RefundStanding {
        switch self {
        case .watch: .unknown
        case .afterRefusal(let reason): .failed(reason: reason)
        }
    }
}

extension Alipay.Head {
    fileprivate enum Meaning { case ended, unknown, refused, noFunds, busy, wrongCall }

    fileprivate var meaning: Meaning {
        switch (code, sub_code ?? "") {
        case ("20000", _), (_, "ACQ.SYSTEM_ERROR"), (_, "SYSTEM_ERROR"): .busy
        case ("40004", "ACQ.TRADE_NOT_EXIST"): .unknown
        case ("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH"): .noFunds
        case ("40004", "ACQ.TRADE_HAS_SUCCESS"), ("40004", "ACQ.TRADE_HAS_FINISHED"),
            ("40004", "ACQ.TRADE_HAS_CLOSE"), ("40004", "ACQ.TRADE_STATUS_ERROR"),
            ("40004", "ACQ.REASON_TRADE_STATUS_INVALID"):
            .ended
        case ("40004", _): .refused
        default: .wrongCall
        }
    }

    fileprivate var reason: String {
        "\((sub_code ?? code).quoted) \((sub_msg ?? msg ?? "").quoted)"
    }

    fileprivate var error: ProviderError {
        .business(
            code: "\(code.quoted) \((sub_code ?? "").quoted)",
            message: (sub_msg ?? msg ?? "").quoted,
            advice: meaning == .wrongCall ? .stop : .retry)
    }
}
