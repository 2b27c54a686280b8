import Logging
import Reactor
import RelayCore
import ShopModel
import Storage
import Transport
import WebCodec
import Wire

/// What one loop's HTTP requests and WebSocket upgrades get.
///
/// ```text
/// GET  /v1 (upgrade)            the protocol of Protocol/README.md
/// GET  /photos/<sha256>         a photo; its name is the right to see it
/// POST /notify/wechat/<shop>    a payment notice
/// GET  /healthz                 200 while the server lives
/// ```
final class LoopDelegate: ServerDelegate {
    private let relay: LoopRelay

    init(_ relay: LoopRelay) { self.relay = relay }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        guard request.path == "/v1" else {
            return .refuse(.text(404, "WebSocket connections go to /v1."))
        }
        let offered = request.headers.elements("sec-websocket-protocol")
        let encoding = Encoding.allCases.first { offered.contains($0.subprotocol[...]) }
        return .accept(
            subprotocols: Encoding.allCases.map(\.subprotocol),
            deflate: encoding.map(relay.services.compression.allows) ?? false,
            handler: ClientConnection(relay: relay))
    }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        let path = request.head.path.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst().map(String.init)
        let isReading = ["GET", "HEAD"].contains(request.head.method)
        switch (request.head.method, path.first ?? "", path.count) {
        case (_, "healthz", 1) where isReading: respond(.text(200, "ok"))
        case (_, "photos", 2) where isReading: photo(path[1], request.head, respond)
        case ("POST", "notify", 3) where path[1] == "wechat":
            notice(request, of: path[2], respond)
        case (_, "notify", 3) where path[1] == "wechat":
            respond(.text(405, "Notices are posted.", headers: ["allow": "POST"]))
        case (_, "photos", 2), (_, "healthz", 1):
            respond(.text(405, "Only GET and HEAD.", headers: ["allow": "GET, HEAD"]))
        case (_, "v1", 1):
            respond(
                .text(
                    426, "This is a WebSocket endpoint; see Protocol/README.md.",
                    headers: ["upgrade": "websocket", "sec-websocket-version": "13"]))
        default: respond(.text(404, "There is nothing here; see Protocol/README.md."))
        }
    }

    /// Photos never change: their name is their content's hash.
    private func photo(
        _ name: String, _ request: HTTPRequestHead, _ respond: @escaping (HTTPResponse) -> Void
    ) {
        guard let id = PhotoID(hexadecimal: name), relay.services.photos.isStored(id, as: .full)
        else { return respond(.text(404, "There is no such photo.")) }
        let caching: HTTPHeaders = [
            "etag": "\"\(name)\"", "cache-control": "public, max-age=31536000, immutable",
        ]
        guard request.headers.first("if-none-match") != caching.first("etag") else {
            return respond(HTTPResponse(status: 304, headers: caching))
        }
        let respond = LoopBound(respond, on: relay.loop)
        relay.services.photos.bytes(of: id) { [loop = relay.loop, logger = relay.logger] result in
            loop.execute {
                switch result {
                case .success(let bytes?):
                    var headers = caching
                    headers.append("content-type", "image/jpeg")
                    respond.value(HTTPResponse(status: 200, headers: headers, body: bytes))
                case .success(nil): respond.value(.text(404, "There is no such photo."))
                case .failure(let error):
                    logger.error("a photo cannot be read", metadata: ["why": "\(error)"])
                    respond.value(.text(503, "The photo cannot be read now."))
                }
            }
        }
    }

    /// Hands a payment notice to its shop; it is answered when what it says is on disk.
    private func notice(
        _ request: HTTPRequest, of shop: String, _ respond: @escaping (HTTPResponse) -> Void
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
                    payments.take(request, answer)
                }
            case .success(nil): answer(.text(404, "No such shop."))
            case .failure: answer(.text(503, "The shop cannot be opened now; send it again."))
            }
        }
    }
}
