import Foundation
import GRDB
import ShopCore
import ShopModel
import Storage
import Testing

/// What is bound to a statement arrives whole, also where its little room is too small.
struct BindingTests {
    @Test(arguments: [0, 1, 1_000, 1_023, 1_024, 1_025, 5_000, 200_000])
    func `texts and bytes of any length are stored as they are`(length: Int) async throws {
        let folder = TemporaryFolder()
        let store = try folder.open().openShop(.tea)
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let name = String(repeating: "商", count: length / 3)
        var batch = CommitBatch(records: [
            JournalRecord(
                entry: Entry(
                    sequence: EventSequence(1), at: Timestamp(milliseconds: 1),
                    audience: .session(SessionID(1)),
                    event: .sessionOpened(Samples.session(SessionID(1)))),
                payload: payload, secret: payload, actor: name, commandID: nil)
        ])
        batch.commands = [Samples.command("c1", actor: name)]
        try await store.store(batch).get()
        let rows: [(actor: String, payload: [UInt8], secret: [UInt8])] = try folder.sql(
            folder.layout.shopDatabase(.tea)
        ) {
            try Row.fetchAll($0, sql: "SELECT actor, payload, secret FROM journal").map { row in
                (row[0], Array(row[1] as Data), Array(row[2] as Data))
            }
        }
        #expect(rows.map(\.actor) == [name])
        #expect(rows.map(\.payload) == [payload])
        #expect(rows.map(\.secret) == [payload])
    }
}
