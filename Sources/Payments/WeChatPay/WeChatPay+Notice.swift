import OpenSSLBridge
package import ShopModel

extension WeChatPay {
    /// Signature on the raw bytes first, then the seal, then the content.
    package func notice(
        headers: ProviderHeaders, body: [UInt8], at now: Timestamp
    ) throws(ProviderError) -> ProviderNotice {
        try WeChatSignature.check(headers, body, by: platformKeys, at: now)
        let envelope = try ProviderJSON.read(WeChatEnvelope.self, body, "notice")
        guard (1...36).contains(envelope.id.utf8.count) else { throw .malformed("id") }
        let id = envelope.id.neutralised()
        switch envelope.event_type {
        case "TRANSACTION.SUCCESS":
            let transaction = try WeChatTransaction.read(try plaintext(envelope, "transaction"))
            return ProviderNotice(
                id: id,
                .payment(
                    reference: transaction.outTradeNo.neutralised(), try standing(transaction)))
        case "REFUND.SUCCESS", "REFUND.ABNORMAL", "REFUND.CLOSED":
            let refund = try WeChatRefund.read(try plaintext(envelope, "refund"))
            let isOurs = refund.mchid == merchantID
            return ProviderNotice(
                id: id,
                .refund(
                    reference: refund.outTradeNo.neutralised(),
                    number: refund.outRefundNo.neutralised(),
                    isOurs
                        ? refundStanding(refund, asked: nil)
                        : .contradicted(.merchant(refund.mchid ?? ""))))
        case let type: throw .otherEvent(type.quoted)
        }
    }

    private func plaintext(
        _ envelope: WeChatEnvelope, _ type: String
    ) throws(ProviderError) -> [UInt8] {
        guard envelope.resource_type == "encrypt-resource",
            envelope.resource.original_type ?? type == type,
            envelope.resource.algorithm == "AEAD_AES_256_GCM"
        else { throw .malformed("resource") }
        return try envelope.resource.open(with: apiKey.bytes)
    }

    package var accepted: ProviderResponse { Self.accepted }
    package var unavailable: ProviderResponse { Self.unavailable }
    package func reply(to error: ProviderError) -> ProviderResponse { Self.reply(to: error) }

    /// What to answer once the notice is stored.
    package static let accepted = ProviderResponse(
        status: 200, headers: ["Content-Type": "application/json"],
        body: Array(#"{"code":"SUCCESS","message":"成功"}"#.utf8))

    /// What to answer when the notice could not be stored: it will be sent again.
    package static let unavailable = failure(503, "try again later")

    /// What to answer to a notice that was refused: it may be sent again.
    package static func reply(to error: ProviderError) -> ProviderResponse {
        failure(error.replyStatus, error.replyText)
    }

    private static func failure(_ status: Int, _ message: String) -> ProviderResponse {
        ProviderResponse(
            status: status, headers: ["Content-Type": "application/json"],
            body: Array(#"{"code":"FAIL","message":"\#(message)"}"#.utf8))
    }
}

/// A notice as sent, its content sealed.
struct WeChatEnvelope: Decodable {
    let id: String
    let event_type: String
    let resource_type: String
    let resource: Resource

    struct Resource: Decodable {
        let original_type: String?
        let algorithm: String
        let ciphertext: String
        let associated_data: String?
        let nonce: String

        /// - Parameter key: 32 bytes; 16 only in published examples.
        /// - Throws: `.malformed`, `.undecryptable`, `.crypto`.
        func open(with key: [UInt8]) throws(ProviderError) -> [UInt8] {
            guard let sealed = Base64.standard.decode(ciphertext) else {
                throw .malformed("ciphertext")
            }
            do throws(CryptoError) {
                return try AESGCM.open(
                    sealed, key: key, nonce: Array(nonce.utf8),
                    authenticating: Array((associated_data ?? "").utf8))
            } catch {
                switch error {
                case .authenticationFailed: throw .undecryptable
                case .nonceSize: throw .malformed("nonce")
                default: throw .crypto(error)
                }
            }
        }
    }
}
