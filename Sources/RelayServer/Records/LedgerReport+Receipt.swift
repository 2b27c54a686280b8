import OpenSSLBridge
import Receipts
package import Storage
package import Wire

extension LedgerReport {
    /// Checks whether a shop's ledger still has what a receipt states, entry by entry. Blocks;
    /// nothing is changed. Whether the ledger is sound in itself is `verify`'s matter.
    ///
    /// - Throws: `ReceiptProblem` when the receipt is not sound, or not of this shop's key;
    ///   `StorageError` when the file cannot be read.
    package static func compare(
        _ receipt: WireReceipt, with shop: ShopSlug, in folder: DataFolder
    ) throws -> LedgerReport {
        let key = try ReceiptKey.existing(of: shop, folder.layout)
        let facts = try receipt.check(trusted: key.publicText)
        let numbers = receipt.entries.flatMap { $0.seq > 1 ? [$0.seq - 1, $0.seq] : [$0.seq] }
        let found = try folder.openShop(shop).chained(at: numbers + [receipt.head])
        var lines: [String] = []
        for entry in receipt.entries {
            guard let now = found[entry.seq] else {
                lines.append("\(shop): event \(entry.seq) of the receipt is missing")
                continue
            }
            let previous = found[entry.seq - 1].map { Hex.encode($0.hash) }
            if Hex.encode(now.hash) != entry.hash
                || (entry.seq > 1 && previous != entry.previousHash)
            {
                lines.append("\(shop): event \(entry.seq) has another hash than the receipt states")
            } else if !now.isErased, Hex.encode(now.payload) != entry.payload {
                lines.append("\(shop): event \(entry.seq) says something else than the receipt")
            }
        }
        if found[receipt.head].map({ Hex.encode($0.hash) }) != receipt.headHash {
            lines.append(
                "\(shop): event \(receipt.head), the receipt's head, is not the same any more")
        }
        guard lines.isEmpty else { return LedgerReport(lines: lines, isSound: false) }
        return LedgerReport(
            lines: [
                "\(shop): the receipt of order \(facts.order) stands: \(facts.entries) events, "
                    + "head \(facts.head)"
            ], isSound: true)
    }
}
