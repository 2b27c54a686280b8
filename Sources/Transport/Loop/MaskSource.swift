import OpenSSLBridge
import WebCodec

/// Unpredictable frame masks (RFC 6455 §5.3), drawn many at a time.
struct MaskSource {
    private static let poolBytes = 4_096
    private var pool: [UInt8] = []

    /// A mask that nobody has seen.
    mutating func next() -> FrameMask {
        if pool.isEmpty {
            do throws(CryptoError) {
                pool = try SecureRandom.bytes(Self.poolBytes)
            } catch {
                // Without randomness TLS would not work either; a guessable mask is a lie.
                fatalError("the system gives random bytes: \(error)")
            }
        }
        let bytes = pool.suffix(4)
        defer { pool.removeLast(4) }
        let start = bytes.startIndex
        return FrameMask(bytes[start], bytes[start + 1], bytes[start + 2], bytes[start + 3])
    }
}
