/// Why a key, a certificate or a cipher call did not work.
package enum CryptoError: Error, Equatable {
    /// The bytes are not the PEM that was asked for; the reason is OpenSSL's or ours.
    case unreadablePEM(reason: String)
    /// The PEM is longer than we read; both counts are in bytes.
    case pemTooLong(count: Int, limit: Int)
    /// The key is not an RSA key.
    case notAnRSAKey
    /// The RSA key's size is outside what we use; all numbers are in bits.
    case rsaKeySize(bits: Int, minimum: Int, maximum: Int)
    /// AES-GCM takes keys of 16 or 32 bytes.
    case aesKeySize(bytes: Int)
    /// AES-GCM takes nonces of 12 bytes.
    case nonceSize(bytes: Int)
    /// The message is longer than one call takes; both counts are in bytes.
    case messageTooLong(count: Int, limit: Int)
    /// The sealed text was altered, cut, or sealed with another key, nonce or context.
    case authenticationFailed
    /// The name can be neither a DNS name nor an IP address.
    case invalidName(String)
    /// A certificate holds at least one name and at most the limit.
    case nameCount(Int, limit: Int)
    /// A serial number has 1 to 20 bytes and is positive (RFC 5280 §4.1.2.2).
    case invalidSerial
    /// A certificate's dates are outside the years 1950 to 9999 or end before they start.
    case invalidValidity
    /// OpenSSL failed for a reason of its own.
    case library(reason: String)

    /// Takes OpenSSL's reason from the error queue.
    static func drained() -> CryptoError {
        .library(reason: ErrorQueue.drainText(fallback: "OpenSSL gave no reason"))
    }
}

extension CryptoError: CustomStringConvertible {
    /// The error in words for a log line or a terminal.
    package var description: String {
        switch self {
        case .unreadablePEM(let reason): "the PEM cannot be read: \(reason)"
        case .pemTooLong(let count, let limit): "the PEM has \(count) bytes, the limit is \(limit)"
        case .notAnRSAKey: "the key is not an RSA key"
        case .rsaKeySize(let bits, let minimum, let maximum):
            "the RSA key has \(bits) bits; \(minimum) to \(maximum) are accepted"
        case .aesKeySize(let bytes): "an AES key has 16 or 32 bytes, not \(bytes)"
        case .nonceSize(let bytes): "an AES-GCM nonce has 12 bytes, not \(bytes)"
        case .messageTooLong(let count, let limit):
            "the message has \(count) bytes, the limit is \(limit)"
        case .authenticationFailed: "the sealed text is not authentic"
        case .invalidName(let name): "\"\(name)\" is neither a DNS name nor an IP address"
        case .nameCount(let count, let limit): "\(count) names; a certificate has 1 to \(limit)"
        case .invalidSerial: "a serial number is positive and has 1 to 20 bytes"
        case .invalidValidity: "the validity ends before it starts or leaves the years 1950-9999"
        case .library(let reason): reason
        }
    }
}
