import COpenSSL

/// An RSA key that signs requests to payment providers, or stands in for theirs in tests.
package final class RSAPrivateKey: Sendable {
    /// Keys below 2,048 bits are refused with `.rsaKeySize`: no provider takes them any more.
    package static let minimumBits = 2_048
    /// Keys above 8,192 bits are refused with `.rsaKeySize`: one signature would stall a loop.
    package static let maximumBits = 8_192

    private let handle: KeyHandle

    /// Reads a key that is not encrypted.
    ///
    /// - Parameter pem: PKCS #8 (`PRIVATE KEY`) or PKCS #1 (`RSA PRIVATE KEY`).
    /// - Throws: `.unreadablePEM`, `.pemTooLong`, `.notAnRSAKey`, `.rsaKeySize`.
    package convenience init(pem: PrivateKeyPEM) throws(CryptoError) {
        let handle = try PEM.privateKey(in: pem)
        try handle.requireRSA()
        self.init(handle)
    }

    private init(_ handle: KeyHandle) { self.handle = handle }

    /// Makes a new key; takes a tenth of a second and more.
    ///
    /// - Parameter bits: The size, 2,048 to 8,192.
    /// - Returns: The key.
    /// - Throws: `.rsaKeySize`, `.library`.
    package static func generate(bits: Int = 2_048) throws(CryptoError) -> RSAPrivateKey {
        guard (minimumBits...maximumBits).contains(bits) else {
            throw .rsaKeySize(bits: bits, minimum: minimumBits, maximum: maximumBits)
        }
        OpenSSLLibrary.prepare()
        guard let raw = unsafe shim_EVP_RSA_gen(UInt32(bits)) else { throw .drained() }
        return RSAPrivateKey(unsafe KeyHandle(adopting: raw))
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017 §8.2).
    ///
    /// The C function is EVP_DigestSign.
    ///
    /// - Parameter message: What is signed, not hashed before.
    /// - Returns: The signature, as long as the key.
    /// - Throws: `.library`.
    package func signature(of message: Span<UInt8>) throws(CryptoError) -> [UInt8] {
        OpenSSLLibrary.prepare()
        let context = unsafe EVP_MD_CTX_new()
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, handle.pointer) == 1
        else { throw .drained() }
        var count = Int(unsafe EVP_PKEY_get_size(handle.pointer))
        var signature = [UInt8](repeating: 0, count: count)
        let result = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_DigestSign(context, &signature, &count, message.baseAddress, message.count)
        }
        guard result == 1 else { throw .drained() }
        signature.removeLast(signature.count - count)
        return signature
    }

    /// The key as PKCS #8 PEM, secret.
    ///
    /// - Throws: `.library`.
    package func pem() throws(CryptoError) -> PrivateKeyPEM {
        try handle.privatePEM()
    }

    /// The half that everybody may have.
    package var publicKey: RSAPublicKey { RSAPublicKey(handle) }
}

extension KeyHandle {
    /// - Throws: `.notAnRSAKey`, `.rsaKeySize`.
    func requireRSA() throws(CryptoError) {
        guard unsafe EVP_PKEY_get_base_id(pointer) == EVP_PKEY_RSA else { throw .notAnRSAKey }
        let bits = Int(unsafe EVP_PKEY_get_bits(pointer))
        let (minimum, maximum) = (RSAPrivateKey.minimumBits, RSAPrivateKey.maximumBits)
        guard (minimum...maximum).contains(bits) else {
            throw .rsaKeySize(bits: bits, minimum: minimum, maximum: maximum)
        }
    }

    /// - Throws: `.library`.
    func privatePEM() throws(CryptoError) -> PrivateKeyPEM {
        PrivateKeyPEM(
            try unsafe PEM.text { bio in
                unsafe PEM_write_bio_PrivateKey(bio, pointer, nil, nil, 0, nil, nil)
            })
    }
}
