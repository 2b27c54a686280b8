import COpenSSL

/// Comparisons whose duration tells nothing about the bytes.
package enum ConstantTime {
    /// Whether two byte strings are the same; only their lengths may show in the time taken.
    ///
    /// The C function is CRYPTO_memcmp.
    package static func areEqual(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bool {
        guard first.count == second.count else { return false }
        guard !first.isEmpty else { return true }
        return unsafe first.withUnsafeBytes { first in
            unsafe second.withUnsafeBytes { second in
                unsafe CRYPTO_memcmp(first.baseAddress, second.baseAddress, first.count) == 0
            }
        }
    }

    /// Whether two arrays are the same; only their lengths may show in the time taken.
    package static func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        areEqual(first.span, second.span)
    }
}
