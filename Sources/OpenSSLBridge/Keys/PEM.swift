import COpenSSL

/// Reads and writes PEM text (RFC 7468) in memory.
enum PEM {
    /// Longer texts are refused with `.pemTooLong`; a chain or a bundle of authorities fits.
    static let limitBytes = 1 << 20

    /// Reads every certificate in the text, at least one.
    ///
    /// - Throws: `.unreadablePEM`, `.pemTooLong`.
    static func certificates(in bytes: [UInt8]) throws(CryptoError) -> [CertificateHandle] {
        var certificates: [CertificateHandle] = []
        try unsafe withReader(bytes) { reader throws(CryptoError) in
            while let raw = unsafe PEM_read_bio_X509(reader, nil, refusePassword, nil) {
                certificates.append(unsafe CertificateHandle(adopting: raw))
            }
            // The end of the text shows as "no start line"; anything else is damage.
            let errors = ErrorQueue.drain()
            let isEnd = errors.contains {
                $0.library == ERR_LIB_PEM && $0.reason == PEM_R_NO_START_LINE
            }
            guard isEnd, !certificates.isEmpty else {
                let text = errors.joinedText(fallback: "no certificate")
                throw CryptoError.unreadablePEM(reason: text)
            }
        }
        return certificates
    }

    /// Reads a private key of any kind.
    ///
    /// - Throws: `.unreadablePEM`, also for an encrypted key; `.pemTooLong`.
    static func privateKey(in pem: PrivateKeyPEM) throws(CryptoError) -> KeyHandle {
        try unsafe withReader(pem.bytes) { reader throws(CryptoError) in
            guard let raw = unsafe PEM_read_bio_PrivateKey(reader, nil, refusePassword, nil) else {
                let text = ErrorQueue.drainText(fallback: "no private key")
                throw CryptoError.unreadablePEM(reason: text)
            }
            return unsafe KeyHandle(adopting: raw)
        }
    }

    /// Reads a public key from its own PEM (`PUBLIC KEY`).
    ///
    /// - Throws: `.unreadablePEM`, `.pemTooLong`.
    static func publicKey(in bytes: [UInt8]) throws(CryptoError) -> KeyHandle {
        try unsafe withReader(bytes) { reader throws(CryptoError) in
            guard let raw = unsafe PEM_read_bio_PUBKEY(reader, nil, refusePassword, nil) else {
                let text = ErrorQueue.drainText(fallback: "no public key")
                throw CryptoError.unreadablePEM(reason: text)
            }
            return unsafe KeyHandle(adopting: raw)
        }
    }

    /// Collects what one OpenSSL call writes.
    ///
    /// - Parameter write: The call; positive means success. Gets a BIO good for the call only.
    /// - Returns: The text.
    /// - Throws: `.library`.
    static func text(_ write: (OpaquePointer) -> Int32) throws(CryptoError) -> [UInt8] {
        OpenSSLLibrary.prepare()
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw .drained() }
        defer { unsafe BIO_free(bio) }
        guard unsafe write(bio) > 0 else { throw .drained() }
        var start: UnsafePointer<UInt8>?
        let count = unsafe shim_BIO_get_mem_data(bio, &start)
        return unsafe Array(UnsafeBufferPointer(start: start, count: count))
    }

    /// Lends the text to OpenSSL; the BIO holds it until `body` returns.
    private static func withReader<Result>(
        _ bytes: [UInt8], _ body: (OpaquePointer) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        guard bytes.count <= limitBytes else {
            throw .pemTooLong(count: bytes.count, limit: limitBytes)
        }
        OpenSSLLibrary.prepare()
        return try unsafe bytes.span.withUnsafeBytes { bytes throws(CryptoError) in
            guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(bytes.count)) else {
                throw CryptoError.unreadablePEM(reason: "there is no text")
            }
            defer { unsafe BIO_free(bio) }
            return try unsafe body(bio)
        }
    }
}

/// Refuses to give a password; without it OpenSSL would ask for one on the terminal.
///
/// The C type is pem_password_cb.
private func refusePassword(
    _: UnsafeMutablePointer<CChar>?, _: Int32, _: Int32, _: UnsafeMutableRawPointer?
) -> Int32 { -1 }
