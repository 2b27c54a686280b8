import GRDB
import ShopModel
import Storage
import Testing

/// Answers are read from the disk one by one.
struct AnswerTests {
    let folder = TemporaryFolder()

    private func ids(
        of actor: String, limit: Int, in store: ShopStore
    ) async throws -> [String] {
        try await withCheckedContinuation { continuation in
            store.commandIDs(of: actor, limit: limit) { continuation.resume(returning: $0) }
        }.get()
    }

    @Test func `an answer is found when its batch is stored, by its actor and id`() async throws {
        let store = try folder.open().openShop(.tea)
        #expect(try store.answer(to: "a", by: "buyer:1") == nil)
        for id in ["a", "b"] {
            let command = Samples.command(id)
            try await store.store(CommitBatch(commands: [command])).get()
            #expect(try store.answer(to: id, by: "buyer:1") == command)
        }
        #expect(try store.answer(to: "c", by: "buyer:1") == nil)
        #expect(try store.answer(to: "A", by: "buyer:1") == nil)
        #expect(try store.answer(to: "a", by: "buyer:11") == nil)
    }

    @Test func `a look-up waits for no writer and takes no reader's place`() async throws {
        let store = try folder.open().openShop(.tea)
        try await store.store(
            CommitBatch(records: Samples.chat(1...1), commands: [Samples.command("a")])
        ).get()
        try folder.sql(folder.layout.shopDatabase(.tea)) { db in
            try db.execute(sql: "DELETE FROM commands")  // Not committed yet.
            #expect(try store.answer(to: "a", by: "buyer:1") == Samples.command("a"))
            var entries = 0
            try store.load { _ in
                let found = try store.answer(to: "a", by: "buyer:1")
                #expect(found == Samples.command("a"))
                entries += 1
            }
            #expect(entries == 1)
        }
        #expect(try store.answer(to: "a", by: "buyer:1") == nil)
    }

    @Test func `the ids of one actor are read up to a limit`() async throws {
        let store = try folder.open().openShop(.tea)
        let commands =
            ["a", "b", "c"].map { Samples.command($0) }
            + [Samples.command("d", actor: "buyer:11"), Samples.command("e", actor: "staff:Ana")]
        try await store.store(CommitBatch(commands: commands)).get()
        #expect(try await ids(of: "buyer:1", limit: 4, in: store) == ["a", "b", "c"])
        #expect(try await ids(of: "buyer:1", limit: 2, in: store).count == 2)
        #expect(try await ids(of: "staff:Ana", limit: 4, in: store) == ["e"])
        #expect(try await ids(of: "buyer:2", limit: 4, in: store) == [])
    }

    @Test func `a look-up in a closed file fails`() throws {
        let store = try folder.open().openShop(.tea)
        try folder.stop()
        #expect(throws: StorageError.self) { try store.answer(to: "a", by: "buyer:1") }
    }
}
