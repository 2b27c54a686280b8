internal import GRDB
package import ShopModel

extension ShopStore {
    /// Finds the photos that the journal names, on a connection of its own: wherever the name of a
    /// photo stands in an entry, of whatever kind, so none can be overlooked.
    ///
    /// - Parameters:
    ///   - closedBefore: Posts of sessions that were closed before then name nothing any more; nil:
    ///     all do.
    ///   - completion: Called once, on a reader's queue.
    package func namedPhotos(
        closedBefore: Timestamp?,
        completion: @escaping @Sendable (Result<Set<PhotoID>, StorageError>) -> Void
    ) {
        let file = file
        pool.asyncRead { result in
            do {
                var named: Set<PhotoID> = []
                let rows = try Row.fetchCursor(
                    result.get().cachedStatement(
                        sql: """
                            SELECT payload FROM journal
                            WHERE length(payload) > 64 AND NOT (kind = 'item_posted' AND scope IN
                                (SELECT id FROM sessions WHERE closed_at_ms < ?))
                            """), arguments: [closedBefore?.milliseconds])
                while let row = try rows.next() {
                    for name in PhotoNames((row[0] as Blob).bytes) { named.insert(name) }
                }
                completion(.success(named))
            } catch {
                completion(.failure(StorageError(error, file: file)))
            }
        }
    }
}

/// The names of photos in an event: texts of 64 hexadecimal digits, which protobuf writes behind
/// their length.
struct PhotoNames: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private static let digits = 64

    mutating func next() -> PhotoID? {
        while let mark = bytes[place...].firstIndex(of: UInt8(Self.digits)) {
            place = mark + 1
            guard bytes.count - place >= Self.digits else { return nil }
            let name = bytes[place..<place + Self.digits]
            guard name.allSatisfy(Self.isDigit),
                let photo = PhotoID(hexadecimal: String(decoding: name, as: UTF8.self))
            else { continue }
            place += Self.digits
            return photo
        }
        return nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
