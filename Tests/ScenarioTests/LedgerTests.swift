import Foundation
import Reactor
import RelayServer
import ShopModel
import Storage
import Testing
import Wire

/// What `shopcastd ledger verify` says of a folder that a server has left.
@Suite(.serialized) struct LedgerTests {
    /// A folder with a shop in which an order was placed, and the shop's file.
    private func folder() async throws -> (URL, database: String) {
        let stage = try Stage.open(loops: 1)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        _ = try await linh.done(.order("A12", in: session.session))
        try await stage.leave()
        let shop = try #require(ShopSlug(Stage.shop))
        return (stage.folder, FolderLayout(stage.folder.path).shopDatabase(shop))
    }

    private func verify(_ folder: URL) throws -> (text: String, code: Int32) {
        try runServer(["ledger", "verify", "--data", folder.path])
    }

    @Test func `a sound shop is told with its head`() async throws {
        let (folder, _) = try await folder()
        let (text, code) = try verify(folder)
        #expect(code == 0, "\(text)")
        #expect(text.split(separator: "\n").count == 1)
        #expect(text.hasPrefix("\(Stage.shop): ") && text.contains("events, head "))
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `a changed row of a read table is told with both versions of it`() async throws {
        let (folder, database) = try await folder()
        try runSQL("UPDATE orders SET rate_source = 'a stranger'", in: database)
        let (text, code) = try verify(folder)
        #expect(code == 1, "\(text)")
        let lines = text.split(separator: "\n").filter { $0.contains("table") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains("table orders is wrong") == true)
        #expect(text.contains("a stranger") && text.contains("seller"))
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `a changed payload of the journal is told by its event's number`() async throws {
        let (folder, database) = try await folder()
        try runSQL(
            "DROP TRIGGER journal_stays; UPDATE journal SET payload = x'00' WHERE seq = 2",
            in: database)
        let (text, code) = try verify(folder)
        #expect(code == 1, "\(text)")
        #expect(text.contains("event 2 is wrong: its payload was changed"))
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `read tables of another version are made anew when the server starts`()
        async throws
    {
        let (folder, database) = try await folder()
        try runSQL(
            "UPDATE versions SET version = 0 WHERE name = 'read_tables'; DROP TABLE orders",
            in: database)
        let (before, code) = try verify(folder)
        #expect(code == 0 && before.contains("another version's"), "\(before)")

        let shop = try #require(ShopSlug(Stage.shop))
        let stage = try Stage.open(
            folder: folder, owner: try Token.make(.staff, shop: shop), loops: 1)
        try await stage.leave()
        let (after, soundCode) = try verify(folder)
        #expect(soundCode == 0 && !after.contains("another version's"), "\(after)")
        #expect(try runSQL("SELECT count(*) FROM orders", in: database) == "1\n")
        try FileManager.default.removeItem(at: folder)
    }
}

extension Stage {
    /// Ends the server as `close` does, but its folder stays.
    func leave() async throws {
        await withCheckedContinuation { done in server.stop { done.resume() } }
        await withCheckedContinuation { done in clients.shutdown { done.resume() } }
        try data.close()
    }
}

/// Changes or reads a database behind the server's back; what sqlite3 prints.
@discardableResult
func runSQL(_ sql: String, in database: String) throws -> String {
    let (sqlite, output) = (Process(), Pipe())
    sqlite.executableURL = URL(filePath: "/usr/bin/sqlite3")
    sqlite.arguments = ["-cmd", ".timeout 10000", database, sql]
    sqlite.standardOutput = output
    try sqlite.run()
    let text = String(
        decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    sqlite.waitUntilExit()
    #expect(sqlite.terminationStatus == 0, "sqlite3 refuses: \(sql)")
    return text
}
