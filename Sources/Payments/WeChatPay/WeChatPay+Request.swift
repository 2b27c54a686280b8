package import ShopModel

extension WeChatPay {
    package func request(
        _ call: ProviderCall, at now: Timestamp, nonce: String
    ) throws(ProviderError) -> ProviderRequest {
        switch call {
        case .create(let order):
            let body = try CreateBody(order, self)
            return try signed(
                "POST", "/v3/pay/transactions/native", ProviderJSON.bytes(body), at: now, nonce)
        case .query(let order, _):
            return try signed(
                "GET", try orderPath(order.reference) + "?mchid=\(merchantID)", at: now, nonce)
        case .close(let order):
            let path = try orderPath(order.reference) + "/close"
            let body = CloseBody(mchid: merchantID)
            return try signed("POST", path, ProviderJSON.bytes(body), at: now, nonce)
        case .refund(let refund):
            let body = try RefundBody(refund, self)
            return try signed("POST", Self.refunds, ProviderJSON.bytes(body), at: now, nonce)
        case .queryRefund(let refund, _):
            let number = try WeChatOrder.checked(refund.number, "out_refund_no", 1...64)
            return try signed("GET", "\(Self.refunds)/\(number)", at: now, nonce)
        case .bill(let day):
            return try signed(
                "GET", "/v3/bill/tradebill?bill_date=\(day)&bill_type=ALL", at: now, nonce)
        case .billPart(let part):
            return try signed("GET", part.path, at: now, nonce)
        }
    }

    private static let refunds = "/v3/refund/domestic/refunds"

    private func orderPath(_ reference: String) throws(ProviderError) -> String {
        // None of its characters needs an escape in a path (RFC 3986 §3.3).
        "/v3/pay/transactions/out-trade-no/"
            + (try WeChatOrder.checked(reference, "out_trade_no", 6...32))
    }

    private func signed(
        _ method: String, _ path: String, _ body: [UInt8] = [], at now: Timestamp, _ nonce: String
    ) throws(ProviderError) -> ProviderRequest {
        precondition(nonce.isToken(limit: 32), "a nonce is 1 to 32 letters")
        let timestamp = String(now.milliseconds / 1000)
        let message = WeChatSignature.requestMessage(
            method: method, path: path, timestamp: timestamp, nonce: nonce, body: body)
        let signature = try RSASignature.sign(message, with: merchantKey)
        let authorization =
            "WECHATPAY2-SHA256-RSA2048 mchid=\"\(merchantID)\",nonce_str=\"\(nonce)\","
            + "timestamp=\"\(timestamp)\",serial_no=\"\(merchantSerial)\","
            + "signature=\"\(signature)\""
        var headers: [(name: String, value: String)] = [
            ("Authorization", authorization),
            ("Accept", "application/json"),
            ("User-Agent", "shopcast"),
            ("Wechatpay-Serial", preferredPlatformSerial),
        ]
        if !body.isEmpty { headers.append(("Content-Type", "application/json")) }
        return ProviderRequest(
            method: method, path: path, headers: ProviderHeaders(headers), body: body)
    }
}

// The keys are the provider's.
private struct CreateBody: Encodable {
    let appid: String
    let mchid: String
    let description: String
    let out_trade_no: String
    let notify_url: String
    let time_expire: String
    let amount: Amount

    struct Amount: Encodable {
        let total: Int64
        let currency = "CNY"
    }

    init(_ order: ProviderOrder, _ merchant: WeChatPay) throws(ProviderError) {
        let order = try WeChatOrder(order)
        (appid, mchid) = (merchant.applicationID, merchant.merchantID)
        (description, out_trade_no) = (order.description, order.reference)
        notify_url = merchant.notifyURL
        time_expire = ChinaTime.rfc3339(order.expiresAt)
        amount = Amount(total: order.fen)
    }
}

private struct CloseBody: Encodable {
    let mchid: String
}

private struct RefundBody: Encodable {
    let transaction_id: String
    let out_refund_no: String
    let reason: String?
    let notify_url: String
    let amount: Amount

    struct Amount: Encodable {
        let refund: Int64
        let total: Int64
        let currency = "CNY"
    }

    init(_ refund: ProviderRefund, _ merchant: WeChatPay) throws(ProviderError) {
        try refund.checkAmount()
        guard refund.amount.currency.code == "CNY" else {
            throw .invalidOrder(field: "refund amount", rule: "is in CNY")
        }
        guard refund.transaction.isToken(limit: 32) else {
            throw .invalidOrder(field: "transaction_id", rule: "is 1 to 32 letters and digits")
        }
        transaction_id = refund.transaction
        out_refund_no = try WeChatOrder.checked(refund.number, "out_refund_no", 1...64)
        let text = refund.reason.neutralised().cut(toBytes: 80)
        reason = text.isEmpty ? nil : text
        notify_url = merchant.notifyURL
        amount = Amount(refund: refund.amount.minorUnits, total: refund.total.minorUnits)
    }
}
