import COpenSSL

extension TLSContext {
    /// A TLS 1.3 client gets one ticket with the handshake: one reconnection resumed.
    private static let sessionTicketCount = 1

    /// Makes a server's context.
    ///
    /// It offers `http/1.1` to clients that use ALPN and refuses those that offer only others;
    /// it hands out session tickets under a key that lives as long as the context.
    ///
    /// - Parameters:
    ///   - certificateChainPEM: The server's certificate, then its issuers without the root.
    ///   - privateKeyPEM: The certificate's key, not encrypted.
    ///   - cipherPreference: The cipher that comes first.
    ///   - versions: The protocol versions to accept.
    /// - Returns: The context, for any number of connections.
    /// - Throws: `.configuration` when a PEM cannot be read or the key belongs to another
    ///   certificate; `.outOfMemory`.
    package static func server(
        certificateChainPEM: [UInt8], privateKeyPEM: PrivateKeyPEM,
        cipherPreference: CipherPreference = .aes128GCM,
        versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
    ) throws(TLSError) -> TLSContext {
        let context = try make(
            role: .server, verifiesPeer: false, cipherPreference: cipherPreference,
            versions: versions)
        try context.useIdentity(certificateChainPEM, privateKeyPEM)
        guard unsafe SSL_CTX_set_num_tickets(context.pointer, sessionTicketCount) == 1 else {
            throw .misconfigured("OpenSSL refuses our number of tickets")
        }
        unsafe shim_SSL_CTX_accept_any_server_name(context.pointer)
        unsafe SSL_CTX_set_alpn_select_cb(context.pointer, selectApplicationProtocol, nil)
        return context
    }

    private func useIdentity(_ chain: [UInt8], _ key: PrivateKeyPEM) throws(TLSError) {
        let certificates: [CertificateHandle]
        let keyHandle: KeyHandle
        do {
            certificates = try PEM.certificates(in: chain)
            keyHandle = try PEM.privateKey(in: key)
        } catch {
            throw .configuration(reason: error.description)
        }
        guard let leaf = certificates.first else {
            throw .configuration(reason: "the chain holds no certificate")
        }
        // Each call takes a reference of its own; our handles end with this function.
        guard unsafe SSL_CTX_use_certificate(pointer, leaf.pointer) == 1,
            unsafe SSL_CTX_use_PrivateKey(pointer, keyHandle.pointer) == 1,
            unsafe SSL_CTX_check_private_key(pointer) == 1
        else { throw .misconfigured("the key does not belong to the certificate") }
        for issuer in certificates.dropFirst() {
            guard unsafe shim_SSL_CTX_add1_chain_cert(pointer, issuer.pointer) == 1 else {
                throw .misconfigured("the chain cannot be used")
            }
        }
    }
}

/// Picks `http/1.1` from the client's list.
///
/// The C type is SSL_CTX_alpn_select_cb_func. `offer` is OpenSSL's and good for this call; `chosen`
/// points into it, which OpenSSL copies as soon as we return.
private func selectApplicationProtocol(
    _: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenCount: UnsafeMutablePointer<UInt8>?, _ offer: UnsafePointer<UInt8>?,
    _ offerCount: UInt32, _: UnsafeMutableRawPointer?
) -> Int32 {
    let wanted = TLSContext.applicationProtocol.utf8
    let offered = unsafe UnsafeBufferPointer(start: offer, count: Int(offerCount))
    var index = 0
    while index < offered.count {
        let start = index + 1
        let end = start + Int(unsafe offered[index])
        guard end <= offered.count else { break }
        if unsafe offered[start..<end].elementsEqual(wanted) {
            unsafe chosen?.pointee = unsafe offered.baseAddress.map { unsafe $0 + start }
            unsafe chosenCount?.pointee = UInt8(end - start)
            return SSL_TLSEXT_ERR_OK
        }
        index = end
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
