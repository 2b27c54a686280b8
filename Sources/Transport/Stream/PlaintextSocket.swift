import OpenSSLBridge
import Reactor

/// A socket that may be given plaintext: the only way by which a stream sends any.
///
/// There are two ways to make one: for a connection that has no TLS, and by handing the connection's
/// keys to the kernel. So plaintext of a connection with TLS cannot leave before the kernel has said
/// that it encrypts; and the kernel does so for the rest of a socket's life.
struct PlaintextSocket {
    private let descriptor: Int32
    /// Whether the kernel makes TLS records of what it is given.
    let encrypts: Bool

    /// A connection without TLS.
    init(withoutTLS registration: Registration) {
        (descriptor, encrypts) = (registration.descriptor, false)
    }

    /// Hands the keys to the kernel; everything that OpenSSL has encrypted has been sent.
    ///
    /// - Throws: The kernel keeps the socket as it was.
    init(encrypting descriptor: Int32, _ keys: KernelKeys) throws(SystemError) {
        unsafe try keys.read { (raw) throws(SystemError) in
            unsafe try System.setSendingKeys(descriptor, raw)
        }
        (self.descriptor, encrypts) = (descriptor, true)
    }

    func send(_ plaintext: Span<UInt8>) throws(SystemError) -> SendOutcome {
        try unsafe plaintext.withUnsafeBytes { (raw) throws(SystemError) in
            unsafe try System.send(descriptor, raw)
        }
    }

    /// Sends what belongs to TLS itself.
    func send(_ bytes: Span<UInt8>, recordType type: UInt8) throws(SystemError) -> SendOutcome {
        precondition(encrypts, "only TLS has records")
        return try unsafe bytes.withUnsafeBytes { (raw) throws(SystemError) in
            unsafe try System.send(descriptor, recordType: type, raw)
        }
    }
}
