import COpenSSL

/// Ed25519 (RFC 8032): short keys, short signatures, and nothing to choose.
package enum Ed25519 {
    /// Of a private key, and of a public key, in bytes.
    package static let keyCount = 32
    package static let signatureCount = 64

    /// Whether a signature of a message is that of the key's owner.
    ///
    /// The C function is EVP_DigestVerify.
    ///
    /// - Returns: `false` for a wrong signature of any kind, and for bytes that are no public key.
    /// - Throws: `.library` when the check could not be made.
    package static func isValid(
        signature: [UInt8], of message: [UInt8], publicKey: [UInt8]
    ) throws(CryptoError) -> Bool {
        guard signature.count == signatureCount, publicKey.count == keyCount else { return false }
        OpenSSLLibrary.prepare()
        defer { ERR_clear_error() }
        guard
            let raw = unsafe EVP_PKEY_new_raw_public_key(
                EVP_PKEY_ED25519, nil, publicKey, publicKey.count)
        else { return false }
        let handle = unsafe KeyHandle(adopting: raw)
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, handle.pointer) == 1
        else { throw .drained() }
        return unsafe EVP_DigestVerify(
            context, signature, signature.count, message, message.count) == 1
    }
}

/// A private Ed25519 key.
package final class Ed25519PrivateKey: Sendable {
    private let handle: KeyHandle

    /// Takes a key's 32 bytes; any are a key.
    ///
    /// The C function is EVP_PKEY_new_raw_private_key.
    ///
    /// - Throws: `.library`, also for another count of bytes.
    package init(bytes: [UInt8]) throws(CryptoError) {
        OpenSSLLibrary.prepare()
        guard
            let raw = unsafe EVP_PKEY_new_raw_private_key(
                EVP_PKEY_ED25519, nil, bytes, bytes.count)
        else { throw .drained() }
        handle = unsafe KeyHandle(adopting: raw)
    }

    /// The half that everybody may have, 32 bytes.
    ///
    /// - Throws: `.library`.
    package func publicKey() throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Ed25519.keyCount)
        var count = bytes.count
        guard unsafe EVP_PKEY_get_raw_public_key(handle.pointer, &bytes, &count) == 1,
            count == Ed25519.keyCount
        else { throw .drained() }
        return bytes
    }

    /// Signs a message, which is not hashed before; the same message always gets the same bytes.
    ///
    /// The C function is EVP_DigestSign.
    ///
    /// - Throws: `.library`.
    package func signature(of message: [UInt8]) throws(CryptoError) -> [UInt8] {
        OpenSSLLibrary.prepare()
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, handle.pointer) == 1
        else { throw .drained() }
        var signature = [UInt8](repeating: 0, count: Ed25519.signatureCount)
        var count = signature.count
        guard
            unsafe EVP_DigestSign(context, &signature, &count, message, message.count) == 1,
            count == Ed25519.signatureCount
        else { throw .drained() }
        return signature
    }
}
