/// A server's folder, held for as long as this object lives.
///
/// ```text
/// lock                             flock and process number of the holder
/// server.sqlite                    shops, staff tokens, provider settings
/// shops/<shop>/shop.sqlite         one shop's journal and read tables
/// photos/<2 hex>/<sha256>.jpg      photos by the hash of their bytes
/// photos/incoming/<sha256>.part    photos that are being uploaded
/// ```
package final class DataFolder: Sendable {
    package let layout: FolderLayout
    package let server: ServerStore
    package let photos: PhotoStore
    private let lock: FolderLock

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
            photos: try PhotoStore(layout, limits: photoLimits, lock: lock), lock: lock)
    }

    private init(
        layout: FolderLayout, server: ServerStore, photos: PhotoStore, lock: FolderLock
    ) {
        (self.layout, self.server) = (layout, server)
        (self.photos, self.lock) = (photos, lock)
    }

    /// Opens a shop's file, and makes it when the shop has none yet.
    ///
    /// Open each shop once: its store is the only writer.
    ///
    /// - Throws: `.newerVersion`, `.notWritable`, `.noSpace`, `.ioFailure`, `.corrupt`.
    package func openShop(
        _ shop: ShopSlug, options: ShopStore.Options = ShopStore.Options()
    ) throws(StorageError) -> ShopStore {
        try FileSystem.makeFolder(layout.shopFolder(shop))
        return try ShopStore(file: layout.shopDatabase(shop), options: options, lock: lock)
    }
}
