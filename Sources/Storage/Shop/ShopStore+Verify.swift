internal import GRDB
internal import OpenSSLBridge
package import ShopModel

/// What a check of the journal found.
package enum LedgerCheck: Equatable, Sendable {
    /// Every number, payload and hash is right up to this head.
    case sound(ChainHead)
    /// The first entry that is not what was written.
    case broken(at: EventSequence, LedgerFault)
}

package enum LedgerFault: Equatable, Sendable {
    /// The entry with this number is missing.
    case missing
    /// The payload's bytes have another hash than the entry names.
    case payloadChanged
    /// The entry's hash does not follow from the one before it, its number, kind and payload.
    case chainBroken
    /// Its payload counts as erased, but no entry there erases a buyer or takes a line away.
    case erasedByNobody
}

extension LedgerFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing: "it is missing"
        case .payloadChanged: "its payload was changed after it was written"
        case .erasedByNobody:
            "it is marked as erased, but no buyer was erased and no line taken away there"
        case .chainBroken: "its hash does not follow from the entry before it"
        }
    }
}

extension ShopStore {
    /// Checks the journal from its start: consecutive numbers, payloads, and the chain. Blocks.
    ///
    /// What is cut off at the end leaves a sound, shorter journal: compare the head with one
    /// noted earlier.
    ///
    /// - Throws: `StorageError` when the file cannot be read.
    package func verifyLedger() throws(StorageError) -> LedgerCheck {
        do {
            return try pool.read(Self.check)
        } catch {
            throw StorageError(error, file: file)
        }
    }

    private static func check(_ db: Database) throws -> LedgerCheck {
        var head = ChainHead.start
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT seq, kind, payload, payload_hash, hash, erased_by,
                    (SELECT eraser.kind FROM journal AS eraser
                     WHERE eraser.seq = journal.erased_by)
                FROM journal ORDER BY seq
                """)
        var deletions: Set<Int64> = []
        while let row = try rows.next() {
            let expected = head.sequence.next
            guard row[0] == expected.row else { return .broken(at: expected, .missing) }
            let payloadHash = (row[3] as Blob).bytes
            // Of erased and deleted lines only the hash is left; the chain still takes it in.
            if let eraser = row[5] as Int64? {
                let isDeletion = row[6] == "line_deleted"
                guard eraser > expected.row, mayErase(row[6] as String?, row[1]),
                    !isDeletion || deletions.insert(eraser).inserted
                else { return .broken(at: expected, .erasedByNobody) }
            } else if Digest.sha256((row[2] as Blob).bytes) != payloadHash {
                return .broken(at: expected, .payloadChanged)
            }
            head.advance(kind: row[1], payloadHash: payloadHash)
            guard head.hash == (row[4] as Blob).bytes else {
                return .broken(at: expected, .chainBroken)
            }
        }
        return .sound(head)
    }

    /// Whether an entry of the first kind leaves those of the second without what was said: a
    /// deletion takes one line, an erasure what the buyer said and what was said of the buyer.
    private static func mayErase(_ eraser: String?, _ kind: String) -> Bool {
        switch eraser {
        case "line_deleted": ["said", "message_sent"].contains(kind)
        case "buyer_erased":
            [
                "said", "message_sent", "buyer_joined", "buyer_blocked", "buyer_muted",
                "request_made", "claim_answered",
            ].contains(kind)
        default: false
        }
    }
}
