import COpenSSL

/// Why a TLS context cannot be made or a TLS connection cannot go on.
///
/// After any of these from a connection's handshake, read or write: send what the call left in
/// the output (it may hold an alert), then close.
package enum TLSError: Error, Equatable {
    /// The certificate, key or setting given to us does not work.
    case configuration(reason: String)
    /// A verifying client was given no server name to compare the certificate with.
    case serverNameMissing
    /// The server name is neither a DNS name nor an IP address.
    case serverNameInvalid(String)
    /// The peer's certificate is not acceptable.
    case certificateRejected(reason: String)
    /// The peer gave up and said why; the code is from RFC 8446 §6.
    case alertReceived(code: UInt8, reason: String)
    /// The peer's bytes are not acceptable TLS, or its offer has nothing in common with ours.
    case protocolViolation(reason: String)
    /// The stream ended without close_notify: bytes may be missing at its end.
    case truncated
    /// Plaintext was offered after our close_notify.
    case alreadyShutDown
    /// The peer asks for new keys, and the kernel, which encrypts, keeps those that it has.
    case newKeysWanted
    /// An earlier call of this connection failed; nothing more can be done with it.
    case alreadyFailed
    /// OpenSSL could not allocate.
    case outOfMemory

    /// Takes the reason for a failed call on a connection from the error queue.
    ///
    /// - Parameters:
    ///   - errors: The drained queue.
    ///   - verifyResult: The connection's `X509_V_…` code, used when its certificate failed.
    init(_ errors: [QueuedError], verifyResult: Int) {
        guard let error = errors.first(where: { $0.library == ERR_LIB_SSL }) else {
            let text = errors.joinedText(fallback: "OpenSSL gave no reason")
            self = .protocolViolation(reason: text)
            return
        }
        let alertReasons = SSL_AD_REASON_OFFSET..<(SSL_AD_REASON_OFFSET + 256)
        if error.reason == SSL_R_CERTIFICATE_VERIFY_FAILED {
            let cause = Self.verificationText(verifyResult)
            self = .certificateRejected(reason: "\(error.text): \(cause)")
        } else if alertReasons.contains(error.reason) {
            let code = UInt8(error.reason - SSL_AD_REASON_OFFSET)
            self = .alertReceived(code: code, reason: error.text)
        } else {
            self = .protocolViolation(reason: error.text)
        }
    }

    /// Takes the reason for a failed set-up call from the error queue.
    static func misconfigured(_ fallback: String) -> TLSError {
        .configuration(reason: ErrorQueue.drainText(fallback: fallback))
    }

    /// The C function is X509_verify_cert_error_string.
    static func verificationText(_ result: Int) -> String {
        unsafe String(cString: X509_verify_cert_error_string(result))
    }
}

extension TLSError: CustomStringConvertible {
    /// The error in words for a log line or a terminal.
    package var description: String {
        switch self {
        case .configuration(let reason), .certificateRejected(let reason),
            .protocolViolation(let reason):
            reason
        case .serverNameMissing: "a server name is needed to check the certificate"
        case .serverNameInvalid(let name): "\"\(name)\" is neither a DNS name nor an IP address"
        case .alertReceived(_, let reason): "the peer refused: \(reason)"
        case .truncated: "the connection ended without close_notify"
        case .alreadyShutDown: "the connection has been shut down for writing"
        case .newKeysWanted: "the peer wants new keys, which the kernel's TLS does not take"
        case .alreadyFailed: "the connection has failed before"
        case .outOfMemory: "OpenSSL is out of memory"
        }
    }
}
