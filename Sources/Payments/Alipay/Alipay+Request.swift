package import ShopModel

extension Alipay {
    /// The nonce is not used: this gateway has none.
    package func request(
        _ call: ProviderCall, at now: Timestamp, nonce: String
    ) throws(ProviderError) -> ProviderRequest {
        switch call {
        case .create(let order):
            let content = try AlipayOrder(order, seller: sellerID)
            return try signed(
                AlipayMethod.create, content, at: now, more: ["notify_url": notifyURL])
        case .query(let order, _):
            return try signed(AlipayMethod.query, try OrderKey(order.reference), at: now)
        case .close(let order):
            return try signed(AlipayMethod.close, try OrderKey(order.reference), at: now)
        case .refund(let refund):
            return try signed(AlipayMethod.refund, try RefundContent(refund), at: now)
        case .queryRefund(let refund, _):
            return try signed(AlipayMethod.queryRefund, try RefundKey(refund), at: now)
        case .bill, .billPart:
            throw .invalidOrder(field: "bill", rule: "is not to be had; ask for each payment")
        }
    }

    private func signed(
        _ method: String, _ content: some Encodable, at now: Timestamp, more: [String: String] = [:]
    ) throws(ProviderError) -> ProviderRequest {
        var fields = [
            "app_id": applicationID, "method": method, "format": "JSON", "charset": "utf-8",
            "sign_type": "RSA2", "timestamp": ChinaTime.plain(now), "version": "1.0",
            "biz_content": String(decoding: ProviderJSON.bytes(content), as: UTF8.self),
        ]
        fields.merge(more) { $1 }
        fields["sign"] = try RSASignature.sign(
            AlipaySignature.text(of: fields, without: ["sign"]), with: applicationKey)
        let content = fields.removeValue(forKey: "biz_content") ?? ""
        let query = fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        return ProviderRequest(
            method: "POST", path: "\(Self.gateway)?\(FormText.encode(query))",
            headers: [
                "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
                "Accept": "application/json", "User-Agent": "shopcast",
            ],
            body: Array(FormText.encode([(name: "biz_content", value: content)]).utf8))
    }
}

/// The gateway's names for what is asked.
enum AlipayMethod {
    static let create = "alipay.trade.precreate"
    static let query = "alipay.trade.query"
    static let close = "alipay.trade.close"
    static let refund = "alipay.trade.refund"
    static let queryRefund = "alipay.trade.fastpay.refund.query"
}

// The keys are the provider's.
private struct OrderKey: Encodable {
    let out_trade_no: String

    init(_ reference: String) throws(ProviderError) {
        out_trade_no = try AlipayOrder.checked(reference, "out_trade_no")
    }
}

private struct RefundKey: Encodable {
    let out_trade_no: String
    let trade_no: String
    let out_request_no: String

    init(_ refund: ProviderRefund) throws(ProviderError) {
        out_trade_no = try AlipayOrder.checked(refund.reference, "out_trade_no")
        trade_no = try AlipayOrder.checked(refund.transaction, "trade_no")
        out_request_no = try AlipayOrder.checked(refund.number, "out_request_no")
    }
}

private struct RefundContent: Encodable {
    let out_trade_no: String
    let trade_no: String
    /// Always sent: without it a second partial refund would be taken for the first.
    let out_request_no: String
    let refund_amount: String
    let refund_reason: String?

    init(_ refund: ProviderRefund) throws(ProviderError) {
        try refund.checkAmount()
        guard refund.amount.currency == Alipay.cny else {
            throw .invalidOrder(field: "refund amount", rule: "is in CNY")
        }
        let key = try RefundKey(refund)
        (out_trade_no, trade_no) = (key.out_trade_no, key.trade_no)
        out_request_no = key.out_request_no
        refund_amount = Alipay.yuan(refund.amount)
        let text = refund.reason.neutralised().cut(toBytes: AlipayOrder.subjectLimitBytes)
        refund_reason = text.isEmpty ? nil : text
    }
}
