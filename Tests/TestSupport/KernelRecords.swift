/// Makes TLS records as a kernel does that has been given keys (linux/tls.h); AES-GCM only.
package struct KernelRecords: Sendable {
    package typealias Seal =
        @Sendable (_ text: [UInt8], _ key: [UInt8], _ nonce: [UInt8], _ context: [UInt8]) -> [UInt8]

    /// The most plaintext in a record (RFC 8446 §5.1).
    package static let recordBytes = 16_384

    private let isTLS13: Bool
    private let key: [UInt8]
    private let salt: [UInt8]
    /// TLS 1.2 counts and sends it; TLS 1.3 mixes the number in.
    private var nonce: UInt64
    private var number: UInt64
    private let seal: Seal

    /// - Parameter info: The C struct `tls12_crypto_info_aes_gcm_…`.
    package init(_ info: [UInt8], seal: @escaping Seal) {
        let keyBytes = info[2] == 51 ? 16 : 32
        precondition(info[3] == 0 && info.count == 24 + keyBytes, "keys for AES-GCM")
        isTLS13 = info[0] == 4
        nonce = Self.number(info[4..<12])
        key = Array(info[12..<(12 + keyBytes)])
        salt = Array(info[(12 + keyBytes)..<(16 + keyBytes)])
        number = Self.number(info.suffix(8))
        self.seal = seal
    }

    /// Encrypts so many records as it takes.
    package mutating func records(type: UInt8, _ content: [UInt8]) -> [UInt8] {
        stride(from: 0, to: content.count, by: Self.recordBytes).flatMap {
            record(type, Array(content[$0..<min($0 + Self.recordBytes, content.count)]))
        }
    }

    private mutating func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        defer { number += 1 }
        if isTLS13 {
            let head = [23, 3, 3] + Self.bytes(UInt16(content.count + 17))
            let mixed = salt + Self.bytes(nonce ^ number)
            return head + seal(content + [type], key, mixed, head)
        }
        let context = Self.bytes(number) + [type, 3, 3] + Self.bytes(UInt16(content.count))
        let explicit = Self.bytes(nonce)
        nonce &+= 1
        return [type, 3, 3] + Self.bytes(UInt16(content.count + 24)) + explicit
            + seal(content, key, salt + explicit, context)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private static func bytes<T: FixedWidthInteger & UnsignedInteger>(_ value: T) -> [UInt8] {
        (0..<(T.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}
