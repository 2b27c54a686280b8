import ShopModel

/// The three providers side by side: which of them a request, a link or a wish is for.
struct SandboxBench: Sendable {
    enum Provider: String, Codable, CaseIterable { case wechat, alipay, stripe }

    var wechat: WeChatSandbox
    var alipay: AlipaySandbox
    var stripe: StripeSandbox

    /// Answers a merchant's call; paths tell whose it is.
    mutating func handle(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        if request.path == "/gateway.do" {
            return alipay.handle(request, at: now, using: &random)
        }
        if request.path.hasPrefix("/v1/") {
            return stripe.handle(request, at: now, using: &random)
        }
        return wechat.handle(request, at: now, using: &random)
    }

    /// Who is meant: by `provider`, by the link, else WeChat Pay.
    private struct Wish: Decodable {
        let provider: String?
        let code_url: String?
        let url: String?
    }

    /// Answers the control interface.
    ///
    /// - `GET /sandbox/books` shows what was paid and given back at all providers.
    /// - `POST /sandbox/webhook {"url"}` says where Stripe's events go.
    /// - All other paths are the machines' own; `provider` in the body or the query picks one.
    mutating func control(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        let wish = SandboxJSON.read(Wish.self, request.body)
        switch (request.method, request.path) {
        case ("GET", "/sandbox/books"): return .json(200, ["books": books])
        case ("POST", "/sandbox/webhook"):
            guard let url = wish?.url, url.hasPrefix("https://") else {
                return .refusal(400, "the body is JSON with url, https://…")
            }
            stripe.webhookURL = url
            return .json(200, ["url": url])
        default: break
        }
        let named = wish?.provider ?? request.parameter("provider")
        let provider =
            if let named { Provider(rawValue: named) } else {
                Self.provider(of: wish?.code_url ?? "")
            }
        switch provider {
        case .wechat: return wechat.control(request, at: now, using: &random)
        case .alipay: return alipay.control(request, at: now, using: &random)
        case .stripe: return stripe.control(request, at: now, using: &random)
        case nil: return .refusal(400, "provider is one of wechat, alipay, stripe")
        }
    }

    private static func provider(of link: String) -> Provider? {
        if link.hasPrefix("https://qr.alipay.com/") { return .alipay }
        return link.hasPrefix("https://checkout.stripe.com/") ? .stripe : .wechat
    }

    var books: [BookLine] { wechat.books + alipay.books + stripe.books }

    var nextDelivery: Timestamp? {
        [wechat.nextDelivery, alipay.nextDelivery, stripe.nextDelivery].compactMap { $0 }.min()
    }

    struct Delivery {
        let provider: Provider
        let content: SandboxDelivery
    }

    mutating func deliveries(
        at now: Timestamp, limit: Int, using random: inout some RandomNumberGenerator
    ) -> [Delivery] {
        var due = wechat.deliveries(at: now, limit: limit, using: &random)
            .map { Delivery(provider: .wechat, content: $0) }
        due += alipay.deliveries(at: now, limit: max(0, limit - due.count), using: &random)
            .map { Delivery(provider: .alipay, content: $0) }
        due += stripe.deliveries(at: now, limit: max(0, limit - due.count), using: &random)
            .map { Delivery(provider: .stripe, content: $0) }
        return due
    }

    mutating func answered(_ delivery: Delivery, status: Int?, body: [UInt8]) {
        let reference = delivery.content.reference
        switch delivery.provider {
        case .wechat: wechat.noticeAnswered(reference, status: status, body: body)
        case .alipay: alipay.noticeAnswered(reference, status: status, body: body)
        case .stripe: stripe.noticeAnswered(reference, status: status, body: body)
        }
    }

    mutating func takeRecords() -> [SandboxRecord] {
        wechat.takeRecords() + alipay.takeRecords() + stripe.takeRecords()
    }
}
