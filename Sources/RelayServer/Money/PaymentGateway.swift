import OpenSSLBridge
import Payments
import Reactor
import ShopCore
import ShopModel
import Transport
import WebCodec

/// A provider as this shop's merchant account reaches it.
struct PaymentGateway: Sendable {
    let method: PaymentMethod
    let provider: any PaymentProvider
    let baseURL: RemoteURL
    let tls: TLSContext

    init(_ method: PaymentMethod, _ settings: any ProviderSettings, notifyURL: String?) throws {
        self.method = method
        provider = try settings.provider(notifyURL: notifyURL)
        baseURL = try RemoteURL(settings.baseURL)
        let authority = try settings.baseURLAuthority()
        let verification: PeerVerification =
            if let authority { .authorities(pem: authority) } else { .publicAuthorities }
        tls = try .client(verification: verification)
    }

    /// For one request with its answer; then nothing is known, and the call is made again later.
    static let callTimeout = Duration.seconds(10)

    /// Sends one call without blocking the loop, and judges the answer.
    ///
    /// - Parameter completion: Called once, on the loop; with words for a log line when nothing
    ///   can be concluded.
    func send(
        _ call: ProviderCall, on loop: EventLoop, now: @escaping () -> Timestamp,
        _ completion: @escaping (Result<ProviderOutcome, CallFailure>) -> Void
    ) {
        let request: ProviderRequest
        do {
            request = try provider.request(call, at: now(), nonce: try ProviderCall.drawNonce())
        } catch {
            // Never within this call, as with all other outcomes.
            loop.schedule(after: .zero) { completion(.failure(CallFailure("\(error)"))) }
            return
        }
        var limits = HTTPLimits()
        limits.bodyBytes = call.answerLimitBytes
        HTTPClient.send(
            wire(request), on: loop, tls: tls, timeout: Self.callTimeout, limits: limits
        ) { [provider] result in
            switch result {
            case .success(let response):
                do throws(ProviderError) {
                    let answer = ProviderResponse(response)
                    completion(.success(try provider.outcome(of: call, answer, at: now())))
                } catch {
                    completion(.failure(CallFailure("\(error)")))
                }
            case .failure(let failure): completion(.failure(CallFailure("\(failure)")))
            }
        }
    }

    /// A request as it goes over the wire.
    private func wire(_ request: ProviderRequest) -> HTTPClientRequest {
        var url = baseURL
        url.target = request.path
        var headers: HTTPHeaders = [:]
        for field in request.headers.fields { headers.append(field.name, field.value) }
        return HTTPClientRequest(
            method: request.method, url: url, headers: headers, body: request.body)
    }
}

/// Why nothing can be concluded from a call, in words for a log line.
struct CallFailure: Error {
    let text: String

    init(_ text: String) { self.text = text }
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
        fields.filter { $0.name.hasPrefix("wechatpay-") || $0.name == "stripe-signature" }
            .map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }
}
