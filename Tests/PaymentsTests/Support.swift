import OpenSSLBridge
import Payments
import ShopModel
import Testing

/// A merchant, a provider with two keys, and messages between them, made by hand: nothing here
/// uses the code under test.
enum Fixture {
    static let now = Timestamp(milliseconds: 1_795_301_946_250)
    static let merchantID = "1900000001"
    static let applicationID = "wx0123456789abcdef"
    static let notifyURL = "https://shop.example/notices/wechat"
    static let apiKey = Array("0123456789abcdefghijklmnopqrstuv".utf8)
    static let reference = "shop-00017"

    static let merchantKey = key()
    static let platformKey = key()
    static let nextPlatformKey = key()

    private static func key() -> Result<RSAPrivateKey, CryptoError> {
        Result { () throws(CryptoError) in try RSAPrivateKey.generate() }
    }

    static func wechat(
        merchantID: String = merchantID, applicationID: String = applicationID,
        merchantSerial: String = "5F3A00", notifyURL: String = notifyURL,
        apiKey: [UInt8] = apiKey
    ) throws -> WeChatPay {
        try WeChatPay(
            merchantID: merchantID, applicationID: applicationID, merchantSerial: merchantSerial,
            merchantKey: try merchantKey.get(), apiKey: WeChatAPIKey(apiKey),
            platformKeys: [
                ("PUB_KEY_ID_1", try platformKey.get().publicKey),
                ("PUB_KEY_ID_2", try nextPlatformKey.get().publicKey),
            ],
            notifyURL: notifyURL)
    }

    static func order(
        fen: Int64 = 12_345, currency: String = "CNY", reference: String = reference,
        description: String = "Serum jar", expiresAt: Timestamp = now + .minutes(15),
        handle: String? = nil
    ) throws -> ProviderOrder {
        ProviderOrder(
            reference: reference, description: description,
            amount: Money(fen, try #require(Currency(currency))), expiresAt: expiresAt,
            handle: handle)
    }

    static func refund(
        _ fen: Int64 = 1_000, of total: Int64 = 12_345, currency: String = "CNY",
        transaction: String = "4200001234", handle: String? = nil
    ) throws -> ProviderRefund {
        let currency = try #require(Currency(currency))
        return ProviderRefund(
            number: "refund-3", reference: reference, transaction: transaction,
            amount: Money(fen, currency), total: Money(total, currency), reason: "damaged",
            handle: handle)
    }

    static let cny = Currency("CNY")

    /// How a message from the provider is signed.
    struct Signing {
        var serial = "PUB_KEY_ID_1"
        var key = platformKey
        var secondsOff: Int64 = 0
        var signature: String?
    }

    static func headers(
        _ body: String, _ signing: Signing = Signing()
    ) throws -> [(name: String, value: String)] {
        let timestamp = String(now.milliseconds / 1000 + signing.secondsOff)
        let message = Array("\(timestamp)\nnonce123\n\(body)\n".utf8)
        let made = try signing.key.get().signature(of: message.span)
        return [
            ("Content-Type", "application/json"),
            ("wechatpay-timestamp", timestamp),
            ("WECHATPAY-NONCE", "nonce123"),
            ("Wechatpay-Serial", signing.serial),
            ("Wechatpay-Signature", signing.signature ?? Base64.standard.encode(made)),
        ]
    }

    static func response(
        _ status: Int, _ body: String, _ signing: Signing = Signing()
    ) throws -> ProviderResponse {
        ProviderResponse(
            status: status, headers: ProviderHeaders(try headers(body, signing)),
            body: Array(body.utf8))
    }

    /// A transaction as JSON; a value replaces or, when empty, removes a field.
    static func transaction(_ changes: [String: String] = [:]) -> String {
        var fields = [
            "appid": "\"\(applicationID)\"", "mchid": "\"\(merchantID)\"",
            "out_trade_no": "\"\(reference)\"", "transaction_id": "\"4200001234\"",
            "trade_type": "\"NATIVE\"", "trade_state": "\"SUCCESS\"",
            "amount": #"{"total":12345,"payer_total":12000,"currency":"CNY"}"#,
            "promotion_detail": "[]", "payer": #"{"openid":"o1"}"#,
        ]
        for (name, value) in changes { fields[name] = value.isEmpty ? nil : value }
        let items = fields.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return "{" + items.joined(separator: ",") + "}"
    }

    /// How a notice is put together.
    struct Envelope {
        var transaction = Fixture.transaction()
        var key = apiKey
        var event = "TRANSACTION.SUCCESS"
        var algorithm = "AEAD_AES_256_GCM"
        var originalType = "transaction"
        var sealedWith = "transaction"
        var said: String? = "transaction"
        var nonce = "abcdefghijkl"
        var id = "EV-2018022511223320873"
    }

    static func notice(_ envelope: Envelope = Envelope()) throws -> String {
        let sealed = try AESGCM.seal(
            Array(envelope.transaction.utf8), key: envelope.key, nonce: Array("abcdefghijkl".utf8),
            authenticating: Array(envelope.sealedWith.utf8))
        let context = envelope.said.map { #","associated_data":"\#($0)""# } ?? ""
        return #"{"id":"\#(envelope.id)","create_time":"2026-11-21T23:04:05+08:00","#
            + #""event_type":"\#(envelope.event)","resource_type":"encrypt-resource","#
            + #""summary":"支付成功","resource":{"original_type":"\#(envelope.originalType)","#
            + #""algorithm":"\#(envelope.algorithm)","#
            + #""ciphertext":"\#(Base64.standard.encode(sealed))","nonce":"\#(envelope.nonce)""#
            + context + "}}"
    }
}
