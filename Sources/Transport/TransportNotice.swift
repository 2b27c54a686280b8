package import OpenSSLBridge
package import Reactor
package import WebCodec

/// What a server tells its log; there is nothing about persons in it.
package enum TransportNotice: Sendable, CustomStringConvertible {
    /// Accepting rests for a moment because the machine lacks something.
    case acceptPaused(SystemError)
    /// A loop cannot accept at all.
    case notListening(SystemError)
    /// Connections were refused; told of the first at once, then once a second of how many.
    case refused(ConnectionRefusal, count: Int)
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
        case .refused(let why, 1): "refused a connection: \(why)"
        case .refused(let why, let count): "refused \(count) connections: \(why)"
        case .system(let error): "closed a connection: \(error)"
        case .tls(let error): "closed a connection: TLS: \(error)"
        case .request(let error): "refused a request: \(error.status) \(error)"
        }
    }
}
