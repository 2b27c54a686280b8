import COpenSSL

/// AES-128 and AES-256 in Galois/Counter Mode (NIST SP 800-38D), the tag after the text.
package enum AESGCM {
    /// A nonce's length in bytes; a nonce is used once per key.
    package static let nonceCount = 12
    /// A tag's length in bytes.
    package static let tagCount = 16
    /// Longer texts or contexts are refused with `.messageTooLong`.
    package static let limitBytes = 16 << 20

    /// Encrypts and authenticates.
    ///
    /// - Parameters:
    ///   - plaintext: What is hidden.
    ///   - key: 16 or 32 bytes.
    ///   - nonce: 12 bytes, never used with this key before.
    ///   - context: What is authenticated beside it and not hidden (the "associated data").
    /// - Returns: The ciphertext, as long as the plaintext, and the tag.
    /// - Throws: `.aesKeySize`, `.nonceSize`, `.messageTooLong`, `.library`.
    package static func seal(
        _ plaintext: [UInt8], key: [UInt8], nonce: [UInt8], authenticating context: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        try check(plaintext.count, context)
        let cipher = try Cipher(key: key, nonce: nonce, isSealing: true)
        var sealed = [UInt8](repeating: 0, count: plaintext.count + tagCount)
        guard cipher.authenticate(context), cipher.transform(plaintext[...], into: &sealed),
            cipher.finish(), cipher.readTag(into: &sealed, at: plaintext.count)
        else { throw .drained() }
        return sealed
    }

    /// Checks and decrypts.
    ///
    /// - Parameters:
    ///   - sealed: The ciphertext and the tag.
    ///   - key: 16 or 32 bytes.
    ///   - nonce: 12 bytes.
    ///   - context: What was authenticated beside it.
    /// - Returns: The plaintext.
    /// - Throws: `.authenticationFailed`, `.aesKeySize`, `.nonceSize`, `.messageTooLong`,
    ///   `.library`.
    package static func open(
        _ sealed: [UInt8], key: [UInt8], nonce: [UInt8], authenticating context: [UInt8]
    ) throws(CryptoError) -> [UInt8] {
        guard sealed.count >= tagCount else { throw .authenticationFailed }
        let (text, tag) = (sealed.dropLast(tagCount), sealed.suffix(tagCount))
        try check(text.count, context)
        let cipher = try Cipher(key: key, nonce: nonce, isSealing: false)
        var plaintext = [UInt8](repeating: 0, count: text.count)
        guard cipher.authenticate(context), cipher.transform(text, into: &plaintext),
            cipher.expectTag(tag)
        else { throw .drained() }
        guard cipher.finish() else {
            ERR_clear_error()
            throw .authenticationFailed
        }
        return plaintext
    }

    private static func check(_ textCount: Int, _ context: [UInt8]) throws(CryptoError) {
        let longest = max(textCount, context.count)
        guard longest <= limitBytes else {
            throw .messageTooLong(count: longest, limit: limitBytes)
        }
    }
}

/// One use of a key and a nonce; owns one `EVP_CIPHER_CTX *`. The functions say whether OpenSSL
/// did its part.
@safe private struct Cipher: ~Copyable {
    private let context: OpaquePointer

    init(key: [UInt8], nonce: [UInt8], isSealing: Bool) throws(CryptoError) {
        guard nonce.count == AESGCM.nonceCount else { throw .nonceSize(bytes: nonce.count) }
        let algorithm: CipherAlgorithm
        switch key.count {
        case 16: algorithm = .aes128GCM
        case 32: algorithm = .aes256GCM
        default: throw .aesKeySize(bytes: key.count)
        }
        OpenSSLLibrary.prepare()
        guard let context = unsafe EVP_CIPHER_CTX_new() else { throw .drained() }
        guard
            unsafe EVP_CipherInit_ex2(
                context, algorithm.pointer, key, nonce, isSealing ? 1 : 0, nil) == 1
        else {
            unsafe EVP_CIPHER_CTX_free(context)
            throw .drained()
        }
        unsafe self.context = unsafe context
    }

    deinit { unsafe EVP_CIPHER_CTX_free(context) }  // Wipes the key schedule.

    func authenticate(_ bytes: [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        var count: Int32 = 0
        return unsafe EVP_CipherUpdate(context, nil, &count, bytes, Int32(bytes.count)) == 1
    }

    func transform(_ bytes: ArraySlice<UInt8>, into place: inout [UInt8]) -> Bool {
        guard !bytes.isEmpty else { return true }
        var count: Int32 = 0
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe EVP_CipherUpdate(
                context, &place, &count, bytes.baseAddress, Int32(bytes.count)) == 1
                && Int(count) == bytes.count
        }
    }

    func finish() -> Bool {
        var nothing: UInt8 = 0  // A stream mode writes nothing here, but wants a place.
        var count: Int32 = 0
        return unsafe EVP_CipherFinal_ex(context, &nothing, &count) == 1
    }

    func readTag(into place: inout [UInt8], at offset: Int) -> Bool {
        unsafe place.withUnsafeMutableBytes { place in
            let tag = unsafe UnsafeMutableRawBufferPointer(rebasing: place[offset...])
            return unsafe shim_EVP_GCM_get_tag(context, tag.baseAddress, Int32(tag.count)) == 1
        }
    }

    func expectTag(_ tag: ArraySlice<UInt8>) -> Bool {
        unsafe tag.withUnsafeBytes { tag in
            unsafe shim_EVP_GCM_set_tag(context, tag.baseAddress, Int32(tag.count)) == 1
        }
    }
}

/// A cipher looked up once, as `DigestAlgorithm` is.
///
/// `@unchecked`: OpenSSL never changes an algorithm once it is fetched.
@safe private struct CipherAlgorithm: @unchecked Sendable {
    /// Never freed and never changed.
    let pointer: OpaquePointer

    static let aes128GCM = CipherAlgorithm(name: "AES-128-GCM")
    static let aes256GCM = CipherAlgorithm(name: "AES-256-GCM")

    private init(name: String) {
        OpenSSLLibrary.prepare()
        guard let fetched = unsafe EVP_CIPHER_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL's default provider has AES-GCM")
        }
        unsafe pointer = unsafe fetched
    }
}
