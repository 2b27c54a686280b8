import Payments
import Reactor
import ShopCore
import Storage
import Transport
import WebCodec
import Wire

/// What one loop's HTTP requests and WebSocket upgrades get.
///
/// ```text
/// GET  /v1 (upgrade)            the protocol of Protocol/README.md
/// GET  /photos/<sha256>         a photo; its name is the right to see it
/// POST /notify/<how>/<shop>     a payment notice; `how` is wechat, alipay or stripe
/// GET  /healthz                 200 while the server lives
/// ```
///
/// Paths are compared as they come: nothing is decoded or shortened, so there is one way to write
/// each of them.
final class LoopDelegate: ServerDelegate {
    let relay: LoopRelay
    let origins: OriginPolicy
    /// Whether the server speaks TLS.
    let isSecure: Bool

    init(_ relay: LoopRelay, origins: OriginPolicy, isSecure: Bool) {
        (self.relay, self.origins, self.isSecure) = (relay, origins, isSecure)
    }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        guard request.path == "/v1" else {
            return .refuse(.text(404, "WebSocket connections go to /v1."))
        }
        if case .refused(let origin) = origins.verdict(on: request, isSecure: isSecure) {
            return .refuse(.text(403, Self.refusal(of: origin)))
        }
        guard !request.offersBearerToken else {
            return .refuse(
                .unauthorized(
                    challenge: "Shopcast in=\"authenticate\"",
                    "Leave out Authorization: send the token in the message “authenticate”."))
        }
        let offered = request.headers.elements("sec-websocket-protocol")
        let encoding = Encoding.allCases.first { offered.contains($0.subprotocol[...]) }
        return .accept(
            subprotocols: Encoding.allCases.map(\.subprotocol),
            deflate: encoding.map(relay.services.compression.allows) ?? false,
            handler: ClientConnection(relay: relay))
    }

    /// What a page that is not allowed is told.
    private static func refusal(of origin: String?) -> String {
        guard let origin else { return "Origin names no page: send scheme://host[:port], once." }
        return "Pages of \(origin) are not allowed here: start shopcastd serve with"
            + " --allow-origin \(origin)."
    }

    /// Only notices have a body.
    func bodyLimitBytes(for request: HTTPRequestHead) -> Int {
        request.method == "POST" && request.path.hasPrefix("/notify/") ? Self.noticeBytes : 0
    }

    /// The most of a payment notice's body; more is answered with 413. Providers send about 1 KB.
    private static let noticeBytes = ProviderCall.usualLimitBytes

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        let path = request.head.path.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst().map(String.init)
        let isReading = ["GET", "HEAD"].contains(request.head.method)
        switch (request.head.method, path.first ?? "", path.count) {
        case (_, "healthz", 1) where isReading: respond(.text(200, "ok"))
        case (_, "healthz", 1): respond(.methodNotAllowed("GET, HEAD"))
        case (_, "photos", 2) where isReading: photo(path[1], request.head, respond)
        case ("OPTIONS", "photos", 2): respond(photoOptions(request.head))
        case (_, "photos", 2): respond(.methodNotAllowed(Self.photoMethods))
        case (let verb, "notify", 3):
            guard let method = PaymentMethod(rawValue: path[1]), method.hasProvider else {
                return respond(.text(404, "No such payment provider."))
            }
            guard verb == "POST" else { return respond(.methodNotAllowed("POST")) }
            notice(request, from: method, of: path[2], respond)
        case (_, "v1", 1) where isReading:
            respond(
                .webSocketRequired("Open a WebSocket here, version 13; see Protocol/README.md."))
        case (_, "v1", 1): respond(.methodNotAllowed("GET"))
        default: respond(.text(404, "There is nothing here; see Protocol/README.md."))
        }
    }

    /// When a notice for a shop that cannot be opened now may be sent again.
    private static let shopRetryTime = Duration.seconds(60)

    /// Hands a payment notice to its shop; it is answered when what it says is on disk.
    private func notice(
        _ request: HTTPRequest, from method: PaymentMethod, of shop: String,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        let respond = LoopBound(respond, on: relay.loop)
        let loop = relay.loop
        let answer: @Sendable (HTTPResponse) -> Void = { response in
            loop.execute { respond.value(response) }
        }
        guard let slug = ShopSlug(shop) else { return answer(.text(404, "No such shop.")) }
        relay.shops.find(slug) { result in
            switch result {
            case .success(let shop?):
                shop.execute { host in
                    guard let payments = host.payments else {
                        return answer(.text(404, "This shop takes no such payments."))
                    }
                    payments.take(request, from: method, answer)
                }
            case .success(nil): answer(.text(404, "No such shop."))
            case .failure:
                answer(
                    .unavailable(
                        retryAfter: Self.shopRetryTime, "The shop cannot be opened now."))
            }
        }
    }
}

extension HTTPRequestHead {
    /// Whether a token is offered in the head, where we do not look for it. Other schemes may be
    /// meant for a proxy on the way.
    fileprivate var offersBearerToken: Bool {
        headers.all("authorization").contains { value in
            value.split(separator: " ", maxSplits: 1).first?.lowercased() == "bearer"
        }
    }
}
