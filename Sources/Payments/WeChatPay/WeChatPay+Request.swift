import FoundationEssentials
import OpenSSLBridge
package import ShopModel

extension WeChatPay {
    /// Makes a signed request.
    ///
    /// - Parameters:
    ///   - call: What is asked.
    ///   - now: The clock reading.
    ///   - nonce: 1 to 32 letters and digits, never used before; see `drawNonce`.
    /// - Returns: The request; it has to reach the provider within minutes, exactly as it is.
    /// - Throws: `.invalidOrder`, `.crypto`.
    package func request(
        _ call: WeChatCall, at now: Timestamp, nonce: String
    ) throws(WeChatPayError) -> ProviderRequest {
        switch call {
        case .create(let order):
            let body = CreateBody(
                appid: applicationID, mchid: merchantID, description: order.description,
                out_trade_no: order.reference, notify_url: notifyURL,
                time_expire: RFC3339.text(order.expiresAt),
                amount: CreateBody.Amount(total: order.fen, currency: "CNY"))
            return try signed(
                "POST", "/v3/pay/transactions/native", body: json(body), at: now, nonce)
        case .query(let reference, _):
            let path = try orderPath(reference) + "?mchid=\(merchantID)"
            return try signed("GET", path, body: [], at: now, nonce)
        case .close(let reference):
            let body = json(CloseBody(mchid: merchantID))
            return try signed(
                "POST", try orderPath(reference) + "/close", body: body, at: now, nonce)
        }
    }

    private func orderPath(_ reference: String) throws(WeChatPayError) -> String {
        // None of its characters needs an escape in a path (RFC 3986 §3.3).
        "/v3/pay/transactions/out-trade-no/" + (try WeChatOrder.checked(reference: reference))
    }

    private func signed(
        _ method: String, _ path: String, body: [UInt8], at now: Timestamp, _ nonce: String
    ) throws(WeChatPayError) -> ProviderRequest {
        let isPlain = nonce.utf8.allSatisfy(\.isTokenCharacter)
        precondition((1...32).contains(nonce.utf8.count) && isPlain, "a nonce is 1 to 32 letters")
        let timestamp = String(now.milliseconds / 1000)
        let message = WeChatSignature.requestMessage(
            method: method, path: path, timestamp: timestamp, nonce: nonce, body: body)
        let signature = try WeChatSignature.sign(message, with: merchantKey)
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

    private func json(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            preconditionFailure("a request of strings and integers can be written: \(error)")
        }
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
        let currency: String
    }
}

private struct CloseBody: Encodable {
    let mchid: String
}
