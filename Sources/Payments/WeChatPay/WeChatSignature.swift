import OpenSSLBridge
import ShopModel

/// The texts that both sides sign, and the rules by which a signature counts.
enum WeChatSignature {
    /// The beginning of a signature that is wrong on purpose.
    static let probePrefix = "WECHATPAY/SIGNTEST/"

    /// Five lines, the last one ended too.
    static func requestMessage(
        method: String, path: String, timestamp: String, nonce: String, body: [UInt8]
    ) -> [UInt8] {
        Array("\(method)\n\(path)\n\(timestamp)\n\(nonce)\n".utf8) + body + [UInt8(ascii: "\n")]
    }

    /// Three lines, the last one ended too; for answers and notices.
    static func answerMessage(timestamp: String, nonce: String, body: [UInt8]) -> [UInt8] {
        Array("\(timestamp)\n\(nonce)\n".utf8) + body + [UInt8(ascii: "\n")]
    }

    /// Checks what the provider sent, on the bytes as received.
    ///
    /// - Parameters:
    ///   - headers: With the four `Wechatpay-` headers, each once.
    ///   - body: The body as received.
    ///   - keys: The provider's keys by serial.
    ///   - now: The clock reading.
    /// - Throws: `.tooLong`, `.headerMissing`, `.staleTimestamp`, `.signatureProbe`,
    ///   `.unknownSerial`, `.signatureInvalid`, `.crypto`.
    static func check(
        _ headers: ProviderHeaders, _ body: [UInt8], by keys: [String: RSAPublicKey],
        at now: Timestamp
    ) throws(ProviderError) {
        guard body.count <= WeChatPay.bodyLimitBytes else {
            throw .tooLong(count: body.count, limit: WeChatPay.bodyLimitBytes)
        }
        let timestamp = try field("Wechatpay-Timestamp", of: headers)
        let nonce = try field("Wechatpay-Nonce", of: headers)
        let serial = try field("Wechatpay-Serial", of: headers)
        let signature = try field("Wechatpay-Signature", of: headers)
        try checkAge(timestamp, at: now)
        guard !signature.hasPrefix(probePrefix) else { throw .signatureProbe }
        guard let key = keys[serial] else { throw .unknownSerial(serial.quoted) }
        let message = answerMessage(timestamp: timestamp, nonce: nonce, body: body)
        let holds = try RSASignature.isValid(signature, of: message, by: [key])
        guard holds else { throw .signatureInvalid }
    }

    /// Whether any part of a signature is there, so that it must hold.
    static func isSigned(_ headers: ProviderHeaders) -> Bool {
        let names = ["wechatpay-signature", "wechatpay-timestamp", "wechatpay-nonce"]
        return headers.fields.contains { names.contains($0.name.lowercased()) }
    }

    private static func field(
        _ name: String, of headers: ProviderHeaders
    ) throws(ProviderError) -> String {
        guard let value = headers[name], !value.isEmpty else { throw .headerMissing(name) }
        return value
    }

    private static func checkAge(_ text: String, at now: Timestamp) throws(ProviderError) {
        guard text.utf8.count <= 12, text.utf8.allSatisfy(\.isDigit), let seconds = Int64(text)
        else { throw .malformed("Wechatpay-Timestamp") }
        let difference = now.milliseconds / 1000 - seconds
        guard abs(difference) < WeChatPay.clockToleranceSeconds else {
            throw .staleTimestamp(offBySeconds: difference)
        }
    }
}
