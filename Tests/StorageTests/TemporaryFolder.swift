import Foundation
import GRDB
import ShopModel
import Storage
import Synchronization

/// A real folder for one test, removed with this object.
final class TemporaryFolder: Sendable {
    let path: String
    private let opened = Mutex<DataFolder?>(nil)

    init() {
        path = NSTemporaryDirectory() + "/shopcast-storage-\(UUID().uuidString)"
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var layout: FolderLayout { FolderLayout(path) }

    /// Opens the folder as a server's start does, after the stop of the one before.
    func open(photoLimits: PhotoLimits = PhotoLimits()) throws(StorageError) -> DataFolder {
        try stop()
        let data = try DataFolder.open(path, photoLimits: photoLimits)
        opened.withLock { $0 = data }
        return data
    }

    func stop() throws(StorageError) {
        try opened.withLock { $0.take() }?.close()
    }

    /// Runs SQL on a file as any tool would.
    func sql<Value>(_ file: String, _ body: (Database) throws -> Value) throws -> Value {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)  // A store that is being closed has it locked.
        return try DatabaseQueue(path: file, configuration: configuration).write(body)
    }

    func sql(_ file: String, _ statements: String) throws {
        try sql(file) { try $0.execute(sql: statements) }
    }

    func write(_ text: String, to file: String) throws {
        try text.write(toFile: file, atomically: false, encoding: .utf8)
    }
}

extension ShopSlug {
    static let tea = known("tea-shop")

    static func known(_ text: String) -> ShopSlug {
        guard let slug = ShopSlug(text) else { preconditionFailure("\(text) is no slug") }
        return slug
    }
}

extension ShopStore {
    /// `commit`, awaited.
    func store(_ batch: CommitBatch) async -> Result<Void, StorageError> {
        await withCheckedContinuation { continuation in
            commit(batch) { continuation.resume(returning: $0) }
        }
    }

    /// `read`, awaited.
    func page(
        after cursor: UInt64 = 0, upTo last: UInt64 = .max >> 1, limit: Int = 1000,
        _ filter: JournalFilter
    ) async throws -> [StoredEvent] {
        try await withCheckedContinuation { continuation in
            read(
                after: EventSequence(cursor), upTo: EventSequence(last), limit: limit,
                filter: filter
            ) { continuation.resume(returning: $0) }
        }.get()
    }
}
