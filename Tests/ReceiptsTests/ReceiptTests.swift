import OpenSSLBridge
import Receipts
import Testing
import Wire

/// A receipt is what the shop stated, or it is nothing: each way of changing it is told by name.
struct ReceiptTests {
    private let signer: Ed25519PrivateKey
    private let key: String

    init() throws {
        signer = try Ed25519PrivateKey(bytes: [UInt8](repeating: 7, count: 32))
        key = Hex.encode(try signer.publicKey())
    }

    /// A ledger whose entries 2, 3 and 5 are the order's.
    private func ledger(paid: Int64 = 6_400) -> [WireReceiptEntry] {
        var previous = [UInt8](repeating: 0, count: 32)
        var entries: [WireReceiptEntry] = []
        for number in 1...6 as ClosedRange<UInt64> {
            var event = WireEvent()
            (event.seq, event.atMs) = (number, 1_700_000_000_000 + Int64(number))
            switch number {
            case 2:
                (event.orderPlaced.order, event.orderPlaced.buyerAlias) = (7, "Linh")
                event.orderPlaced.quote.total.minorUnits = 6_400
                event.orderPlaced.quote.total.currency = "CNY"
            case 3:
                event.paymentSettled.order = 7
                event.paymentSettled.received.minorUnits = paid
            case 5: event.orderConfirmed.order = 7
            default: event.said.text = "entry \(number)"
            }
            let kinds: [UInt64: String] = [
                2: "order_placed", 3: "payment_settled", 5: "order_confirmed",
            ]
            let (kind, payload) = (kinds[number] ?? "said", Encoding.protobuf.encode(event))
            var message = previous
            message += (0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * $0)) }
            message += Array(kind.utf8) + Digest.sha256(payload)
            let hash = Digest.sha256(message)
            entries.append(
                WireReceiptEntry(
                    sequence: number, kind: kind, previousHash: previous, payload: payload,
                    hash: hash))
            previous = hash
        }
        return entries
    }

    private func receipt(
        of ledger: [WireReceiptEntry]? = nil, head: Int = 6
    ) throws -> WireReceipt {
        let ledger = ledger ?? self.ledger()
        var receipt = WireReceipt()
        (receipt.shop, receipt.order, receipt.issuedAtMs) = ("seoul-finds", 7, 1_700_000_000_999)
        receipt.entries = [2, 3, 5].filter { $0 <= head }.map { ledger[$0 - 1] }
        (receipt.head, receipt.headHash) = (UInt64(head), ledger[head - 1].hash)
        try receipt.sign(with: signer)
        return receipt
    }

    private func problem(_ body: () throws(ReceiptProblem) -> Void) -> ReceiptProblem? {
        do throws(ReceiptProblem) {
            try body()
            return nil
        } catch {
            return error
        }
    }

    @Test func `a receipt from its file proves order, money and place in the ledger`() throws {
        let file = try receipt().file
        let facts = try WireReceipt.read(file).check(trusted: key.uppercased())
        #expect(facts.shop == "seoul-finds" && facts.order == 7 && facts.alias == "Linh")
        #expect(facts.total.minorUnits == 6_400 && facts.paid == 6_400 && facts.refunded == 0)
        #expect(facts.entries == 3 && facts.first == 2 && facts.head == 6)
        #expect(facts.headHash == ledger()[5].hash)
    }

    @Test func `refunds that arrived are counted, and one that came back is not`() throws {
        var entries = ledger()
        func add(_ body: WireEvent.OneOf_Body, _ kind: String) {
            var event = WireEvent()
            (event.seq, event.body) = (UInt64(entries.count + 1), body)
            var entry = WireReceiptEntry(
                sequence: event.seq, kind: kind,
                previousHash: Hex.decode(entries[entries.count - 1].hash) ?? [],
                payload: Encoding.protobuf.encode(event), hash: [])
            var message = Hex.decode(entry.previousHash) ?? []
            message += [0, 0, 0, 0, 0, 0, 0, UInt8(entries.count + 1)] + Array(kind.utf8)
            message += Digest.sha256(Encoding.protobuf.encode(event))
            entry.hash = Hex.encode(Digest.sha256(message))
            entries.append(entry)
        }
        for refund in 1...2 as ClosedRange<UInt64> {
            var requested = WireRefund()
            (requested.refund, requested.order, requested.amount.minorUnits) = (refund, 7, 500)
            add(.refundRequested(requested), "refund_requested")
            var changed = WireRefundChanged()
            (changed.refund, changed.order, changed.state) = (refund, 7, .succeeded)
            add(.refundChanged(changed), "refund_changed")
        }
        var back = WireRefundChanged()
        (back.refund, back.order, back.state) = (2, 7, .failed)
        add(.refundChanged(back), "refund_changed")
        var receipt = try receipt(of: entries)
        receipt.entries += entries[6...]
        (receipt.head, receipt.headHash) = (UInt64(entries.count), entries.last?.hash ?? "")
        try receipt.sign(with: signer)
        #expect(try receipt.check(trusted: key).refunded == 500)
    }

    @Test func `a changed amount is told by its entry`() throws {
        var receipt = try receipt()
        receipt.entries[1].payload = ledger(paid: 9_900)[2].payload
        #expect(
            problem { () throws(ReceiptProblem) in _ = try receipt.check(trusted: key) }
                == .entryChanged(3))
        // With hashes to fit it is another statement, which the shop did not sign.
        receipt.entries = [2, 3, 5].map { ledger(paid: 9_900)[$0 - 1] }
        receipt.headHash = ledger(paid: 9_900)[5].hash
        #expect(
            problem { () throws(ReceiptProblem) in _ = try receipt.check(trusted: key) }
                == .wrongSignature)
    }

    @Test(arguments: 0..<3)
    func `a changed hash is told by its entry`(index: Int) throws {
        var receipt = try receipt()
        let first = receipt.entries[index].hash.removeFirst()
        receipt.entries[index].hash = (first == "0" ? "1" : "0") + receipt.entries[index].hash
        let number = receipt.entries[index].seq
        #expect(
            problem { () throws(ReceiptProblem) in _ = try receipt.check(trusted: key) }
                == .entryChanged(number))
    }

    @Test func `entries left out, doubled, moved or of another order are told`() throws {
        func found(_ change: (inout WireReceipt) throws -> Void) throws -> ReceiptProblem? {
            var receipt = try receipt()
            try change(&receipt)
            return problem { () throws(ReceiptProblem) in _ = try receipt.check(trusted: key) }
        }
        #expect(try found { $0.entries.remove(at: 1) } == .wrongSignature)
        #expect(try found { $0.entries = [] } == .noOrder)
        #expect(try found { $0.entries.swapAt(0, 1) } == .outOfOrder(2))
        #expect(try found { $0.entries.insert($0.entries[0], at: 0) } == .outOfOrder(2))
        #expect(try found { $0.head = 5 } == .outOfOrder(5))
        #expect(try found { $0.order = 8 } == .wrongSignature)
        #expect(try found { $0.format = 2 } == .unknownFormat(2))
        // What the shop itself signs must still be about the order.
        #expect(
            try found {
                $0.order = 8
                try $0.sign(with: signer)
            } == .foreignEntry(2))
    }

    @Test func `another key is told, also one that signed the same`() throws {
        let stranger = try Ed25519PrivateKey(bytes: [UInt8](repeating: 8, count: 32))
        var receipt = try receipt()
        try receipt.sign(with: stranger)
        let found = Hex.encode(try stranger.publicKey())
        #expect(
            problem { () throws(ReceiptProblem) in _ = try receipt.check(trusted: key) }
                == .otherKey(found: found, expected: key))
        receipt.key = key
        #expect(
            problem { () throws(ReceiptProblem) in _ = try receipt.check(trusted: key) }
                == .wrongSignature)
    }

    @Test func `a file that is cut anywhere is no receipt`() throws {
        let file = try receipt().file
        for count in stride(from: 0, to: file.count, by: 7) {
            let found = problem { () throws(ReceiptProblem) in
                _ = try WireReceipt.read(Array(file.prefix(count)))
            }
            #expect(found != nil, "\(count) bytes")
        }
        // Without its last byte it still reads as JSON, and is not what was written.
        #expect(
            problem { () throws(ReceiptProblem) in _ = try WireReceipt.read(file.dropLast()) }
                == .notCanonical)
    }

    @Test func `what is added to a file is seen, even where a reader would ignore it`() throws {
        let file = String(decoding: try receipt().file, as: UTF8.self)
        for text in [
            " " + file, file + "\n", file.replacing("{\"format\"", with: "{\"paid\":1,\"format\""),
            file.replacing("\"order\":\"7\"", with: "\"order\":7"),
        ] {
            #expect(text != file)
            #expect(
                problem { () throws(ReceiptProblem) in _ = try WireReceipt.read(Array(text.utf8)) }
                    == .notCanonical)
        }
    }

    @Test func `two receipts of a ledger that was rewritten contradict each other`() throws {
        let early = try receipt(head: 4)
        #expect(early.contradiction(with: try receipt()) == nil)
        let rewritten = try receipt(of: ledger(paid: 1))
        #expect(early.contradiction(with: rewritten) == 3)
        #expect(rewritten.contradiction(with: early) == 3)
    }

    /// RFC 8032 §7.1, tests 1 and 2.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            """
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9\
            b46bd25bf5f0595bbe24655141438e7a100b
            """
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            """
            92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1\
            1d8c387b2eaeb4302aeeb00d291612bb0c00
            """
        ),
    ])
    func `signatures are Ed25519's`(
        secret: String, publicKey: String, message: String, signature: String
    ) throws {
        let signer = try Ed25519PrivateKey(bytes: try #require(Hex.decode(secret)))
        let message = try #require(Hex.decode(message))
        #expect(Hex.encode(try signer.publicKey()) == publicKey)
        #expect(Hex.encode(try signer.signature(of: message)) == signature)
        let bytes = try #require(Hex.decode(signature))
        let key = try #require(Hex.decode(publicKey))
        #expect(try Ed25519.isValid(signature: bytes, of: message, publicKey: key))
        #expect(try !Ed25519.isValid(signature: bytes, of: message + [0], publicKey: key))
        #expect(try !Ed25519.isValid(signature: bytes.dropLast(), of: message, publicKey: key))
    }
}
