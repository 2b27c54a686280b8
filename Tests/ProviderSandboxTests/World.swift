import OpenSSLBridge
import Payments
import ProviderSandbox
import ShopModel
import TestSupport
import Testing

/// A merchant with our adapter and a sandbox that share keys, and a clock that a test moves.
struct World {
    static let start = Timestamp(milliseconds: 1_795_301_946_250)
    static let reference = "shop-00017"

    private static let merchantKey = key()
    private static let platformKey = key()
    private static let nextKey = key()
    private static let apiKey = Array("0123456789abcdefghijklmnopqrstuv".utf8)

    private static func key() -> Result<RSAPrivateKey, CryptoError> {
        Result { () throws(CryptoError) in try RSAPrivateKey.generate() }
    }

    let wechat: WeChatPay
    var sandbox: WeChatSandbox
    var now = start
    private var random: SeededGenerator

    init(
        seed: UInt64 = 1, applicationID: String = "wx0123456789abcdef",
        stranger: Bool = false, timeScale: Double = 1
    ) throws {
        let merchantKey = try Self.merchantKey.get()
        let platformKey = try Self.platformKey.get()
        let nextKey = try Self.nextKey.get()
        wechat = try WeChatPay(
            merchantID: "1900000001", applicationID: applicationID, merchantSerial: "5F3A00",
            merchantKey: stranger ? platformKey : merchantKey, apiKey: WeChatAPIKey(Self.apiKey),
            platformKeys: [
                ("PUB_KEY_ID_1", platformKey.publicKey), ("PUB_KEY_ID_2", nextKey.publicKey),
            ],
            notifyURL: "https://shop.example/notices/wechat")
        let account = WeChatAccount(
            merchantID: "1900000001", applicationID: "wx0123456789abcdef",
            merchantSerial: "5F3A00", merchantKey: merchantKey.publicKey,
            platformKeys: [("PUB_KEY_ID_1", platformKey), ("PUB_KEY_ID_2", nextKey)],
            apiKey: Self.apiKey)
        sandbox = WeChatSandbox(account: account, timeScale: timeScale)
        random = SeededGenerator(seed: seed)
    }

    func order(
        fen: Int64 = 12_345, reference: String = reference, minutes: Int64 = 15
    ) throws -> ProviderOrder {
        ProviderOrder(
            reference: reference, description: "Serum 面霜",
            amount: Money(fen, try #require(Currency("CNY"))),
            expiresAt: Self.start + .minutes(minutes))
    }

    func paid(_ fen: Int64 = 12_345, _ currency: String = "CNY") throws -> PaymentStanding {
        let order = try #require(sandbox.orders[Self.reference])
        return .paid(
            transaction: try #require(order.settlement).transactionID,
            amount: Money(fen, try #require(Currency(currency))))
    }

    func create(fen: Int64 = 12_345, minutes: Int64 = 15) throws -> ProviderCall {
        .create(try order(fen: fen, minutes: minutes))
    }

    var close: ProviderCall { get throws { .close(try order()) } }
    var watch: ProviderCall { get throws { .query(try order(), .watch) } }

    // MARK: Calls

    func request(_ call: ProviderCall) throws -> SandboxRequest {
        let request = try wechat.request(call, at: now, nonce: ProviderCall.drawNonce())
        return SandboxRequest(
            method: request.method, target: request.path,
            headers: request.headers.fields.map { SandboxHeader($0.name, $0.value) },
            body: request.body)
    }

    mutating func answer(_ request: SandboxRequest) -> SandboxResponse {
        sandbox.handle(request, at: now, using: &random)
    }

    /// One call and what its answer leads to.
    mutating func ask(_ call: ProviderCall) throws -> ProviderOutcome {
        let answer = answer(try request(call))
        let headers = answer.headers.map { (name: $0.name, value: $0.value) }
        let response = ProviderResponse(
            status: answer.status, headers: ProviderHeaders(headers), body: answer.body)
        return try wechat.outcome(of: call, response, at: now)
    }

    /// Follows a call until there is something to tell the shop.
    mutating func report(_ first: ProviderCall) throws -> PaymentStanding {
        var call = first
        for _ in 0..<ProviderCall.longestChain {
            switch try ask(call) {
            case .report(let report): return report
            case .ask(let next): call = next
            case .refund, .bill: throw ProviderError.malformed("an answer to another call")
            }
        }
        Issue.record("the chain from \(first) has no end")
        return .notPaid
    }

    /// Creates the order and gives its link.
    @discardableResult
    mutating func open() throws -> String {
        guard case .opened(let link, _) = try report(create()) else {
            Issue.record("no link")
            return ""
        }
        return link
    }

    // MARK: The payer and the notices

    @discardableResult
    mutating func pay(
        _ target: PayTarget = .order(reference), _ mode: PayMode = .normal
    ) -> Result<SandboxOrder, PayRefusal> {
        sandbox.pay(target, mode, at: now, using: &random)
    }

    mutating func deliveries(limit: Int = .max) -> [SandboxDelivery] {
        sandbox.deliveries(at: now, limit: limit, using: &random)
    }

    /// Delivers what is due to our adapter, and answers as it says.
    mutating func notices() -> [Result<ProviderNotice, ProviderError>] {
        deliveries().map { delivery in
            let headers = delivery.headers.map { (name: $0.name, value: $0.value) }
            let result = Result { () throws(ProviderError) in
                try wechat.notice(
                    headers: ProviderHeaders(headers), body: delivery.body, at: now)
            }
            let reply: ProviderResponse =
                switch result {
                case .success: WeChatPay.accepted
                case .failure(let error): WeChatPay.reply(to: error)
                }
            sandbox.noticeAnswered(delivery.reference, status: reply.status)
            return result
        }
    }

    mutating func control(_ method: String, _ target: String, _ body: String = "") -> (
        status: Int, text: String
    ) {
        let request = SandboxRequest(
            method: method, target: target, headers: [], body: Array(body.utf8))
        let response = sandbox.control(request, at: now, using: &random)
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }
}

extension ProviderNotice {
    /// Of a notice about a payment: our order number.
    var reference: String? {
        if case .payment(let reference, _) = content { reference } else { nil }
    }

    /// Of a notice about a payment.
    var standing: PaymentStanding? {
        if case .payment(_, let standing) = content { standing } else { nil }
    }
}
