package import OpenSSLBridge

/// Why a sandbox cannot start or keep its books.
package enum SandboxError: Error, Equatable, CustomStringConvertible {
    case file(String, problem: String)
    case crypto(CryptoError)
    /// It cannot listen there; the reason is the system's.
    case cannotListen(String)
    /// The files in a folder do not fit together.
    case inconsistent(String)

    package var description: String {
        switch self {
        case .file(let path, let problem): "\(path): \(problem)"
        case .crypto(let error): error.description
        case .cannotListen(let reason): "cannot listen: \(reason)"
        case .inconsistent(let reason): reason
        }
    }
}
