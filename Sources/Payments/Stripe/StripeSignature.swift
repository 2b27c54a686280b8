import OpenSSLBridge
import ShopModel

/// The `Stripe-Signature` header: `t=<seconds>,v1=<hex>[,v1=<hex>…][,v0=…]`.
enum StripeSignature {
    /// Checks a webhook, signature first, then time, as the provider's libraries do.
    ///
    /// - Parameters:
    ///   - header: The header's value.
    ///   - body: The body as received.
    ///   - secrets: Any of them may have signed; the header has a `v1` for each while they change.
    ///   - now: The clock reading.
    /// - Throws: `.malformed`, `.signatureInvalid`, `.staleTimestamp`.
    static func check(
        _ header: String, _ body: [UInt8], by secrets: [StripeSecret], at now: Timestamp
    ) throws(ProviderError) {
        let (timestamp, signatures) = try parts(of: header)
        let message = Array("\(timestamp).".utf8) + body
        var holds = false
        for secret in secrets {
            let expected = HMAC.sha256(message, key: Array(secret.text.utf8))
            for signature in signatures where ConstantTime.areEqual(signature, expected) {
                holds = true
            }
        }
        guard holds else { throw .signatureInvalid }
        guard let seconds = Int64(timestamp) else { throw .malformed("Stripe-Signature") }
        let difference = now.milliseconds / 1000 - seconds
        guard abs(difference) <= Stripe.clockToleranceSeconds else {
            throw .staleTimestamp(offBySeconds: difference)
        }
    }

    /// Schemes other than `v1` are passed over.
    private static func parts(
        of header: String
    ) throws(ProviderError) -> (timestamp: String, signatures: [[UInt8]]) {
        guard header.utf8.count <= 4096 else { throw .malformed("Stripe-Signature") }
        var timestamp: String?
        var signatures: [[UInt8]] = []
        for item in header.split(separator: ",") {
            let pair = item.split(separator: "=", maxSplits: 1).map(String.init)
            switch (pair.first?.trimmed, pair.last) {
            case ("t", let value?):
                guard timestamp == nil, (1...12).contains(value.utf8.count),
                    value.utf8.allSatisfy(\.isDigit)
                else { throw .malformed("Stripe-Signature") }
                timestamp = value
            case ("v1", let value?):
                if let bytes = Hex.decode(value) { signatures.append(bytes) }
            default: break
            }
        }
        guard let timestamp else { throw .malformed("Stripe-Signature") }
        return (timestamp, signatures)
    }
}

extension String {
    fileprivate var trimmed: String { String(drop { $0 == " " }) }
}
