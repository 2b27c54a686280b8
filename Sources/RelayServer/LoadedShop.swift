import ShopCore
import ShopModel
import Storage
import Wire

/// A shop brought back from its journal.
struct LoadedShop: Sendable {
    let record: ShopRecord
    let store: ShopStore
    let shop: Shop
    let vault: BuyerVault
    let receiptKey: ReceiptKey

    /// Reads the journal, but for what is archived; read tables of another version are made anew. Blocks.
    ///
    /// - Throws: `StorageError`; `.corrupt` also when an entry cannot be understood.
    static func load(
        _ record: ShopRecord, from folder: DataFolder, limits: ShopLimits,
        providers: Set<PaymentMethod>, options: ShopStore.Options
    ) throws -> LoadedShop {
        let store = try folder.openShop(record.id, options: options)
        var shop = Shop(
            limits: limits, providers: providers, referencePrefix: record.referencePrefix)
        let file = folder.layout.shopDatabase(record.id)
        var archives: [ArchiveEvent] = []
        try store.loadArchives { stored in
            if case .archive(let event) = try stored.event(in: file) { archives.append(event) }
        }
        let gone = shop.prepareReplay(archives)
        let last = try store.load(except: gone) { shop.replay(try $0.entry(in: file)) }
        if let last { shop.replayed(upTo: last.0, at: last.1) }
        for buyer in try store.unfinishedErasures(shop.people.erased) {
            guard let sequence = shop.people.erased[buyer] else { continue }
            try store.carryOutErasure(
                of: buyer, by: sequence, rewrite: StoredEntry.erasing(buyer))
        }
        if store.needsRebuild {
            try store.rebuildReadTables { stored in try stored.event(in: file) }
        }
        return LoadedShop(
            record: record, store: store, shop: shop,
            vault: try store.vault(of: record.id, in: folder),
            receiptKey: try ReceiptKey.load(of: record.id, folder.layout))
    }
}
