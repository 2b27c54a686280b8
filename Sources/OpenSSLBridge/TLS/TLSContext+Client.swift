import COpenSSL

extension TLSContext {
    /// Makes a client's context.
    ///
    /// - Parameters:
    ///   - verification: How the server's certificate is judged.
    ///   - cipherPreference: The cipher that comes first.
    ///   - versions: The protocol versions to accept.
    ///   - applicationProtocols: What to offer by ALPN, most wanted first; each 1 to 255 bytes.
    /// - Returns: The context, for any number of connections.
    /// - Throws: `.configuration` when the authorities cannot be read or a protocol name is
    ///   empty or too long; `.outOfMemory`.
    package static func client(
        verification: PeerVerification, cipherPreference: CipherPreference = .aes128GCM,
        versions: ClosedRange<TLSVersion> = .tls12 ... .tls13,
        applicationProtocols: [String] = ["http/1.1"]
    ) throws(TLSError) -> TLSContext {
        let context = TLSContext(
            try makeHandle(
                role: .client, verifiesPeer: verification != .none,
                cipherPreference: cipherPreference, versions: versions),
            role: .client, verifiesPeer: verification != .none)
        switch verification {
        case .publicAuthorities:
            guard unsafe SSL_CTX_set_default_verify_paths(context.pointer) == 1 else {
                throw .misconfigured("the system's authorities cannot be read")
            }
        case .authorities(let pem): try context.trust(pem)
        case .none: break
        }
        try context.offer(applicationProtocols)
        return context
    }

    private func trust(_ pem: [UInt8]) throws(TLSError) {
        let certificates: [CertificateHandle]
        do {
            certificates = try PEM.certificates(in: pem)
        } catch {
            throw .configuration(reason: error.description)
        }
        let store = unsafe SSL_CTX_get_cert_store(pointer)
        for certificate in certificates {
            // The store takes a reference of its own.
            guard unsafe X509_STORE_add_cert(store, certificate.pointer) == 1 else {
                throw .misconfigured("an authority cannot be used")
            }
        }
    }

    private func offer(_ protocols: [String]) throws(TLSError) {
        var list: [UInt8] = []
        for name in protocols {
            guard let count = UInt8(exactly: name.utf8.count), count > 0 else {
                throw .configuration(reason: "\"\(name)\" is not an ALPN protocol name")
            }
            list.append(count)
            list.append(contentsOf: name.utf8)
        }
        // Copied by OpenSSL. Unlike its neighbours this function returns 0 for success.
        guard unsafe SSL_CTX_set_alpn_protos(pointer, list, UInt32(list.count)) == 0 else {
            throw .misconfigured("OpenSSL refuses the ALPN list")
        }
    }
}
