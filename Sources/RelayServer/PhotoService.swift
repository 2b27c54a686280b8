import Dispatch
import Foundation
import Logging
import RelayCore
import ShopModel
import Storage
import Transport
import Wire

/// Photos on disk and on their way out; all disk work is done on queues of its own.
final class PhotoService: Sendable {
    private let store: PhotoStore
    private let chunkBytes: Int
    /// Uploads are written one after the other; pictures are read beside them.
    private let writing = DispatchQueue(label: "shopcast.photos.writing")
    private let reading = DispatchQueue(label: "shopcast.photos.reading")
    /// Photos in memory, for as long as a connection still sends them: read once, shared by all.
    private let shared = WeakCache<PhotoID, SharedPhoto>()
    /// The same for plain files, which answer HTTP.
    private let files = WeakCache<PhotoID, SharedBytes>()

    private let logger: Logger

    init(store: PhotoStore, chunkBytes: Int, logger: Logger) {
        (self.store, self.chunkBytes, self.logger) = (store, chunkBytes, logger)
    }

    /// Whether the photo is on disk and small enough for its use.
    func isStored(_ id: PhotoID, as size: PhotoSize) -> Bool {
        store.storedBytes(of: id).map { $0 <= size.limitBytes } ?? false
    }

    /// Opens an upload; `completion` gets the byte to go on at, or that the photo is stored.
    func begin(
        _ id: PhotoID, _ size: PhotoSize, sizeBytes: Int,
        _ completion: @escaping @Sendable (Result<PhotoUploadStart, PhotoError>) -> Void
    ) {
        writing.async { [store] in
            completion(
                Result { () throws(PhotoError) in
                    try store.begin(id, size, sizeBytes: sizeBytes)
                })
        }
    }

    /// Writes a chunk; the last one makes the photo be checked and stored.
    func append(
        _ chunk: [UInt8], to id: PhotoID, at offset: Int,
        _ completion:
            @escaping @Sendable (Result<PhotoUploadProgress<JPEGInfo>, PhotoError>) ->
            Void
    ) {
        writing.async { [store] in
            completion(
                Result { () throws(PhotoError) in
                    try store.append(chunk, to: id, at: offset) {
                        bytes, size throws(JPEGRefusal) in
                        try JPEGInspector.inspect(bytes, as: size)
                    }
                })
        }
    }

    /// Gives up an upload whose connection is gone; its part stays for later.
    func letGo(_ ids: Set<PhotoID>) {
        writing.async { [store] in
            for id in ids { store.letGo(id) }
        }
    }

    /// A stored photo's size in bytes; nil when there is none.
    func storedBytes(of id: PhotoID) -> Int? {
        isStored(id, as: .full) ? store.storedBytes(of: id) : nil
    }

    /// A part of a photo that somebody is being sent just now; nil when it is not in memory.
    func contentInMemory(_ id: PhotoID, _ range: Range<Int>) -> HTTPContent? {
        guard let file = files[id], file.bytes.indices.contains(range) else { return nil }
        return .shared(file, range)
    }

    /// Reads a part of a photo file; nil when there is no such photo or it lacks these bytes.
    ///
    /// The whole file comes into memory, for others to share, only when a good part of it is asked
    /// for.
    func content(
        of id: PhotoID, _ range: Range<Int>,
        _ completion: @escaping @Sendable (Result<HTTPContent?, StorageError>) -> Void
    ) {
        reading.async { [self] in
            completion(Result { () throws(StorageError) in try content(of: id, range) })
        }
    }

    private func content(
        of id: PhotoID, _ range: Range<Int>
    ) throws(StorageError) -> HTTPContent? {
        if let known = contentInMemory(id, range) { return known }
        guard range.count >= (storedBytes(of: id) ?? 0) / Self.partWorthSharing else {
            guard let part = try store.load(id, range), part.count == range.count else {
                return nil
            }
            return .bytes(part)
        }
        guard let file = try file(id), file.bytes.indices.contains(range) else { return nil }
        return .shared(file, range)
    }

    /// A photo's file, read unless somebody has it.
    private func file(_ id: PhotoID) throws(StorageError) -> SharedBytes? {
        if let known = files[id] { return known }
        guard let bytes = try store.load(id), !bytes.isEmpty else { return nil }
        let file = SharedBytes(bytes)
        files.keep(file, for: id)
        return file
    }

    /// A range of a photo is read alone when it is less than one such part.
    private static let partWorthSharing = 2

    /// Reads photos, framed for sending; those that are missing are left out.
    func load(_ ids: [PhotoID], _ completion: @escaping @Sendable ([SharedPhoto]) -> Void) {
        guard !ids.isEmpty else { return }
        reading.async { [self] in completion(ids.compactMap(sharedPhoto)) }
    }

    private func sharedPhoto(_ id: PhotoID) -> SharedPhoto? {
        if let photo = shared[id] { return photo }
        let file: SharedBytes
        do {
            guard let stored = try self.file(id) else { return nil }
            file = stored
        } catch {
            logger.error("a photo cannot be read", metadata: ["why": "\(error)"])
            return nil
        }
        let photo = SharedPhoto(name: id.description, chunks: chunks(of: file.bytes, id))
        shared.keep(photo, for: id)
        return photo
    }

    private func chunks(of bytes: [UInt8], _ id: PhotoID) -> [[UInt8]] {
        stride(from: 0, to: bytes.count, by: chunkBytes).map { offset in
            Encoding.protobuf.frame(
                WireServerMessage(
                    .photoChunk(
                        make {
                            ($0.sha256, $0.offset) = (id.description, UInt32(offset))
                            $0.sizeBytes = UInt32(bytes.count)
                            $0.data = Data(bytes[offset..<min(offset + chunkBytes, bytes.count)])
                        })))
        }
    }
}
