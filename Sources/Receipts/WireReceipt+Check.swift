import OpenSSLBridge
package import Wire

/// What a receipt proves, once it is checked: that the shop stated these entries of its ledger.
package struct ReceiptFacts: Equatable, Sendable {
    package let shop: String
    package let order: UInt64
    package let alias: String
    package let total: WireMoney
    /// All money that came, and all that went back, as far as the receipt tells.
    package let paid: Int64
    package let refunded: Int64
    package let entries: Int
    package let first: UInt64
    package let head: UInt64
    package let headHash: String
    package let issuedAtMs: Int64
}

extension WireReceipt {
    /// Checks everything that can be checked without the shop.
    ///
    /// - Parameter trusted: The shop's key in hex, from the shop itself.
    /// - Throws: The first problem found.
    package func check(trusted: String) throws(ReceiptProblem) -> ReceiptFacts {
        guard format == Self.currentFormat else { throw .unknownFormat(format) }
        let expected = trusted.lowercased()
        guard key == expected else { throw .otherKey(found: key, expected: expected) }
        guard let signature = Hex.decode(signature), let key = Hex.decode(key) else {
            throw .wrongSignature
        }
        try checkChain()
        let isValid: Bool
        do throws(CryptoError) {
            isValid = try Ed25519.isValid(signature: signature, of: statement, publicKey: key)
        } catch {
            throw .checkFailed(reason: "\(error)")
        }
        guard isValid else { throw .wrongSignature }
        return try facts()  // Only what the shop stated is counted.
    }

    private func checkChain() throws(ReceiptProblem) {
        var last: WireReceiptEntry?
        for entry in entries {
            guard entry.computedHash == entry.hash else { throw .entryChanged(entry.seq) }
            if let last {
                let isNext = entry.seq == last.seq &+ 1
                guard entry.seq > last.seq, !isNext || entry.previousHash == last.hash else {
                    throw .outOfOrder(entry.seq)
                }
            }
            last = entry
        }
        guard let last else { throw .noOrder }
        guard last.seq <= head, last.seq < head || last.hash == headHash else {
            throw .outOfOrder(last.seq)
        }
    }

    private func facts() throws(ReceiptProblem) -> ReceiptFacts {
        var placed: WireOrder?
        var (paid, refunded): (Int64, Int64) = (0, 0)
        var refunds: [UInt64: Int64] = [:]
        var done: Set<UInt64> = []
        for entry in entries {
            guard let event = entry.event, event.seq == entry.seq else {
                throw .entryChanged(entry.seq)
            }
            switch event.body {
            case .orderPlaced(let order)? where order.order == self.order: placed = order
            case .orderPlaced?: throw .foreignEntry(entry.seq)
            case .paymentSettled(let settled)? where settled.order == order:
                paid += settled.received.minorUnits
            case .paymentSettled?: throw .foreignEntry(entry.seq)
            case .refundRequested(let refund)?: refunds[refund.refund] = refund.amount.minorUnits
            case .refundChanged(let changed)? where changed.state == .succeeded:
                if done.insert(changed.refund).inserted {
                    refunded += refunds[changed.refund] ?? 0
                }
            case .refundChanged(let changed)? where changed.state == .failed:
                if done.remove(changed.refund) != nil {
                    refunded -= refunds[changed.refund] ?? 0
                }
            default: break
            }
        }
        guard let placed, let first = entries.first else { throw .noOrder }
        return ReceiptFacts(
            shop: shop, order: order, alias: placed.buyerAlias, total: placed.quote.total,
            paid: paid, refunded: refunded, entries: entries.count, first: first.seq, head: head,
            headHash: headHash, issuedAtMs: issuedAtMs)
    }

    /// The first number for which two receipts of one shop name different hashes. Both cannot be
    /// of one ledger: the shop has rewritten it.
    ///
    /// Both must have been checked before.
    package func contradiction(with other: WireReceipt) -> UInt64? {
        let (own, others) = (hashes, other.hashes)
        return own.keys.filter { number in others[number].map { $0 != own[number] } ?? false }
            .min()
    }

    /// Every hash of the ledger that the receipt names, by number.
    private var hashes: [UInt64: String] {
        var hashes = [head: headHash]
        for entry in entries {
            hashes[entry.seq] = entry.hash
            if entry.seq > 1 { hashes[entry.seq - 1] = entry.previousHash }
        }
        return hashes
    }
}
