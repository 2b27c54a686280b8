import COpenSSL

/// Digests of whole messages.
package enum Digest {
    /// A SHA-1 digest's length in bytes.
    package static let sha1Count = 20
    /// A SHA-256 digest's length in bytes.
    package static let sha256Count = 32

    /// SHA-1 (FIPS 180-4); only for the WebSocket handshake, which asks for it (RFC 6455 §4.2.2).
    package static func sha1(_ message: Span<UInt8>) -> [UInt8] {
        digest(message, .sha1, count: sha1Count)
    }

    /// SHA-1 of an array.
    package static func sha1(_ message: [UInt8]) -> [UInt8] { sha1(message.span) }

    /// SHA-256 (FIPS 180-4).
    package static func sha256(_ message: Span<UInt8>) -> [UInt8] {
        digest(message, .sha256, count: sha256Count)
    }

    /// SHA-256 of an array.
    package static func sha256(_ message: [UInt8]) -> [UInt8] { sha256(message.span) }

    /// The C function is EVP_Digest.
    private static func digest(
        _ message: Span<UInt8>, _ algorithm: DigestAlgorithm, count: Int
    ) -> [UInt8] {
        unsafe message.withUnsafeBytes { message in
            unsafe [UInt8](unsafeUninitializedCapacity: count) { place, filled in
                let result = unsafe EVP_Digest(
                    message.baseAddress, message.count, place.baseAddress, nil,
                    algorithm.pointer, nil)
                precondition(result == 1, "OpenSSL's default provider has SHA-1 and SHA-256")
                filled = count
            }
        }
    }
}

/// A digest looked up once: OpenSSL's own look-up at each use takes longer than a short digest.
///
/// `@unchecked`: OpenSSL never changes an algorithm once it is fetched.
@safe struct DigestAlgorithm: @unchecked Sendable {
    /// Never freed and never changed.
    let pointer: OpaquePointer

    static let sha1 = DigestAlgorithm(name: "SHA1")
    static let sha256 = DigestAlgorithm(name: "SHA2-256")

    private init(name: String) {
        OpenSSLLibrary.prepare()
        guard let fetched = unsafe EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL's default provider has SHA-1 and SHA-256")
        }
        unsafe pointer = unsafe fetched
    }
}
