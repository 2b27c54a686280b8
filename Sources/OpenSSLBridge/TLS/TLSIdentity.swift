import COpenSSL

/// A server's certificate with its issuers, and the key that proves it.
package struct TLSIdentity: Sendable {
    /// What a certificate's key signs with; other kinds are refused.
    package enum KeyKind: Sendable, CaseIterable { case ecdsa, rsa }

    /// The certificate, then its issuers.
    let chain: [CertificateHandle]
    let key: KeyHandle
    /// What the key signs with.
    package let keyKind: KeyKind
    /// Whom the certificate is for (its subject alternative names), in small letters: DNS names,
    /// the first label of which may be `*`, and IP addresses in hex behind `ip:`.
    package let names: [String]
    /// SHA-256 of the certificate in DER, 32 bytes.
    package let fingerprint: [UInt8]

    /// Reads a certificate and its key, and checks that they belong together.
    ///
    /// - Parameters:
    ///   - certificateChainPEM: The server's certificate, then its issuers without the root.
    ///   - privateKeyPEM: The certificate's key, ECDSA or RSA, not encrypted.
    /// - Throws: `.configuration` when a text cannot be read, the key belongs to another
    ///   certificate or is of another kind.
    package init(
        certificateChainPEM: [UInt8], privateKeyPEM: PrivateKeyPEM
    ) throws(TLSError) {
        do {
            chain = try PEM.certificates(in: certificateChainPEM)
            key = try PEM.privateKey(in: privateKeyPEM)
        } catch {
            throw .configuration(reason: error.description)
        }
        let leaf = unsafe chain[0].pointer
        guard unsafe X509_check_private_key(leaf, key.pointer) == 1 else {
            throw .misconfigured("the key does not belong to the certificate")
        }
        switch unsafe EVP_PKEY_get_base_id(key.pointer) {
        case EVP_PKEY_EC: keyKind = .ecdsa
        case EVP_PKEY_RSA: keyKind = .rsa
        default: throw .configuration(reason: "the key is neither an ECDSA nor an RSA key")
        }
        names = chain[0].alternativeNames
        fingerprint = unsafe Certificate.fingerprint(of: leaf)
    }
}

extension CertificateHandle {
    /// The C function is X509_get_ext_d2i.
    fileprivate var alternativeNames: [String] {
        guard let entries = unsafe shim_X509_alternative_names(pointer) else {
            ERR_clear_error()  // A damaged extension counts as none: clients refuse it anyway.
            return []
        }
        defer { unsafe GENERAL_NAMES_free(entries) }
        return (0..<(unsafe shim_GENERAL_NAMES_count(entries))).compactMap { index in
            var kind: Int32 = 0
            let entry = unsafe shim_GENERAL_NAMES_at(entries, index)
            guard let value = unsafe GENERAL_NAME_get0_value(entry, &kind) else { return nil }
            // Both kinds we take are strings of ASN.1, which belong to `entries`.
            let string = unsafe value.assumingMemoryBound(to: ASN1_STRING.self)
            let bytes = unsafe UnsafeBufferPointer(
                start: ASN1_STRING_get0_data(string), count: Int(ASN1_STRING_length(string)))
            switch kind {
            case GEN_DNS: return unsafe ServerName.lowered(bytes.span)
            case GEN_IPADD: return unsafe "ip:" + Hex.encode(Array(bytes))
            default: return nil
            }
        }
    }
}
