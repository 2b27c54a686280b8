import Foundation
import Reactor
import RelayServer
import ShopModel
import Storage
import Synchronization
import TestSupport
import Testing
import Wire

/// A real server process, killed again and again in the middle of a stream of orders.
@Suite(.serialized) struct KillTests {
    private static let kills = 20

    @Test func `what was acknowledged survives twenty kills, and nothing is doubled`() async throws
    {
        let seed: UInt64 = 20_261_121
        var random = SeededGenerator(seed: seed)
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let clients = try EventLoopGroup(count: 1)
        var server = try ServerProcess(folder: folder)
        let (session, buyer) = try await open(server, owner, clients[0])

        var replies: [String: WireReply] = [:]
        var unanswered: [String] = []
        var next = 0
        for round in 1...Self.kills {
            let linh = try await TestClient.connect(to: server.address, on: clients[0])
            _ = try await linh.authenticate(token: buyer)
            // First what the last kill left open, then some that were answered: the same again.
            for id in unanswered {
                replies[id] = try await linh.done(id: id, Self.order(id, session))
            }
            for id in replies.keys.sorted().shuffled(using: &random).prefix(5) {
                let again = try await linh.command(id: id, Self.order(id, session))
                #expect(again == replies[id], "seed \(seed), round \(round), \(id)")
            }
            let sent = (0..<Int.random(in: 20...80, using: &random)).map { "order-\(next + $0)" }
            next += sent.count
            for id in sent { linh.send(.command(Self.command(id, session))) }
            let answers = Int.random(in: 1...15, using: &random)
            for id in sent.prefix(answers) { replies[id] = try await linh.reply(to: id) }
            server.kill()
            _ = try await linh.closeReason()
            for message in linh.inbox {
                if case .reply(let reply)? = message.body { replies[reply.id] = reply }
            }
            unanswered = sent.filter { replies[$0] == nil }
            server = try ServerProcess(folder: folder)
        }

        let linh = try await TestClient.connect(to: server.address, on: clients[0])
        _ = try await linh.authenticate(token: buyer)
        for id in unanswered { replies[id] = try await linh.done(id: id, Self.order(id, session)) }
        let orders = try await linh.done(.listOrders(WireListOrders())).orders.orders
        #expect(replies.count == next)
        #expect(Set(replies.values.map(\.order.order)) == Set(orders.map(\.order)))
        #expect(Set(orders.map(\.order)).count == next, "seed \(seed)")
        let items = try await linh.done(
            .listItems(make(WireListItems()) { $0.session = session })
        ).items.items
        let units = orders.flatMap(\.lines).reduce(0) { $0 + $1.quantity }
        #expect(items.map { $0.stock.offered - $0.stock.available } == [units])
        server.kill()
        try checkFolder(folder, orders: next)
        await withCheckedContinuation { done in clients.shutdown { done.resume() } }
        try FileManager.default.removeItem(at: folder)
    }

    /// Opens a session with plenty of A12; gives the session and a buyer's token.
    private func open(
        _ server: ServerProcess, _ owner: Token, _ loop: EventLoop
    ) async throws -> (session: UInt64, buyer: String) {
        let mina = try await TestClient.connect(to: server.address, on: loop, name: "mina")
        _ = try await mina.authenticate(token: owner.text)
        let session = try await mina.done(.openSession(Stage.session(holdSeconds: 3600))).session
        _ = try await mina.done(.post("A12", in: session, stock: 1_000_000))
        let linh = try await TestClient.connect(to: server.address, on: loop, name: "linh")
        let welcome = try await linh.authenticate(invite: session.inviteCode, alias: "Linh")
        return (session.session, welcome.token)
    }

    /// The journal's chain is whole, and SQL says the same.
    private func checkFolder(_ folder: URL, orders: Int) throws {
        let (text, code) = try runServer(["ledger", "verify", "--data", folder.path])
        #expect(code == 0, "\(text)")
        #expect(text.hasPrefix("\(Stage.shop): "))
    }

    private static func order(_ id: String, _ session: UInt64) -> WireCommand.OneOf_Body {
        .order("A12", UInt32(id.utf8.last ?? 0) % 3 + 1, in: session)
    }

    private static func command(_ id: String, _ session: UInt64) -> WireCommand {
        make(WireCommand()) { ($0.id, $0.body) = (id, order(id, session)) }
    }
}

/// What a person sees who starts the server wrongly.
@Suite(.serialized) struct StartTests {
    @Test func `a second server on the same folder says who has it and what to do`() throws {
        let folder = try Stage.temporaryFolder()
        let server = try ServerProcess(folder: folder)
        let (text, code) = try runServer([
            "serve", "--data", folder.path, "--listen", "127.0.0.1:0",
        ])
        #expect(code == 1)
        #expect(text.contains("another shopcastd") && text.contains("--data"))
        server.kill()
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `a port in use is said with what to do`() throws {
        let folders = [try Stage.temporaryFolder(), try Stage.temporaryFolder()]
        let server = try ServerProcess(folder: folders[0])
        let (text, code) = try runServer([
            "serve", "--data", folders[1].path, "--listen", "\(server.address)",
        ])
        #expect(code == 1)
        #expect(text.contains("in use") && text.contains("\(server.address)"))
        server.kill()
        for folder in folders { try FileManager.default.removeItem(at: folder) }
    }

    @Test func `a data folder of a newer version is left alone`() throws {
        let folder = try Stage.temporaryFolder()
        _ = try Stage.prepare(folder)
        let database = folder.appending(path: "server.sqlite").path
        let sqlite = Process()
        sqlite.executableURL = URL(filePath: "/usr/bin/sqlite3")
        sqlite.arguments = [database, "PRAGMA user_version = 99"]
        try sqlite.run()
        sqlite.waitUntilExit()
        let (text, code) = try runServer([
            "serve", "--data", folder.path, "--listen", "127.0.0.1:0",
        ])
        #expect(code == 1)
        #expect(text.contains("99") && text.contains("later one"))
        try FileManager.default.removeItem(at: folder)
    }

    @Test(arguments: [
        ["serve", "--listen", "nowhere"], ["serve", "--loops", "0"],
        ["serve", "--certificate", "x.pem"], ["fly"],
    ])
    func `wrong usage is said, with exit code 64 or 1`(arguments: [String]) throws {
        let folder = try Stage.temporaryFolder()
        let (text, code) = try runServer(
            arguments + (arguments[0] == "serve" ? ["--data", folder.path] : []))
        #expect(code == 64 || code == 1)
        #expect(!text.isEmpty && !text.contains("Fatal error"))
        try FileManager.default.removeItem(at: folder)
    }
}
