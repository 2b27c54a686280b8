import ShopCore
import Storage
import Wire

extension StoredEntry {
    /// The entry with its event.
    ///
    /// - Throws: As `event(in:)`.
    func entry(in file: String) throws(StorageError) -> Entry {
        Entry(
            sequence: sequence, at: at, audience: audience, event: try event(in: file),
            scope: scope)
    }

    /// The event that stands in the journal.
    ///
    /// - Parameter file: The journal's file, for the error.
    /// - Throws: `.corrupt` when no version of this program writes such an entry.
    func event(in file: String) throws(StorageError) -> ShopEvent {
        do {
            let wire = try Encoding.protobuf.decode(WireEvent.self, from: payload)
            return try ShopEvent(wire, secret: secret)
        } catch {
            throw .corrupt(file: file, reason: "event \(sequence): \(error)")
        }
    }
}
