import Foundation
import GRDB
import ShopCore
import ShopModel
import Storage
import Testing

/// What is sealed, and what of a buyer is gone after erasing.
struct SealingTests {
    let folder = TemporaryFolder()
    let linh = BuyerID(1)
    let plain = Array("Long Street 5, Li Min, +86 138".utf8)

    var file: String { folder.layout.shopDatabase(.tea) }

    /// A shop with the buyer who has said something and keeps a sealed address.
    private func shop() async throws -> (store: ShopStore, vault: BuyerVault) {
        let data = try folder.open()
        let store = try data.openShop(.tea)
        var vault = try store.vault(of: .tea, in: data)
        let (sealed, key) = try vault.seal(plain, of: linh, as: .address(1))
        let session = SessionID(1)
        let events: [(Audience, ShopEvent)] = [
            (.session(session), .sessionOpened(Samples.session(session))),
            (
                .staff,
                .buyerJoined(linh, alias: "Linh-alias", session: session, tokenHash: [1, 2, 3])
            ),
            (
                .session(session),
                .said(session: session, author: .buyer(linh, alias: "Linh-alias"), text: secret)
            ),
            (.buyer(linh), .people(.detailKept(linh, .address(1), sealed: sealed))),
        ]
        var batch = CommitBatch(
            records: events.enumerated().map { index, event in
                record(UInt64(index + 1), event.0, event.1)
            })
        batch.buyerKeys = try [#require(key)]
        batch.commands = [Samples.command("c1"), Samples.command("c2", actor: "buyer:2")]
        try await store.store(batch).get()
        return (store, vault)
    }

    private let secret = "my own words"

    private func record(_ number: UInt64, _ audience: Audience, _ event: ShopEvent) -> JournalRecord
    {
        let entry = Entry(
            sequence: EventSequence(number), at: Timestamp(milliseconds: Int64(number)),
            audience: audience, event: event)
        var secret: [UInt8]?
        if case .buyerJoined(_, _, _, let hash) = event { secret = hash }
        return JournalRecord(
            entry: entry, payload: Array("\(event)".utf8), secret: secret, actor: "buyer:1",
            commandID: nil)
    }

    /// Every byte of the shop's files.
    private func bytes() throws -> [UInt8] {
        let shop = folder.layout.shopFolder(.tea)
        return try FileManager.default.contentsOfDirectory(atPath: shop).reduce(into: []) {
            $0 += [UInt8](try Data(contentsOf: URL(filePath: "\(shop)/\($1)")))
        }
    }

    private func contains(_ text: String) throws -> Bool {
        Data(try bytes()).range(of: Data(text.utf8)) != nil
    }

    private func erase(_ store: ShopStore) async throws {
        try await store.store(
            CommitBatch(records: [record(5, .staff, .people(.erased(linh, by: "Mina")))])
        ).get()
        try store.carryOutErasure(of: linh, by: EventSequence(5), rewrite: rewrite)
    }

    private let rewrite: @Sendable (StoredEntry) throws -> [UInt8]? = { stored in
        ["said", "buyer_joined"].contains(stored.kind) ? Array("erased".utf8) : nil
    }

    @Test func `what is sealed is in no file, and is opened with the folder's key`() async throws {
        let (_, vault) = try await shop()
        #expect(try !contains("Long Street"))
        let rows = try folder.sql(file) {
            try Data.fetchAll($0, sql: "SELECT sealed FROM buyer_details")
        }
        let sealed = [UInt8](try #require(rows.first))
        #expect(rows.count == 1 && sealed.count == plain.count + 12 + 16)
        #expect(try vault.open(sealed, of: linh, as: .address(1)) == plain)
        // After a restart as well.
        let data = try folder.open()
        let again = try data.openShop(.tea).vault(of: .tea, in: data)
        #expect(try again.open(sealed, of: linh, as: .address(1)) == plain)
    }

    @Test func `a seal opens only as what it was made, whole and unchanged`() async throws {
        var vault = try await shop().vault
        let (sealed, key) = try vault.seal(plain, of: linh, as: .profile)
        #expect(key == nil, "a buyer has one key")
        for detail in [BuyerDetail.notes, .address(1), .address(2)] {
            #expect(throws: SealingError.broken) { try vault.open(sealed, of: linh, as: detail) }
        }
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: SealingError.broken) {
                try vault.open(changed, of: linh, as: .profile)
            }
        }
        for count in [0, 11, 12, 27, sealed.count - 1] {
            #expect(throws: SealingError.broken) {
                try vault.open(Array(sealed.prefix(count)), of: linh, as: .profile)
            }
        }
        #expect(throws: SealingError.noKey) {
            try vault.open(sealed, of: BuyerID(2), as: .profile)
        }
        let (other, _) = try vault.seal(plain, of: BuyerID(2), as: .profile)
        #expect(throws: SealingError.broken) { try vault.open(other, of: linh, as: .profile) }
        #expect(try vault.seal(plain, of: linh, as: .profile).sealed != sealed)
    }

    @Test func `the key's file is private, and another key is told at once`() async throws {
        _ = try await shop()
        try folder.stop()
        let path = folder.layout.masterKey
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: StorageError.exposed(path: path)) { try folder.open() }
        try FileManager.default.removeItem(atPath: path)
        let data = try folder.open()
        let store = try data.openShop(.tea)
        #expect(throws: StorageError.self) { try store.vault(of: .tea, in: data) }
    }

    @Test func `an erased buyer's key, words, name and answers are in no file any more`()
        async throws
    {
        var (store, vault) = try await shop()
        #expect(try contains("my own words") && contains("Linh-alias"))
        try await erase(store)
        vault.forget(linh)
        #expect(throws: SealingError.noKey) {
            try vault.open([UInt8](repeating: 0, count: 40), of: linh, as: .profile)
        }
        try folder.stop()
        for text in ["my own words", "Linh-alias", "reply to c1"] {
            #expect(try !contains(text), "\(text)")
        }
        #expect(try contains("reply to c2"))
        let data = try folder.open()
        store = try data.openShop(.tea)
        #expect(try store.vault(of: .tea, in: data).fits)
        let keys = try folder.sql(file) {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM buyer_keys")
        }
        #expect(keys == 0)
        // The hashes of what was there still make one chain.
        guard case .sound(let head) = try store.verifyLedger() else {
            Issue.record("\(try store.verifyLedger())")
            return
        }
        #expect(head.sequence == EventSequence(5))
    }

    @Test func `an erasure is carried out once, and again after a crash before it`() async throws {
        let (store, _) = try await shop()
        try await store.store(
            CommitBatch(records: [record(5, .staff, .people(.erased(linh, by: "Mina")))])
        ).get()
        let erased = [linh: EventSequence(5)]
        #expect(try store.unfinishedErasures(erased) == [linh])
        for _ in 1...2 {
            try store.carryOutErasure(of: linh, by: EventSequence(5), rewrite: rewrite)
        }
        #expect(try store.unfinishedErasures(erased).isEmpty)
        let page = try await store.page(.staff)
        #expect(
            page.map { String(decoding: $0.payload, as: UTF8.self) == "erased" }
                == [false, true, true, false, false])
    }

    @Test(arguments: [
        ("UPDATE journal SET payload = x'00', erased_by = 5 WHERE seq = 4", false),
        ("UPDATE journal SET payload = x'00', erased_by = 4 WHERE seq = 3", true),
        ("UPDATE journal SET payload = x'00', erased_by = 3 WHERE seq = 3", false),
        ("UPDATE journal SET hash = zeroblob(32), erased_by = 5 WHERE seq = 3", false),
        ("UPDATE journal SET payload = x'00' WHERE seq = 3", false),
    ])
    func `only an erasure may replace a payload, and a made-up one is found`(
        sql: String, isTaken: Bool
    ) async throws {
        let (store, _) = try await shop()
        guard isTaken else {
            #expect(throws: (any Error).self) { try folder.sql(file, sql) }
            return
        }
        try folder.sql(file, sql)
        #expect(try store.verifyLedger() == .broken(at: EventSequence(3), .erasedByNobody))
    }

    @Test(arguments: [(5, 2, 2), (5, 3, nil), (6, 2, nil), (6, 3, nil)])
    func `a deletion takes a line only, and one; an erasure what was said`(
        eraser: Int, erased: Int, broken: UInt64?
    ) async throws {
        let (store, _) = try await shop()
        let line = Line(
            sequence: EventSequence(3), at: Timestamp(milliseconds: 3),
            place: .chat(SessionID(1)), author: linh)
        try await store.store(
            CommitBatch(records: [
                record(5, .session(SessionID(1)), .talk(.deleted(line, by: "Mina", reason: ""))),
                record(6, .staff, .people(.erased(linh, by: "Mina"))),
            ])
        ).get()
        try folder.sql(
            file, "UPDATE journal SET payload = x'00', erased_by = \(eraser) WHERE seq = \(erased)")
        let check = try store.verifyLedger()
        if let broken {
            #expect(check == .broken(at: EventSequence(broken), .erasedByNobody))
        } else {
            guard case .sound = check else {
                Issue.record("\(check)")
                return
            }
        }
    }
}
