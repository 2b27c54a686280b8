package import OpenSSLBridge
package import Reactor
package import WebCodec

/// What a server tells its log; there is nothing about persons in it.
package enum TransportNotice: Sendable, CustomStringConvertible {
    /// Accepting rests for a moment because the machine lacks something.
    case acceptPaused(SystemError)
    /// A loop cannot accept at all.
    case notListening(SystemError)
    /// `TransportLimits.connections` is reached; a connection was closed.
    case connectionsExhausted(limit: Int)
    /// A connection was closed because of a system call that should not fail.
    case system(SystemError)
    /// A connection was closed because OpenSSL could not go on with it.
    case tls(TLSError)
    /// A request was refused because of its form.
    case request(HTTPError)

    package var description: String {
        switch self {
        case .acceptPaused(let error): "accepting rests: \(error)"
        case .notListening(let error): "cannot accept: \(error)"
        case .connectionsExhausted(let limit): "refused a connection: \(limit) are open"
        case .system(let error): "closed a connection: \(error)"
        case .tls(let error): "closed a connection: TLS: \(error)"
        case .request(let error): "refused a request: \(error.status) \(error)"
        }
    }
}
