internal import OpenSSLBridge
package import ShopModel

/// The journal's last number and hash.
///
/// Each entry's hash takes in the one before it, so the last hash stands for the whole journal.
package struct ChainHead: Equatable, Sendable {
    /// 0 before the first entry.
    package private(set) var sequence: EventSequence
    /// 32 bytes; all zero before the first entry.
    package private(set) var hash: [UInt8]

    /// The head of an empty journal.
    package static let start = ChainHead(
        sequence: EventSequence(0), hash: [UInt8](repeating: 0, count: Digest.sha256Count))

    init(sequence: EventSequence, hash: [UInt8]) {
        (self.sequence, self.hash) = (sequence, hash)
    }

    /// Moves on by one entry: SHA-256 of the previous hash, the number as eight bytes with the
    /// highest first, the kind in UTF-8, and the payload's SHA-256.
    mutating func advance(kind: String, payloadHash: [UInt8]) {
        sequence = sequence.next
        var message = hash
        message.reserveCapacity(2 * Digest.sha256Count + 8 + kind.utf8.count)
        withBytes(of: sequence.number) { message.append($0) }
        message.append(contentsOf: kind.utf8)
        message.append(contentsOf: payloadHash)
        hash = Digest.sha256(message)
    }

    private func withBytes(of number: UInt64, _ body: (UInt8) -> Void) {
        for shift in stride(from: 56, through: 0, by: -8) {
            body(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
