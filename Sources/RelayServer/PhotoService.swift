import Dispatch
import Foundation
import Logging
import RelayCore
import ShopModel
import Storage
import Synchronization
import Wire

/// Photos on disk and on their way out; all disk work is done on queues of its own.
final class PhotoService: Sendable {
    private let store: PhotoStore
    private let chunkBytes: Int
    /// Uploads are written one after the other; pictures are read beside them.
    private let writing = DispatchQueue(label: "shopcast.photos.writing")
    private let reading = DispatchQueue(label: "shopcast.photos.reading")
    /// Photos in memory, for as long as a connection still sends them: read once, shared by all.
    private let shared = Mutex<[PhotoID: Weak]>([:])

    private struct Weak: Sendable {
        weak let photo: SharedPhoto?
    }

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

    /// Reads a photo file; nil when there is none.
    func bytes(
        of id: PhotoID, _ completion: @escaping @Sendable (Result<[UInt8]?, StorageError>) -> Void
    ) {
        reading.async { [store] in
            completion(Result { () throws(StorageError) in try store.load(id) })
        }
    }

    /// Reads photos, framed for sending; those that are missing are left out.
    func load(_ ids: [PhotoID], _ completion: @escaping @Sendable ([SharedPhoto]) -> Void) {
        guard !ids.isEmpty else { return }
        reading.async { [self] in completion(ids.compactMap(sharedPhoto)) }
    }

    private func sharedPhoto(_ id: PhotoID) -> SharedPhoto? {
        if let photo = shared.withLock({ $0[id]?.photo }) { return photo }
        let bytes: [UInt8]
        do {
            guard let stored = try store.load(id), !stored.isEmpty else { return nil }
            bytes = stored
        } catch {
            logger.error("a photo cannot be read", metadata: ["why": "\(error)"])
            return nil
        }
        let photo = SharedPhoto(name: id.description, chunks: chunks(of: bytes, id))
        shared.withLock { photos in
            photos = photos.filter { $0.value.photo != nil }
            photos[id] = Weak(photo: photo)
        }
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
