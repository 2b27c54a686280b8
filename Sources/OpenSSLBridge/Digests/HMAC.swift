import COpenSSL

/// Keyed digests (RFC 2104).
package enum HMAC {
    /// HMAC with SHA-256.
    ///
    /// The C function is HMAC.
    ///
    /// - Parameters:
    ///   - message: What is authenticated.
    ///   - key: The secret, of any length.
    /// - Returns: 32 bytes.
    package static func sha256(_ message: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        precondition(key.count <= Int32.max, "an HMAC key is shorter than 2 GiB")
        OpenSSLLibrary.prepare()
        var code = [UInt8](repeating: 0, count: Digest.sha256Count)
        let result = unsafe key.withUnsafeBytes { key in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe COpenSSL.HMAC(
                    EVP_sha256(), key.baseAddress, Int32(key.count), message.baseAddress,
                    message.count, &code, nil)
            }
        }
        precondition(unsafe result != nil, "OpenSSL's default provider has HMAC with SHA-256")
        return code
    }

    /// HMAC with SHA-256 of an array.
    package static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        sha256(message.span, key: key.span)
    }
}
