import COpenSSL

/// A server's certificates at work: one `SSL_CTX` for each different choice of them.
///
/// Retained by the server's `TLSContext`; OpenSSL holds its address as long as that context has
/// connections, and each of them retains the `TLSContext`.
@safe final class ServerCertificates: Sendable {
    private let choice: CertificateChoice
    /// Beside `choice.sets`.
    private let contexts: [ContextHandle]

    init(_ choice: CertificateChoice, contexts: [ContextHandle]) {
        precondition(contexts.count == choice.sets.count, "every choice has its context")
        (self.choice, self.contexts) = (choice, contexts)
    }

    /// Asks this object about every client hello that the first context sees.
    func serve() {
        let address = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe SSL_CTX_set_client_hello_cb(contexts[0].pointer, answerHello, address)
    }

    /// Gives a connection the certificates for a name, and binds its session to that name.
    ///
    /// A resumed handshake shows no certificate, so a ticket is good for the name it was made for
    /// only (RFC 6066 §3); OpenSSL refuses those of another session id context.
    fileprivate func apply(_ name: String?, to ssl: OpaquePointer) -> Bool {
        let place = choice.set(for: name)
        if place > 0, unsafe SSL_set_SSL_CTX(ssl, contexts[place].pointer) == nil { return false }
        // Ordinary names fit as they are, and are shorter than any digest.
        var binding = Array((name ?? "").utf8)
        if binding.count >= Digest.sha256Count { binding = Digest.sha256(binding) }
        return unsafe SSL_set_session_id_context(ssl, binding, UInt32(binding.count)) == 1
    }
}

/// Chooses the certificates before OpenSSL looks for a session to resume.
///
/// The C type is SSL_client_hello_cb_fn; `certificates` is the `ServerCertificates` given to
/// SSL_CTX_set_client_hello_cb, alive as the connection's `TLSContext` retains it. The name's bytes
/// are OpenSSL's and good for this call.
private func answerHello(
    _ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?,
    _ certificates: UnsafeMutableRawPointer?
) -> Int32 {
    guard let ssl = unsafe ssl, let certificates = unsafe certificates else {
        return SSL_CLIENT_HELLO_ERROR
    }
    var start: UnsafePointer<UInt8>?
    var count = 0
    let isNamed =
        unsafe SSL_client_hello_get0_ext(
            ssl, UInt32(TLSEXT_TYPE_server_name), &start, &count) == 1
    let name =
        isNamed
        ? unsafe ServerName.parse(UnsafeBufferPointer(start: start, count: count).span) : nil
    let chooser = unsafe Unmanaged<ServerCertificates>.fromOpaque(certificates)
        .takeUnretainedValue()
    if unsafe chooser.apply(name, to: ssl) { return SSL_CLIENT_HELLO_SUCCESS }
    unsafe alert?.pointee = SSL_AD_INTERNAL_ERROR
    return SSL_CLIENT_HELLO_ERROR
}
