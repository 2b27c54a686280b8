import Foundation
import GRDB
import ShopCore
import ShopModel
import Storage
import Testing

struct CommitTests {
    let folder = TemporaryFolder()

    func count(_ table: String) throws -> Int? {
        try folder.sql(folder.layout.shopDatabase(.tea)) {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)")
        }
    }

    @Test func `a batch is there after reopening, with its commands and notices`() async throws {
        let batch = CommitBatch(
            records: Samples.chat(1...3), commands: [Samples.command("a"), Samples.command("b")],
            notices: [Samples.notice("n1", body: "one")])
        try await folder.open().openShop(.tea).store(batch).get()

        let store = try folder.open().openShop(.tea)
        #expect(store.headAtOpen.sequence == EventSequence(3))
        var stored: [StoredEntry] = []
        try store.load { stored.append($0) }
        #expect(stored.map(\.payload) == batch.records.map(\.payload))
        #expect(stored.map(\.sequence) == batch.records.map(\.entry.sequence))
        #expect(stored.map(\.at) == batch.records.map(\.entry.at))
        #expect(stored.map(\.audience) == batch.records.map(\.entry.audience))
        #expect(stored.map(\.kind) == ["session_opened", "said", "said"])
        #expect(stored.map(\.commandID) == ["c1", "c2", "c3"])
        for command in batch.commands {
            #expect(try store.answer(to: command.commandID, by: command.actor) == command)
        }
        #expect(try count("notices") == 1)
    }

    @Test func `an insert makes no temporary table`() throws {
        _ = try folder.open().openShop(.tea)
        try folder.sql(folder.layout.shopDatabase(.tea)) { db in
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
            #expect(tables.count > 20)
            for table in tables where !table.hasPrefix("sqlite") {
                let columns = try String.fetchAll(
                    db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
                let values = columns.map { _ in "?1" }.joined(separator: ", ")
                let steps = try Row.fetchAll(
                    db,
                    sql: """
                        EXPLAIN INSERT INTO \(table) (\(columns.joined(separator: ", ")))
                        VALUES (\(values))
                        """, arguments: [nil])
                let names = steps.map { $0["opcode"] as String }
                #expect(names.contains("Transaction"))
                #expect(!names.contains("OpenEphemeral"), "\(table): write oneOf for IN")
            }
        }
    }

    @Test func `secrets and empty bytes come back as they were`() async throws {
        let store = try folder.open().openShop(.tea)
        let opened = Samples.chat(1...1)[0].entry
        let records = [nil, [], [0, 255]].enumerated().map { index, secret in
            JournalRecord(
                entry: Entry(
                    sequence: EventSequence(UInt64(index) + 1), at: opened.at,
                    audience: opened.audience,
                    event: index == 0 ? opened.event : .sessionClosed(SessionID(1))),
                payload: [], secret: secret, actor: "staff:Ana", commandID: nil)
        }
        try await store.store(CommitBatch(records: records)).get()
        var stored: [StoredEntry] = []
        try store.load { stored.append($0) }
        #expect(stored.map(\.secret) == [nil, [], [0, 255]])
        #expect(stored.map(\.payload) == [[], [], []])
        #expect(stored.map(\.commandID) == [nil, nil, nil])
    }

    @Test func `a batch is stored whole or not at all`() async throws {
        let store = try folder.open().openShop(.tea)
        try await store.store(CommitBatch(records: Samples.chat(1...2))).get()
        let batch = CommitBatch(
            records: Samples.chat(3...5), commands: [Samples.command("a"), Samples.command("a")],
            notices: [Samples.notice("n1", body: "one")])
        let result = await store.store(batch)
        guard case .failure(.constraint) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(try count("journal") == 2)
        #expect(try count("chat") == 1)
        #expect(try count("commands") == 0)
        #expect(try count("notices") == 0)
    }

    @Test func `after a failed batch none is stored until the file is opened again`() async throws {
        let store = try folder.open().openShop(.tea)
        let gap = StorageError.outOfSequence(expected: 1, found: 2)
        for range in [2...3 as ClosedRange<UInt64>, 1...1] {
            let result = await store.store(CommitBatch(records: Samples.chat(range)))
            #expect(throws: gap) { try result.get() }
        }
        try await folder.open().openShop(.tea)
            .store(CommitBatch(records: Samples.chat(1...1))).get()
        #expect(try count("journal") == 1)
    }

    @Test func `a number is neither skipped nor used twice`() async throws {
        for found in [2, 4] as [UInt64] {
            let folder = TemporaryFolder()
            let store = try folder.open().openShop(.tea)
            try await store.store(CommitBatch(records: Samples.chat(1...2))).get()
            let result = await store.store(CommitBatch(records: Samples.chat(found...found)))
            #expect(throws: StorageError.outOfSequence(expected: 3, found: found)) {
                try result.get()
            }
        }
    }

    @Test func `batches are stored in the order of the calls`() async throws {
        let store = try folder.open().openShop(.tea)
        for number in 1...40 as ClosedRange<UInt64> {
            store.commit(CommitBatch(records: Samples.chat(number...number))) { result in
                #expect(throws: Never.self) { try result.get() }
            }
        }
        try await store.store(CommitBatch()).get()
        #expect(try count("journal") == 40)
    }

    /// The files as they lie there when the process is killed: no checkpoint, no shared memory.
    @Test func `what was acknowledged is there when the store was never closed`() async throws {
        let store = try folder.open().openShop(.tea)
        try await store.store(CommitBatch(records: Samples.chat(1...30))).get()
        let copy = TemporaryFolder()
        try FileManager.default.createDirectory(
            atPath: copy.layout.shopFolder(.tea), withIntermediateDirectories: true)
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(
                atPath: folder.layout.shopDatabase(.tea) + suffix,
                toPath: copy.layout.shopDatabase(.tea) + suffix)
        }
        let reopened = try copy.open().openShop(.tea)
        #expect(try reopened.verifyLedger() == store.verifyLedger())
        #expect(reopened.headAtOpen.sequence == EventSequence(30))
    }

    @Test func `a notice that comes again changes nothing`() async throws {
        let store = try folder.open().openShop(.tea)
        for body in ["first", "again"] {
            let notices = [Samples.notice("n1", body: body)]
            try await store.store(CommitBatch(notices: notices)).get()
        }
        let bodies = try folder.sql(folder.layout.shopDatabase(.tea)) {
            try String.fetchAll($0, sql: "SELECT CAST(body AS TEXT) FROM notices")
        }
        #expect(bodies == ["first"])
    }

    @Test func `a full disk loses nothing that was acknowledged`() async throws {
        var acknowledged: UInt64 = 0
        do {
            let store = try folder.open().openShop(.tea, options: .init(maximumPages: 160))
            var result = Result<Void, StorageError>.success(())
            while case .success = result, acknowledged < 10_000 {
                let next = (acknowledged + 1)...(acknowledged + 5)
                result = await store.store(
                    CommitBatch(records: Samples.chat(next, textBytes: 1000)))
                if case .success = result { acknowledged = next.upperBound }
            }
            let full = StorageError.noSpace(path: folder.layout.shopDatabase(.tea))
            #expect(throws: full) { try result.get() }
            #expect(acknowledged > 0)
            let later = await store.store(CommitBatch(commands: [Samples.command("a")]))
            #expect(throws: full) { try later.get() }
        }
        let store = try folder.open().openShop(.tea)
        guard case .sound(let head) = try store.verifyLedger() else {
            Issue.record("the journal is broken")
            return
        }
        #expect(head == store.headAtOpen)
        #expect(head.sequence == EventSequence(acknowledged))
        #expect(try count("chat") == Int(acknowledged) - 1)
        let next = (acknowledged + 1)...(acknowledged + 1)
        try await store.store(CommitBatch(records: Samples.chat(next))).get()
    }
}
