package import OpenSSLBridge
package import Reactor
package import WebCodec

/// Opens WebSocket connections.
package final class WebSocketClient {
    package typealias Completion = (Result<WebSocketConnection, ConnectFailure>) -> Void

    /// The most of a refusal's body that is kept for the person, in bytes.
    private static let refusalTextBytes = 1_024

    private let url: RemoteURL
    private let request: ClientUpgrade
    private let limits: SharedLimits
    private let handler: any WebSocketHandler
    private let loop: EventLoop
    private var completion: Completion?
    private var timer: TimerID?
    private var cancel: () -> Void = {}

    private init(
        _ url: RemoteURL, _ request: ClientUpgrade, _ limits: SharedLimits, _ loop: EventLoop,
        _ handler: any WebSocketHandler, _ completion: @escaping Completion
    ) {
        (self.url, self.request, self.limits) = (url, request, limits)
        (self.loop, self.handler, self.completion) = (loop, handler, completion)
    }

    /// Opens a connection within `connectTime`.
    ///
    /// - Parameters:
    ///   - url: Where to; one with TLS needs `tls`, else it traps.
    ///   - loop: Where the connection lives; the caller runs on it.
    ///   - tls: A client's context.
    ///   - subprotocols: The most wanted first.
    ///   - headers: What else to send, such as `authorization`.
    ///   - deflate: Whether to offer compression.
    ///   - limits: What the connection may take.
    ///   - verifyPeer: Judges the SHA-256 of the server's certificate after the handshake and
    ///     before anything is sent; nil leaves it to `tls`.
    ///   - handler: Hears of the connection right after `completion`.
    ///   - completion: Called once, on the loop and never within this call.
    package static func connect(
        to url: RemoteURL, on loop: EventLoop, tls: TLSContext? = nil,
        subprotocols: [String] = [], headers: HTTPHeaders = [:], deflate: Bool = false,
        limits: TransportLimits = TransportLimits(), verifyPeer: (([UInt8]) -> Bool)? = nil,
        handler: any WebSocketHandler, completion: @escaping Completion
    ) {
        let request: ClientUpgrade
        do throws(ClientUpgradeError) {
            request = try ClientUpgrade(
                host: url.hostHeader, target: url.target, key: drawKey(),
                subprotocols: subprotocols, headers: headers,
                deflate: deflate ? .withoutContext : nil)
        } catch {
            loop.schedule(after: .zero) { completion(.failure(.upgrade(error))) }
            return
        }
        let client = WebSocketClient(
            url, request, SharedLimits(limits), loop, handler, completion)
        client.start(tls, verifyPeer)
    }

    private static func drawKey() -> String {
        do throws(CryptoError) {
            return Base64.standard.encode(try SecureRandom.bytes(16))
        } catch {
            fatalError("the system gives random bytes: \(error)")
        }
    }

    private func start(_ tls: TLSContext?, _ verifyPeer: (([UInt8]) -> Bool)?) {
        let outgoing = OutgoingConnection(
            url, on: loop, tls: tls, limits: limits, verifyPeer: verifyPeer
        ) { result in
            switch result {
            case .success(let stream): self.ask(stream)
            case .failure(let failure): self.complete(.failure(failure))
            }
        }
        cancel = { outgoing.cancel() }
        let limit = limits.values.connectTime
        timer = loop.schedule(after: limit) {
            self.cancel()
            self.complete(.failure(.timedOut(after: limit)))
        }
        outgoing.start()
    }

    private func ask(_ stream: ByteStream) {
        var httpLimits = limits.values.http
        httpLimits.bodyBytes = max(httpLimits.bodyBytes, Self.refusalTextBytes)
        let exchange = HTTPExchange(stream, request.head, body: [], limits: httpLimits) { outcome in
            switch outcome {
            case .switched(let head): self.open(stream, head)
            case .answered(let head, let body):
                let text = String(decoding: body.prefix(Self.refusalTextBytes), as: UTF8.self)
                self.complete(
                    .failure(
                        .refused(
                            status: head.status, text: text.trimmed,
                            retryAfter: head.headers.retryAfter)))
            case .malformed(let error): self.complete(.failure(.malformedAnswer(error)))
            case .disconnected: self.complete(.failure(.disconnected))
            }
        }
        cancel = { exchange.cancel() }
    }

    private func open(_ stream: ByteStream, _ head: HTTPResponseHead) {
        do throws(ClientUpgradeError) {
            let agreement = try request.verify(head, accept: webSocketAccept)
            let connection = WebSocketConnection(
                stream, role: .client, subprotocol: agreement.subprotocol,
                deflate: agreement.deflate, handler: handler)
            complete(.success(connection))
            handler.webSocketDidOpen(connection)
        } catch {
            stream.finish()
            complete(.failure(.upgrade(error)))
        }
    }

    private func complete(_ result: Result<WebSocketConnection, ConnectFailure>) {
        if let timer { loop.cancel(timer) }
        cancel = {}  // Breaks the cycle.
        let completion = self.completion
        self.completion = nil
        completion?(result)
    }
}

extension String {
    /// Without line ends and spaces at its end.
    fileprivate var trimmed: String {
        var text = self[...]
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

extension HTTPHeaders {
    /// `Retry-After` as a time to wait (RFC 9110 §10.2.3), at most a day; nil when it is none or a
    /// date.
    fileprivate var retryAfter: Duration? {
        guard let text = first("retry-after"), (1...18).contains(text.utf8.count),
            text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let seconds = Int64(text)
        else { return nil }
        return .seconds(min(seconds, 86_400))
    }
}
