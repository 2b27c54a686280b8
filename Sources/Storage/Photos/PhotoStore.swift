internal import Glibc
internal import RelayCore
package import ShopModel
internal import Synchronization

/// Photos by the SHA-256 of their bytes, and the parts of those on their way.
///
/// `contains`, `storedPhotos` and `receivedBytes` answer from memory; the other calls block on the
/// disk and belong on a storage queue. All can be made from any thread.
package final class PhotoStore: Sendable {
    package let limits: PhotoLimits
    let layout: FolderLayout
    /// Held while files change: uploads take turns.
    let writing = Mutex<Void>(())
    /// Held for moments only.
    let memory: Mutex<Memory>
    private let lock: FolderLock  // The folder stays ours while anything in it is open.

    struct Memory: Sendable {
        /// The sizes of the stored files.
        var storedBytes: [PhotoID: Int] = [:]
        /// The sizes of files that nobody names, on their way out.
        var hidden: [PhotoID: Int] = [:]
        /// When each stored photo was stored, or announced again; nanoseconds of the wall clock.
        var usedAt: [PhotoID: Int64] = [:]
        /// The sizes of the part files.
        var receivedBytes: [PhotoID: Int] = [:]
        /// The photos with part files, the one written to least lately first.
        var parts: [PhotoID] = []
        /// What the open uploads are to become.
        var announced: [PhotoID: Announced] = [:]
    }

    struct Announced: Sendable {
        let size: PhotoSize
        let bytes: Int
    }

    /// Finds the photos and parts that the folder has.
    init(
        _ layout: FolderLayout, limits: PhotoLimits, lock: FolderLock
    ) throws(StorageError) {
        var memory = Memory()
        for folder in try FileSystem.names(in: layout.photos) where folder.utf8.count == 2 {
            for name in try FileSystem.names(in: "\(layout.photos)/\(folder)") {
                guard let id = Self.photo(name, suffix: ".jpg") else { continue }
                let file = try File.open(layout.photo(id), O_RDONLY)
                memory.storedBytes[id] = try file.size()
                memory.usedAt[id] = try file.changedNanoseconds()
            }
        }
        var changed: [PhotoID: Int64] = [:]
        for name in try FileSystem.names(in: layout.incomingPhotos) {
            guard let id = Self.photo(name, suffix: ".part") else { continue }
            let part = try File.open(layout.part(id), O_RDONLY)
            memory.receivedBytes[id] = try part.size()
            changed[id] = try part.changedNanoseconds()
        }
        memory.parts = changed.sorted { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }
            .map(\.key)
        (self.layout, self.limits, self.lock) = (layout, limits, lock)
        self.memory = Mutex(memory)
    }

    package func contains(_ photo: PhotoID) -> Bool {
        storedBytes(of: photo) != nil
    }

    /// A stored photo's size; `nil` when there is none.
    package func storedBytes(of photo: PhotoID) -> Int? {
        memory.withLock { $0.storedBytes[photo] }
    }

    package var storedPhotos: Set<PhotoID> { memory.withLock { Set($0.storedBytes.keys) } }

    /// How much of a photo has come that is not stored yet, in bytes; `nil` for nothing.
    package func receivedBytes(of photo: PhotoID) -> Int? {
        memory.withLock { $0.receivedBytes[photo] }
    }

    /// Reads a stored photo; `nil` when there is none.
    ///
    /// - Throws: `StorageError` when the file cannot be read.
    package func load(_ photo: PhotoID) throws(StorageError) -> [UInt8]? {
        guard contains(photo) else { return nil }
        return try File.open(layout.photo(photo), O_RDONLY).readAll(
            limitBytes: PhotoSize.full.limitBytes)
    }

    /// Reads a part of a stored photo; `nil` when there is none.
    ///
    /// - Parameter range: Within the photo, else fewer bytes come.
    /// - Throws: `StorageError` when the file cannot be read.
    package func load(_ photo: PhotoID, _ range: Range<Int>) throws(StorageError) -> [UInt8]? {
        guard contains(photo) else { return nil }
        return try File.open(layout.photo(photo), O_RDONLY).read(range)
    }

    private static func photo(_ name: String, suffix: String) -> PhotoID? {
        guard name.hasSuffix(suffix) else { return nil }
        return PhotoID(hexadecimal: name.dropLast(suffix.utf8.count))
    }
}

extension FolderLayout {
    func photoFolder(_ photo: PhotoID) -> String { "\(photos)/\(photo.description.prefix(2))" }
    func photo(_ photo: PhotoID) -> String { "\(photoFolder(photo))/\(photo).jpg" }
    func part(_ photo: PhotoID) -> String { "\(incomingPhotos)/\(photo).part" }
}
