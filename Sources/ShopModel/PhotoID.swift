/// A photo file's name: the SHA-256 of its bytes.
package struct PhotoID: Hashable, Sendable, CustomStringConvertible {
    private let digest: SIMD32<UInt8>

    package static let byteCount = 32

    /// Takes the 32 bytes of a digest; fails on any other count.
    package init?(digest: [UInt8]) {
        guard digest.count == Self.byteCount else { return nil }
        self.digest = SIMD32(digest)
    }

    /// Reads 64 lower-case hexadecimal digits; fails on anything else.
    package init?(hexadecimal text: some StringProtocol) {
        guard text.utf8.count == Self.byteCount * 2 else { return nil }
        var digest = SIMD32<UInt8>()
        for (index, byte) in text.utf8.enumerated() {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            default: return nil
            }
            digest[index / 2] = digest[index / 2] << 4 | digit
        }
        self.digest = digest
    }

    package var bytes: [UInt8] { digest.indices.map { digest[$0] } }

    /// 64 lower-case hexadecimal digits.
    package var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
