package import OpenSSLBridge
package import Reactor
package import WebCodec

/// What a client asks a server for.
package struct HTTPClientRequest: Equatable, Sendable {
    /// A token, such as `GET`.
    package var method: String
    package var url: RemoteURL
    /// `Host`, `Connection` and `Content-Length` are added on the way out.
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(
        method: String = "GET", url: RemoteURL, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) {
        (self.method, self.url, self.headers, self.body) = (method, url, headers, body)
    }
}

/// What the server answered.
package struct HTTPClientResponse: Equatable, Sendable {
    package let status: Int
    package let headers: HTTPHeaders
    package let body: [UInt8]
}

/// Why there is no answer.
package enum HTTPClientFailure: Error, Equatable, CustomStringConvertible {
    case connect(ConnectFailure)
    /// The whole exchange was not done in time; the server may have carried the request out.
    case timedOut(after: Duration)
    /// The connection ended before the answer did; the server may have carried the request out.
    case disconnected
    /// The answer is not HTTP/1.1, or exceeds a limit.
    case malformedAnswer(HTTPError)

    package var description: String {
        switch self {
        case .connect(let failure): "\(failure)"
        case .timedOut(let limit): "no answer within \(limit)"
        case .disconnected: "the server closed the connection before it had answered"
        case .malformedAnswer(let error): "the server's answer is not acceptable (\(error))"
        }
    }
}

/// Sends requests, each over a connection of its own.
package final class HTTPClient {
    package typealias Completion = (Result<HTTPClientResponse, HTTPClientFailure>) -> Void

    private let loop: EventLoop
    private var completion: Completion?
    private var timer: TimerID?
    private var cancel: () -> Void = {}

    private init(_ loop: EventLoop, _ completion: @escaping Completion) {
        (self.loop, self.completion) = (loop, completion)
    }

    /// Sends one request.
    ///
    /// - Parameters:
    ///   - request: A method that is no token, a target that is none, or one of the added headers
    ///     is a bug of the caller and traps.
    ///   - loop: Where it happens; the caller runs on it.
    ///   - tls: A client's context; needed for a URL with TLS, else it traps.
    ///   - timeout: Time for all of it.
    ///   - limits: How much of an answer is accepted.
    ///   - verifyPeer: As for `WebSocketClient`.
    ///   - completion: Called once, on the loop and never within this call.
    package static func send(
        _ request: HTTPClientRequest, on loop: EventLoop, tls: TLSContext? = nil,
        timeout: Duration = .seconds(10), limits: HTTPLimits = HTTPLimits(),
        verifyPeer: (([UInt8]) -> Bool)? = nil, completion: @escaping Completion
    ) {
        var transportLimits = TransportLimits()
        (transportLimits.http, transportLimits.connectTime) = (limits, timeout)
        let client = HTTPClient(loop, completion)
        let outgoing = OutgoingConnection(
            request.url, on: loop, tls: tls, limits: SharedLimits(transportLimits),
            verifyPeer: verifyPeer
        ) { result in
            switch result {
            case .success(let stream): client.ask(stream, request, limits)
            case .failure(let failure): client.complete(.failure(.connect(failure)))
            }
        }
        client.cancel = { outgoing.cancel() }
        client.timer = loop.schedule(after: timeout) {
            client.cancel()
            client.complete(.failure(.timedOut(after: timeout)))
        }
        outgoing.start()
    }

    private func ask(_ stream: ByteStream, _ request: HTTPClientRequest, _ limits: HTTPLimits) {
        let exchange = HTTPExchange(
            stream, request.head, body: request.body, limits: limits
        ) { outcome in
            switch outcome {
            case .answered(let head, let body):
                let response = HTTPClientResponse(
                    status: head.status, headers: head.headers, body: body)
                self.complete(.success(response))
            case .switched:
                stream.finish()  // Nobody asked for that.
                self.complete(.failure(.malformedAnswer(.malformedStatusLine)))
            case .malformed(let error): self.complete(.failure(.malformedAnswer(error)))
            case .disconnected: self.complete(.failure(.disconnected))
            }
        }
        cancel = { exchange.cancel() }
    }

    private func complete(_ result: Result<HTTPClientResponse, HTTPClientFailure>) {
        if let timer { loop.cancel(timer) }
        cancel = {}  // Breaks the cycle.
        let completion = self.completion
        self.completion = nil
        completion?(result)
    }
}

extension HTTPClientRequest {
    /// The head with the headers that we add.
    fileprivate var head: HTTPRequestHead {
        var all: HTTPHeaders = ["host": url.hostHeader, "connection": "close"]
        let hasBody = !body.isEmpty || ["POST", "PUT", "PATCH"].contains(method)
        if hasBody { all.append("content-length", "\(body.count)") }
        for field in headers.fields {
            precondition(
                !["host", "connection", "content-length", "transfer-encoding"].contains(field.name),
                "the transport frames requests")
            all.append(field.name, field.value)
        }
        return HTTPRequestHead(method: method, target: url.target, headers: all)
    }
}
