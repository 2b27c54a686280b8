package import OpenSSLBridge
package import ShopModel

/// A merchant's side of Alipay's gateway 1.0 with RSA2 signatures, QR codes by `precreate`.
package struct Alipay: PaymentProvider {
    /// Where all calls go.
    static let gateway = "/gateway.do"

    package let applicationID: String
    /// Who is paid; notices that name another seller are not ours.
    package let sellerID: String
    /// Where notices are to be sent.
    package let notifyURL: String
    /// The reply that ends a notice's repetitions; another product of the family wants capitals.
    package let replyText: String

    let applicationKey: RSAPrivateKey
    /// The provider's keys; the old one stays while they change.
    let alipayKeys: [RSAPublicKey]

    package static let usualReplyText = "success"

    package var name: String { "Alipay" }
    package var reconciliation: ReconciliationSource { .eachPayment }
    package var refundPause: TimeSpan { .seconds(10) }

    /// Puts a merchant's settings together.
    ///
    /// - Parameters:
    ///   - applicationID: `app_id`, 1 to 32 digits.
    ///   - sellerID: 1 to 32 digits.
    ///   - applicationKey: Signs our requests.
    ///   - alipayKeys: The provider's public keys (not the application's own), at least one.
    ///   - notifyURL: Where notices are to be sent: https, at most 256 characters.
    ///   - replyText: 1 to 16 letters.
    /// - Throws: `.field` that names what is wrong.
    package init(
        applicationID: String, sellerID: String, applicationKey: RSAPrivateKey,
        alipayKeys: [RSAPublicKey], notifyURL: String, replyText: String = usualReplyText
    ) throws(ProviderSettingsError) {
        for (field, number) in [("app_id", applicationID), ("seller_id", sellerID)] {
            guard (1...32).contains(number.utf8.count), number.utf8.allSatisfy(\.isDigit) else {
                throw .field(field, rule: "is 1 to 32 digits")
            }
        }
        guard !alipayKeys.isEmpty else {
            throw .field("alipay_public_key_files", rule: "has at least one key")
        }
        try SettingsFile.checkURL(notifyURL, "notify_url", limit: 256)
        try SettingsFile.checkToken(replyText, "notice_reply", limit: 16)
        (self.applicationID, self.sellerID) = (applicationID, sellerID)
        (self.applicationKey, self.alipayKeys) = (applicationKey, alipayKeys)
        (self.notifyURL, self.replyText) = (notifyURL, replyText)
    }

    package func check(_ order: ProviderOrder) throws(ProviderError) {
        _ = try AlipayOrder(order, seller: sellerID)
    }

    static let cny: Currency = {
        guard let currency = Currency("CNY") else { preconditionFailure("ISO 4217 has CNY") }
        return currency
    }()

    /// Yuan with two decimals, such as `88.88`.
    static func yuan(_ money: Money) -> String {
        ExactDecimal(mantissa: money.minorUnits, scale: 2).description
    }

    /// Reads yuan with at most two decimals; never through a float.
    ///
    /// - Throws: `.malformed` that names the field.
    static func money(_ yuan: String?, _ field: String) throws(ProviderError) -> Money {
        guard let yuan, let money = Money(majorUnits: yuan, cny), money.minorUnits >= 0 else {
            throw .malformed(field)
        }
        return money
    }
}

/// The `biz_content` of an order.
struct AlipayOrder: Encodable {
    let out_trade_no: String
    let total_amount: String
    let subject: String
    let seller_id: String
    /// The last moment to pay. Before the payer scans the code there is no trade to close, so this
    /// is what ends it.
    let time_expire: String

    /// The documentation says 256 characters; bytes are the stricter reading.
    static let subjectLimitBytes = 256
    /// 100,000,000 yuan.
    static let limitFen: Int64 = 10_000_000_000

    /// - Throws: `.invalidOrder`.
    init(_ order: ProviderOrder, seller: String) throws(ProviderError) {
        guard order.amount.currency.code == "CNY",
            (1...Self.limitFen).contains(order.amount.minorUnits)
        else {
            throw .invalidOrder(field: "amount", rule: "is 0.01 to 100000000 in CNY")
        }
        let text = order.description.neutralised().cut(toBytes: Self.subjectLimitBytes)
        guard !text.isEmpty else {
            throw .invalidOrder(field: "description", rule: "has at least one character")
        }
        out_trade_no = try Self.checked(order.reference, "out_trade_no")
        total_amount = Alipay.yuan(order.amount)
        (subject, seller_id) = (text, seller)
        time_expire = ChinaTime.plain(order.expiresAt)
    }

    /// - Throws: `.invalidOrder` unless a number is 1 to 64 of `0-9 A-Z a-z _ -`.
    static func checked(_ number: String, _ field: String) throws(ProviderError) -> String {
        guard number.isToken(limit: 64) else {
            throw .invalidOrder(field: field, rule: "is 1 to 64 of 0-9 A-Z a-z _ -")
        }
        return number
    }
}
