package import OpenSSLBridge
package import Wire

// How a receipt is made of entries. The hashes are computed here a second time, as anybody's own
// program would do it by Protocol/README.md.
extension WireReceiptEntry {
    /// An entry as the ledger has it.
    ///
    /// - Parameters:
    ///   - previousHash: Of the entry before it, 32 bytes.
    ///   - payload: The stored bytes.
    package init(
        sequence: UInt64, kind: String, previousHash: [UInt8], payload: [UInt8], hash: [UInt8]
    ) {
        self.init()
        (seq, self.kind, self.payload) = (sequence, kind, Hex.encode(payload))
        (self.previousHash, self.hash) = (Hex.encode(previousHash), Hex.encode(hash))
    }

    /// The event that the payload is; `nil` when it is none.
    package var event: WireEvent? {
        guard let bytes = Hex.decode(payload) else { return nil }
        return try? Encoding.protobuf.decode(WireEvent.self, from: bytes)
    }

    /// What the hash must be; `nil` when a field is not hexadecimal.
    var computedHash: String? {
        guard let previous = Hex.decode(previousHash), let payload = Hex.decode(payload) else {
            return nil
        }
        var message = previous
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: seq >> shift))
        }
        message += Array(kind.utf8)
        message += Digest.sha256(payload)
        return Hex.encode(Digest.sha256(message))
    }
}

extension WireReceipt {
    package static var currentFormat: UInt32 { 1 }

    /// The bytes that are signed: lines of text, each with a line feed at its end.
    package var statement: [UInt8] {
        var lines = [
            "shopcast receipt \(format)", "shop \(shop)", "order \(order)",
            "issued \(issuedAtMs)", "head \(head) \(headHash)",
        ]
        lines += entries.map { "entry \($0.seq) \($0.hash)" }
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }

    /// Signs what the receipt says.
    ///
    /// - Throws: `.library`.
    package mutating func sign(with signer: Ed25519PrivateKey) throws(CryptoError) {
        (format, key) = (Self.currentFormat, Hex.encode(try signer.publicKey()))
        signature = Hex.encode(try signer.signature(of: statement))
    }

    /// The receipt as a file: the proto3 JSON mapping without blanks, then a line feed.
    package var file: [UInt8] { Encoding.json.encode(self) + [UInt8(ascii: "\n")] }

    /// The most bytes of a receipt that is read.
    package static var limitBytes: Int { 16 << 20 }

    /// Reads a receipt's file.
    ///
    /// - Throws: `.unreadable`; `.notCanonical` when it is not, byte for byte, as it was written.
    package static func read(_ file: [UInt8]) throws(ReceiptProblem) -> WireReceipt {
        guard file.count <= limitBytes else {
            throw .unreadable(reason: "it has \(file.count) bytes, the limit is \(limitBytes)")
        }
        let receipt: WireReceipt
        do {
            receipt = try Encoding.json.decode(WireReceipt.self, from: file)
        } catch {
            throw .unreadable(reason: error.description)
        }
        guard receipt.file == file else { throw .notCanonical }
        return receipt
    }
}
