import OpenSSLBridge
package import ShopModel

extension WeChatPay {
    /// Judges a notice: signature on the raw bytes first, then the seal, then the content.
    ///
    /// - Parameters:
    ///   - headers: The HTTP headers as received.
    ///   - body: The body as received.
    ///   - now: The clock reading.
    /// - Throws: When it is not to be believed or not understood; answer it with `reply(to:)`.
    package func notice(
        headers: ProviderHeaders, body: [UInt8], at now: Timestamp
    ) throws(WeChatPayError) -> WeChatNotice {
        try WeChatSignature.check(headers, body, by: platformKeys, at: now)
        let envelope = try WeChatJSON.read(Envelope.self, body, "notice")
        guard (1...36).contains(envelope.id.utf8.count) else { throw .malformed("id") }
        guard envelope.event_type == "TRANSACTION.SUCCESS" else {
            throw .otherEvent(envelope.event_type.quoted)
        }
        guard envelope.resource_type == "encrypt-resource",
            envelope.resource.original_type ?? "transaction" == "transaction",
            envelope.resource.algorithm == "AEAD_AES_256_GCM"
        else { throw .malformed("resource") }
        let transaction = try WeChatTransaction.read(
            try envelope.resource.open(with: apiKey.bytes))
        return WeChatNotice(
            id: envelope.id.neutralised(), reference: transaction.outTradeNo.neutralised(),
            report: try report(transaction))
    }

    /// What to answer once the notice is stored.
    package static let accepted = ProviderResponse(
        status: 200, headers: ["Content-Type": "application/json"],
        body: Array(#"{"code":"SUCCESS","message":"成功"}"#.utf8))

    /// What to answer when the notice could not be stored: it will be sent again.
    package static let unavailable = failure(503, "try again later")

    /// What to answer to a notice that was refused: it may be sent again.
    package static func reply(to error: WeChatPayError) -> ProviderResponse {
        switch error {
        case .headerMissing, .staleTimestamp, .unknownSerial, .signatureInvalid, .signatureProbe:
            failure(401, "the signature was not accepted")
        case .tooLong: failure(413, "the notice is too long")
        case .malformed, .otherEvent: failure(400, "the notice was not understood")
        case .invalidOrder, .http, .undecryptable, .crypto:
            failure(500, "the notice could not be read")
        }
    }

    private static func failure(_ status: Int, _ message: String) -> ProviderResponse {
        ProviderResponse(
            status: status, headers: ["Content-Type": "application/json"],
            body: Array(#"{"code":"FAIL","message":"\#(message)"}"#.utf8))
    }
}

/// A notice as sent, its content sealed.
struct Envelope: Decodable {
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
        func open(with key: [UInt8]) throws(WeChatPayError) -> [UInt8] {
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
