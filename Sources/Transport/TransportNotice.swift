package import OpenSSLBridge
package import Reactor
package import WebCodec

/// What a server tells its log; there is nothing about persons in it. What peers can cause is told
/// of the first time at once, then once a second with how often it has happened.
package enum TransportNotice: Sendable, CustomStringConvertible {
    /// Accepting rests for a moment because the machine lacks something.
    case acceptPaused(SystemError)
    /// A loop cannot accept at all.
    case notListening(SystemError)
    /// Connections were refused.
    case refused(ConnectionRefusal, count: Int = 1)
    /// Connections were closed because of a system call that should not fail; the last one's error.
    case system(SystemError, count: Int = 1)
    /// Connections were closed because OpenSSL could not go on with them; the last one's error.
    case tls(TLSError, count: Int = 1)
    /// Connections were closed because the kernel did not take their keys; nothing was sent in the
    /// clear.
    case kernelTLS(SystemError, count: Int = 1)
    /// Requests were refused because of their form; the last one's error.
    case request(HTTPError, count: Int = 1)

    package var description: String {
        switch self {
        case .acceptPaused(let error): "accepting rests: \(error)"
        case .notListening(let error): "cannot accept: \(error)"
        case .refused(let why, 1): "refused a connection: \(why)"
        case .refused(let why, let count): "refused \(count) connections: \(why)"
        case .system(let error, 1): "closed a connection: \(error)"
        case .system(let error, let count): "closed \(count) connections, the last: \(error)"
        case .tls(let error, 1): "closed a connection: TLS: \(error)"
        case .tls(let error, let count): "closed \(count) connections, the last: TLS: \(error)"
        case .kernelTLS(let error, 1):
            "closed a connection: the kernel refuses its TLS keys: \(error)"
        case .kernelTLS(let error, let count):
            "closed \(count) connections: the kernel refuses their TLS keys: \(error)"
        case .request(let error, 1): "refused a request: \(error.status) \(error)"
        case .request(let error, let count):
            "refused \(count) requests, the last: \(error.status) \(error)"
        }
    }
}
