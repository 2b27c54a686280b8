import COpenSSL

/// Random bytes nobody can guess.
package enum SecureRandom {
    /// More in one call is a mistake of ours and traps: tokens, keys and nonces are short.
    package static let limitBytes = 1 << 20

    /// Draws bytes for tokens, keys and nonces.
    ///
    /// The C function is RAND_bytes.
    ///
    /// - Parameter count: How many, 0 to `limitBytes`.
    /// - Returns: The bytes.
    /// - Throws: `.library` when the system gives no randomness; weaker bytes are never returned.
    package static func bytes(_ count: Int) throws(CryptoError) -> [UInt8] {
        precondition((0...limitBytes).contains(count), "random bytes are drawn up to 1 MiB a call")
        OpenSSLLibrary.prepare()
        var bytes = [UInt8](repeating: 0, count: count)
        guard unsafe RAND_bytes(&bytes, Int32(count)) == 1 else { throw .drained() }
        return bytes
    }
}
