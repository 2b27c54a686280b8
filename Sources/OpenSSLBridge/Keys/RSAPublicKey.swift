import COpenSSL

/// An RSA key that checks a payment provider's signatures.
package final class RSAPublicKey: Sendable {
    private let handle: KeyHandle

    /// Uses the public half of a key that has been checked to be RSA.
    init(_ handle: KeyHandle) { self.handle = handle }

    /// Reads a key, or takes it out of a certificate.
    ///
    /// - Parameter pem: `PUBLIC KEY` (SubjectPublicKeyInfo) or `CERTIFICATE` (the first one).
    ///   The certificate's issuer and dates are not judged: providers' keys are pinned by serial.
    /// - Throws: `.unreadablePEM`, `.pemTooLong`, `.notAnRSAKey`, `.rsaKeySize`.
    package init(pem: [UInt8]) throws(CryptoError) {
        let handle: KeyHandle
        if String(decoding: pem.prefix(PEM.limitBytes), as: UTF8.self)
            .contains("-----BEGIN CERTIFICATE-----")
        {
            handle = try Self.key(ofCertificate: pem)
        } else {
            handle = try PEM.publicKey(in: pem)
        }
        try handle.requireRSA()
        self.handle = handle
    }

    private static func key(ofCertificate pem: [UInt8]) throws(CryptoError) -> KeyHandle {
        let certificate = try PEM.certificates(in: pem)[0]
        guard let raw = unsafe X509_get_pubkey(certificate.pointer) else { throw .drained() }
        return unsafe KeyHandle(adopting: raw)  // X509_get_pubkey gave us a reference.
    }

    /// Whether a signature is the key's, by RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017 §8.2).
    ///
    /// The C function is EVP_DigestVerify.
    ///
    /// - Parameters:
    ///   - signature: The signature's bytes, not Base64.
    ///   - message: What was signed, exactly as received.
    /// - Returns: `false` for a wrong signature of any kind.
    /// - Throws: `.library` when the check could not be made.
    package func isValid(
        signature: Span<UInt8>, of message: Span<UInt8>
    ) throws(CryptoError) -> Bool {
        OpenSSLLibrary.prepare()
        defer { ERR_clear_error() }
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, handle.pointer) == 1
        else { throw .drained() }
        return unsafe signature.withUnsafeBufferPointer { signature in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestVerify(
                    context, signature.baseAddress, signature.count, message.baseAddress,
                    message.count) == 1
            }
        }
    }

    /// The key as SubjectPublicKeyInfo PEM (`PUBLIC KEY`).
    ///
    /// - Throws: `.library`.
    package func pem() throws(CryptoError) -> [UInt8] {
        try unsafe PEM.text { bio in unsafe PEM_write_bio_PUBKEY(bio, handle.pointer) }
    }
}
