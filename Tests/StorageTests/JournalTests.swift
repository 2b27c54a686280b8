import Foundation
import GRDB
import OpenSSLBridge
import ShopCore
import ShopModel
import Storage
import TestSupport
import Testing

struct JournalTests {
    let folder = TemporaryFolder()

    var file: String { folder.layout.shopDatabase(.tea) }

    /// What a tamperer does first.
    let unguard = "DROP TRIGGER journal_stays; DROP TRIGGER journal_keeps_entries;"

    func chatStore(_ count: UInt64) async throws -> ShopStore {
        let store = try folder.open().openShop(.tea)
        try await store.store(CommitBatch(records: Samples.chat(1...count))).get()
        return store
    }

    @Test func `an entry's hash takes in the one before, number, kind and payload`() async throws {
        let store = try await chatStore(2)
        var hash = [UInt8](repeating: 0, count: 32)
        for (number, kind) in [(UInt8(1), "session_opened"), (2, "said")] {
            let payload = Samples.chat(UInt64(number)...UInt64(number))[0].payload
            let bigEndian = [0, 0, 0, 0, 0, 0, 0, number]
            hash = Digest.sha256(hash + bigEndian + Array(kind.utf8) + Digest.sha256(payload))
        }
        guard case .sound(let head) = try store.verifyLedger() else {
            Issue.record("a fresh journal is broken")
            return
        }
        #expect(head.hash == hash)
        #expect(head.sequence == EventSequence(2))
    }

    @Test func `an empty journal is sound`() throws {
        let store = try folder.open().openShop(.tea)
        #expect(try store.verifyLedger() == .sound(.start))
        #expect(store.headAtOpen == .start)
    }

    @Test(arguments: [
        (
            "UPDATE journal SET payload = x'00' WHERE seq = 3",
            LedgerCheck.broken(at: EventSequence(3), .payloadChanged)
        ),
        (
            "UPDATE journal SET kind = 'refund_due' WHERE seq = 3",
            .broken(at: EventSequence(3), .chainBroken)
        ),
        (
            "UPDATE journal SET hash = zeroblob(32) WHERE seq = 5",
            .broken(at: EventSequence(5), .chainBroken)
        ),
        ("DELETE FROM journal WHERE seq = 3", .broken(at: EventSequence(3), .missing)),
        ("DELETE FROM journal WHERE seq = 1", .broken(at: EventSequence(1), .missing)),
    ])
    func `a changed or missing entry is found`(sql: String, expected: LedgerCheck) async throws {
        let store = try await chatStore(5)
        try folder.sql(file, unguard + sql)
        #expect(try store.verifyLedger() == expected)
    }

    @Test func `one flipped bit of a payload with its hash made to fit breaks the chain`()
        async throws
    {
        let store = try await chatStore(5)
        var payload = Samples.chat(4...4)[0].payload
        payload[3] ^= 1
        try folder.sql(file) { [payload] db in
            try db.execute(sql: unguard)
            try db.execute(
                sql: "UPDATE journal SET payload = ?, payload_hash = ? WHERE seq = 4",
                arguments: [Data(payload), Data(Digest.sha256(payload))])
        }
        #expect(try store.verifyLedger() == .broken(at: EventSequence(4), .chainBroken))
    }

    @Test func `the schema lets nobody change or remove an entry by accident`() async throws {
        _ = try await chatStore(2)
        for sql in ["DELETE FROM journal", "UPDATE journal SET actor = 'x'"] {
            #expect(throws: (any Error).self) { try folder.sql(file, sql) }
        }
    }

    @Test func `load stops with the caller's error`() async throws {
        struct Stop: Error {}
        let store = try await chatStore(3)
        var seen = 0
        #expect(throws: Stop.self) {
            try store.load { _ in
                seen += 1
                if seen == 2 { throw Stop() }
            }
        }
        #expect(seen == 2)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `pages have exactly what a filter by hand finds`(seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        var random = RandomShop(seed: seed)
        random.run(steps: 300)
        let store = try folder.open().openShop(.tea)
        try await store.store(CommitBatch(records: random.entries.map(\.record))).get()
        for _ in 0..<30 {
            let session =
                Bool.random(using: &generator)
                ? SessionID(.random(in: 1...3, using: &generator)) : nil
            let buyer =
                Bool.random(using: &generator)
                ? BuyerID(.random(in: 1...5, using: &generator)) : nil
            let isStaff = Int.random(in: 0..<5, using: &generator) == 0
            let last = UInt64.random(in: 0...UInt64(random.entries.count + 3), using: &generator)
            let cursor = UInt64.random(in: 0...last, using: &generator)
            let limit = Int.random(in: 1...50, using: &generator)
            let expected = random.entries
                .filter { $0.sequence.number > cursor && $0.sequence.number <= last }
                .filter {
                    switch $0.audience {
                    case .session(let id): isStaff || id == session
                    case .buyer(let id): isStaff || id == buyer
                    case .staff: isStaff
                    }
                }
                .prefix(limit)
            let page = try await store.page(
                after: cursor, upTo: last, limit: limit,
                isStaff ? .staff : .member(session: session, buyer: buyer))
            #expect(page.map(\.sequence) == expected.map(\.sequence))
            #expect(page.map(\.payload) == expected.map(\.record.payload))
        }
    }

    @Test func `a page never has more entries than the page limit`() async throws {
        let store = try await chatStore(UInt64(ShopStore.pageLimit) + 5)
        let page = try await store.page(limit: .max, .staff)
        #expect(page.count == ShopStore.pageLimit)
    }
}
