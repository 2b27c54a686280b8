import OpenSSLBridge
import Payments
import ProviderSandbox
import ShopModel
import TestSupport
import Testing

/// A provider's adapter of ours and a way to its stand-in, and a clock that a test moves.
struct Exchange<Provider: PaymentProvider> {
    let provider: Provider
    var now = World.start
    var random = SeededGenerator(seed: 7)

    func request(_ call: ProviderCall) throws -> SandboxRequest {
        let request = try provider.request(call, at: now, nonce: "n")
        return SandboxRequest(
            method: request.method, target: request.path,
            headers: request.headers.fields.map { SandboxHeader($0.name, $0.value) },
            body: request.body)
    }

    func outcome(
        _ call: ProviderCall, _ answer: SandboxResponse
    ) throws -> ProviderOutcome {
        let headers = answer.headers.map { (name: $0.name, value: $0.value) }
        let response = ProviderResponse(
            status: answer.status, headers: ProviderHeaders(headers), body: answer.body)
        return try provider.outcome(of: call, response, at: now)
    }

    func notice(_ delivery: SandboxDelivery) -> Result<ProviderNotice, ProviderError> {
        let headers = delivery.headers.map { (name: $0.name, value: $0.value) }
        return Result { () throws(ProviderError) in
            try provider.notice(
                headers: ProviderHeaders(headers), body: delivery.body, at: now)
        }
    }

    func reply(_ notice: Result<ProviderNotice, ProviderError>) -> ProviderResponse {
        switch notice {
        case .success: provider.accepted
        case .failure(let error): provider.reply(to: error)
        }
    }

    func order(
        _ minorUnits: Int64, _ currency: String, _ description: String = "Serum 面霜"
    ) throws -> ProviderOrder {
        ProviderOrder(
            reference: World.reference, description: description,
            amount: Money(minorUnits, try #require(Currency(currency))),
            expiresAt: World.start + .minutes(15))
    }
}

struct AlipayWorld {
    private static let keys = (0..<3).map { _ in
        Result { () throws(CryptoError) in try RSAPrivateKey.generate() }
    }

    var exchange: Exchange<Alipay>
    var sandbox: AlipaySandbox

    init(product: AlipayProduct = .mainland, reply: String = "success") throws {
        let keys = try Self.keys.map { try $0.get() }
        exchange = Exchange(
            provider: try Alipay(
                applicationID: "2021000000000001", sellerID: "2088000000000001",
                applicationKey: keys[0], alipayKeys: [keys[1].publicKey, keys[2].publicKey],
                notifyURL: "https://shop.example/notices/alipay", replyText: reply))
        sandbox = AlipaySandbox(
            account: AlipayAccount(
                applicationID: "2021000000000001", sellerID: "2088000000000001",
                applicationKey: keys[0].publicKey, keys: [keys[1], keys[2]]),
            product: product)
    }

    mutating func ask(_ call: ProviderCall) throws -> ProviderOutcome {
        let request = try exchange.request(call)
        let answer = sandbox.handle(request, at: exchange.now, using: &exchange.random)
        return try exchange.outcome(call, answer)
    }

    /// Follows a call to its end.
    mutating func end(_ first: ProviderCall) throws -> ProviderOutcome {
        var call = first
        for _ in 0..<ProviderCall.longestChain {
            let outcome = try ask(call)
            guard case .ask(let next) = outcome else { return outcome }
            call = next
        }
        throw ProviderError.malformed("the chain has no end")
    }

    mutating func notices() -> [Result<ProviderNotice, ProviderError>] {
        sandbox.deliveries(at: exchange.now, using: &exchange.random).map { delivery in
            let notice = exchange.notice(delivery)
            let reply = exchange.reply(notice)
            sandbox.noticeAnswered(delivery.reference, status: reply.status, body: reply.body)
            return notice
        }
    }

    mutating func pay(_ mode: AlipayPayMode = .normal) {
        sandbox.pay(.order(World.reference), mode, at: exchange.now, using: &exchange.random)
    }

    mutating func control(_ method: String, _ target: String, _ body: String = "") -> Int {
        let request = SandboxRequest(
            method: method, target: target, headers: [], body: Array(body.utf8))
        return sandbox.control(request, at: exchange.now, using: &exchange.random).status
    }
}

struct StripeWorld {
    var exchange: Exchange<Stripe>
    var sandbox: StripeSandbox

    init(timeScale: Double = 1) throws {
        exchange = Exchange(
            provider: try Stripe(
                apiKey: "sk_test_a", endpointSecrets: ["whsec_a", "whsec_b"],
                successURL: "https://shop.example/paid", cancelURL: "https://shop.example/"))
        sandbox = StripeSandbox(
            account: StripeAccount(
                apiKey: "sk_test_a", endpointSecrets: ["whsec_a", "whsec_b"]),
            webhookURL: "https://shop.example/notices/stripe", timeScale: timeScale)
    }

    mutating func ask(_ call: ProviderCall) throws -> ProviderOutcome {
        let request = try exchange.request(call)
        let answer = sandbox.handle(request, at: exchange.now, using: &exchange.random)
        return try exchange.outcome(call, answer)
    }

    /// Follows a call to its end.
    mutating func end(_ first: ProviderCall) throws -> ProviderOutcome {
        var call = first
        for _ in 0..<ProviderCall.longestChain {
            let outcome = try ask(call)
            guard case .ask(let next) = outcome else { return outcome }
            call = next
        }
        throw ProviderError.malformed("the chain has no end")
    }

    /// Creates the session and gives the order with its name.
    mutating func open(_ minorUnits: Int64 = 38_000, _ currency: String = "KRW") throws
        -> ProviderOrder
    {
        var order = try exchange.order(minorUnits, currency)
        guard case .report(.opened(_, let handle)) = try ask(.create(order)) else {
            throw ProviderError.malformed("no page")
        }
        order.handle = handle
        return order
    }

    mutating func notices() -> [Result<ProviderNotice, ProviderError>] {
        sandbox.deliveries(at: exchange.now, using: &exchange.random).map { delivery in
            let notice = exchange.notice(delivery)
            sandbox.noticeAnswered(delivery.reference, status: exchange.reply(notice).status)
            return notice
        }
    }

    mutating func pay(_ mode: StripePayMode = .normal) {
        sandbox.pay(.order(World.reference), mode, at: exchange.now, using: &exchange.random)
    }

    mutating func control(_ method: String, _ target: String, _ body: String = "") -> Int {
        let request = SandboxRequest(
            method: method, target: target, headers: [], body: Array(body.utf8))
        return sandbox.control(request, at: exchange.now, using: &exchange.random).status
    }
}
