internal import Synchronization

/// A server's folder, held for as long as this object lives.
///
/// ```text
/// lock                             flock and process number of the holder
/// master.key                       wraps the keys of buyers; to be backed up apart
/// server.sqlite                    shops, staff tokens, provider settings
/// shops/<shop>/shop.sqlite         one shop's journal and read tables
/// shops/<shop>/receipt.key         signs its receipts; whoever has it can state anything
/// photos/<2 hex>/<sha256>.jpg      photos by the hash of their bytes
/// photos/incoming/<sha256>.part    photos that are being uploaded
/// ```
package final class DataFolder: Sendable {
    package let layout: FolderLayout
    package let server: ServerStore
    package let photos: PhotoStore
    package let masterKey: MasterKey
    private let lock: FolderLock
    private let shops = Mutex<[ShopSlug: ShopStore]>([:])

    /// Takes the folder, makes what is missing in it, and brings its files to this version.
    ///
    /// Blocks on the disk; call it before the loops start.
    ///
    /// - Throws: `.inUse`, `.newerVersion`, `.notWritable`, `.noSpace`, `.ioFailure`, `.corrupt`.
    package static func open(
        _ path: String, photoLimits: PhotoLimits = PhotoLimits()
    ) throws(StorageError) -> DataFolder {
        let layout = FolderLayout(path)
        try FileSystem.makeFolder(path)
        let lock = try FolderLock(layout)
        try FileSystem.makeFolder(layout.shops)
        try FileSystem.makeFolder(layout.incomingPhotos)
        return DataFolder(
            layout: layout, server: try ServerStore.openHeld(layout),
            photos: try PhotoStore(layout, limits: photoLimits, lock: lock),
            masterKey: try MasterKey.load(layout), lock: lock)
    }

    private init(
        layout: FolderLayout, server: ServerStore, photos: PhotoStore, masterKey: MasterKey,
        lock: FolderLock
    ) {
        (self.layout, self.server, self.masterKey) = (layout, server, masterKey)
        (self.photos, self.lock) = (photos, lock)
    }

    /// Opens a shop's file, and makes it when the shop has none yet.
    ///
    /// A shop has one writer: who opens it again gets the same store, with its first options.
    ///
    /// - Throws: `.newerVersion`, `.notWritable`, `.noSpace`, `.ioFailure`, `.corrupt`.
    package func openShop(
        _ shop: ShopSlug, options: ShopStore.Options = ShopStore.Options()
    ) throws(StorageError) -> ShopStore {
        try shops.withLock { shops throws(StorageError) in
            if let store = shops[shop] { return store }
            try FileSystem.makeFolder(layout.shopFolder(shop))
            let store = try ShopStore(
                file: layout.shopDatabase(shop), options: options, lock: lock)
            shops[shop] = store
            return store
        }
    }

    /// Waits for the commits under way, closes every file, and gives the folder back.
    ///
    /// Without it all that happens when the last user of the folder's objects is gone, which may
    /// be a moment after a commit's completion. Nothing of the folder can be used afterwards.
    ///
    /// - Throws: The first error; the rest is closed all the same.
    package func close() throws(StorageError) {
        var failure: StorageError?
        func attempt(_ body: () throws(StorageError) -> Void) {
            do { try body() } catch { failure = failure ?? error }
        }
        for shop in shops.withLock({ $0.values.map { $0 } }) { attempt(shop.close) }
        attempt(server.close)
        lock.release()
        if let failure { throw failure }
    }
}
