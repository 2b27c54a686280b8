import COpenSSL

extension TLSContext {
    /// A TLS 1.3 client gets one ticket with the handshake: one reconnection resumed.
    private static let sessionTicketCount = 1

    /// Makes a server's context with one certificate; its tickets are sealed with a key of its own.
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
        let identity = try TLSIdentity(
            certificateChainPEM: certificateChainPEM, privateKeyPEM: privateKeyPEM)
        return try server([identity], cipherPreference: cipherPreference, versions: versions)
    }

    /// Makes a server's context with any number of certificates.
    ///
    /// The client's server name chooses among them as `CertificateChoice` says; where an ECDSA and
    /// an RSA certificate have a name, the client's signature algorithms decide. The context offers
    /// `http/1.1` to clients that use ALPN and refuses those that offer only others. It takes no
    /// early data and does not renegotiate.
    ///
    /// - Parameters:
    ///   - identities: The certificates, at least one; the first is for unknown names.
    ///   - ticketKeys: What seals session tickets; a key that lives as long as the context when
    ///     `nil`.
    ///   - cipherPreference: The cipher that comes first.
    ///   - versions: The protocol versions to accept.
    /// - Returns: The context, for any number of connections.
    /// - Throws: `.configuration` when OpenSSL finds a certificate too weak, or no name would ever
    ///   lead to one of them; `.outOfMemory`.
    package static func server(
        _ identities: [TLSIdentity], ticketKeys: TicketKeyRing? = nil,
        cipherPreference: CipherPreference = .aes128GCM,
        versions: ClosedRange<TLSVersion> = .tls12 ... .tls13
    ) throws(TLSError) -> TLSContext {
        let choice = CertificateChoice(identities)
        if let unused = choice.unused {
            let names = identities[unused].names.joined(separator: ", ")
            throw .configuration(
                reason: """
                    certificate \(unused + 1) would never be shown: earlier ones with the same kind \
                    of key have its names (\(names)); leave one of them out
                    """)
        }
        var handles: [ContextHandle] = []
        for set in choice.sets {
            let handle = try makeHandle(
                role: .server, verifiesPeer: false, cipherPreference: cipherPreference,
                versions: versions)
            for place in set { try unsafe use(identities[place], in: handle.pointer) }
            try unsafe configure(handle.pointer, ticketKeys)
            handles.append(handle)
        }
        let certificates = ServerCertificates(choice, contexts: handles)
        certificates.serve()
        let ring: [any AnyObject & Sendable] = if let ticketKeys { [ticketKeys] } else { [] }
        return TLSContext(
            handles[0], role: .server, verifiesPeer: false, retaining: [certificates] + ring)
    }

    private static func use(
        _ identity: TLSIdentity, in context: OpaquePointer
    ) throws(TLSError) {
        // Each call takes a reference of its own. OpenSSL keeps one certificate of each kind of
        // key; the calls for issuers belong to the certificate used last.
        guard unsafe SSL_CTX_use_certificate(context, identity.chain[0].pointer) == 1,
            unsafe SSL_CTX_use_PrivateKey(context, identity.key.pointer) == 1
        else { throw .misconfigured("the certificate or its key cannot be used") }
        for issuer in identity.chain.dropFirst() {
            guard unsafe shim_SSL_CTX_add1_chain_cert(context, issuer.pointer) == 1 else {
                throw .misconfigured("the chain cannot be used")
            }
        }
    }

    private static func configure(
        _ context: OpaquePointer, _ ticketKeys: TicketKeyRing?
    ) throws(TLSError) {
        guard unsafe SSL_CTX_set_num_tickets(context, sessionTicketCount) == 1,
            unsafe SSL_CTX_set_max_early_data(context, 0) == 1
        else { throw .misconfigured("OpenSSL refuses our tickets") }
        unsafe shim_SSL_CTX_accept_any_server_name(context)
        unsafe SSL_CTX_set_alpn_select_cb(context, selectApplicationProtocol, nil)
        unsafe ticketKeys?.serve(context)
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
