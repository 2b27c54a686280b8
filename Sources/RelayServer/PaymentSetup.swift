import OpenSSLBridge
import Payments
import Reactor
import ShopCore
package import Storage
import Transport
import WebCodec

/// Reads how a shop is paid.
struct PaymentSetup: Sendable {
    /// Where providers reach this server.
    let noticeBaseURL: String?

    /// - Throws: `PaymentSetupError` when settings or keys cannot be used; `StorageError`.
    func load(_ shop: ShopSlug, from store: ServerStore) throws -> ShopPayments {
        guard let file = try store.paymentSettingsFile(of: shop, .wechat) else {
            return ShopPayments()
        }
        do {
            let settings = try WeChatPaySettings.read(file)
            guard settings.notifyURL != nil || noticeBaseURL != nil else {
                throw PaymentSetupError(
                    shop: shop, file: file,
                    reason: "start the server with --notice-url, where the provider reaches it")
            }
            return ShopPayments(
                wechat: try WeChatGateway(
                    settings: settings,
                    notifyURL: noticeBaseURL.map { "\($0)/notify/wechat/\(shop)" }))
        } catch let error as PaymentSetupError {
            throw error
        } catch {
            throw PaymentSetupError(shop: shop, file: file, reason: "\(error)")
        }
    }
}

/// Why a shop's payment settings cannot be used.
package struct PaymentSetupError: Error, CustomStringConvertible {
    package let shop: ShopSlug
    package let file: String
    package let reason: String

    package var description: String {
        "the WeChat Pay settings of \(shop) in \(file) cannot be used: \(reason)"
    }
}

/// The ways a shop is paid, beside transfers.
struct ShopPayments: Sendable {
    var wechat: WeChatGateway?

    var methods: Set<PaymentMethod> { wechat == nil ? [] : [.wechat] }
}

/// WeChat Pay as this shop's merchant account reaches it.
struct WeChatGateway: Sendable {
    let pay: WeChatPay
    let baseURL: RemoteURL
    let tls: TLSContext

    init(settings: WeChatPaySettings, notifyURL: String?) throws {
        pay = try settings.load(notifyURL: notifyURL)
        baseURL = try RemoteURL(settings.baseURL)
        let authority = try settings.baseURLAuthority()
        let verification: PeerVerification =
            if let authority { .authorities(pem: authority) } else { .publicAuthorities }
        tls = try .client(verification: verification)
    }

    /// A request as it goes over the wire.
    func wire(_ request: ProviderRequest) -> HTTPClientRequest {
        var url = baseURL
        url.target = request.path
        var headers: HTTPHeaders = [:]
        for field in request.headers.fields { headers.append(field.name, field.value) }
        return HTTPClientRequest(
            method: request.method, url: url, headers: headers, body: request.body)
    }
}

extension ProviderResponse {
    init(_ response: HTTPClientResponse) {
        self.init(
            status: response.status, headers: ProviderHeaders(response.headers),
            body: response.body)
    }
}

extension ProviderHeaders {
    init(_ headers: HTTPHeaders) {
        self.init(headers.fields.map { (name: $0.name, value: $0.value) })
    }
}

extension HTTPResponse {
    init(_ response: ProviderResponse) {
        var headers: HTTPHeaders = [:]
        for field in response.headers.fields { headers.append(field.name, field.value) }
        self.init(status: response.status, headers: headers, body: response.body)
    }
}

extension HTTPHeaders {
    /// The headers that a provider signs with, as they are kept beside a notice.
    var signedText: String {
        fields.filter { $0.name.hasPrefix("wechatpay-") }
            .map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }
}
