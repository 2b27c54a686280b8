import Foundation
import OpenSSLBridge
import Reactor
import Receipts
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Wire

/// Receipts, invoices, days and exports with a real server and the real programs.
@Suite(.serialized) struct RecordsTests {
    /// A shop in which Linh has paid an order of one A12 by hand, ¥64.00.
    private struct Scene {
        let stage: Stage
        let mina: TestClient
        let linh: TestClient
        let session: WireSession
        let order: UInt64
        let home: URL

        /// Runs the client's program, as Linh.
        func shopcast(_ arguments: String...) throws -> (text: String, code: Int32) {
            let program = ServerProcess.executable.deletingLastPathComponent()
                .appending(path: "shopcast")
            return try run(
                "/usr/bin/env", ["SHOPCAST_HOME=\(home.path)", program.path] + arguments)
        }

        func file(_ name: String) -> String { home.appending(path: name).path }
    }

    private func scene() async throws -> Scene {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session, stock: 9))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let order = try await linh.done(.order("A12", in: session.session)).order.order
        let payment = try await linh.done(.pay(order, .manual)).payment
        _ = try await mina.done(.confirm(payment))
        let home = try Stage.temporaryFolder()
        let scene = Scene(
            stage: stage, mina: mina, linh: linh, session: session, order: order, home: home)
        try welcome.token.write(
            toFile: scene.file("token"), atomically: true, encoding: .utf8)
        let (text, code) = try scene.shopcast(
            "login", "--server", "wss://127.0.0.1:\(stage.server.address.port)/v1",
            "--token-file", scene.file("token"))
        #expect(code == 0, "\(text)")
        return scene
    }

    private static func setSeller(taxID: String = "KR-77") -> WireCommand.OneOf_Body {
        .setSellerProfile(
            make(WireSellerProfile()) {
                ($0.name, $0.registration, $0.taxID) = ("Seoul Finds Ltd", "110-81", taxID)
                ($0.jurisdictions, $0.address) = (["KR"], ["Road 1"])
            })
    }

    private static func issue(_ order: UInt64) -> WireCommand.OneOf_Body {
        .issueInvoice(make(WireIssueInvoice()) { $0.order = order })
    }

    private static func show(_ order: UInt64) -> WireCommand.OneOf_Body {
        .showInvoice(make(WireShowInvoice()) { $0.order = order })
    }

    @Test func `a receipt is checked with the server gone, and a changed one is refused`()
        async throws
    {
        let scene = try await scene()
        let (receipt, later) = (scene.file("7.json"), scene.file("8.json"))
        let (said, code) = try scene.shopcast(
            "receipt", "get", "\(scene.order)", "--out", receipt)
        #expect(code == 0 && said.contains("paid ¥64.00"), "\(said)")
        // Somebody else's words and orders move the head on; the order's entries stay.
        let (nok, _) = try await scene.stage.buyer("Nok-the-other", in: scene.session)
        _ = try await nok.done(.order("A12", in: scene.session.session))
        _ = try await nok.done(.say("nobody's business", in: scene.session.session))
        let other = make(WireShowReceipt()) { $0.order = scene.order }
        #expect(try await nok.command(.showReceipt(other)).error.code == .notFound)
        _ = try await scene.mina.done(Self.setSeller())
        _ = try await scene.mina.done(Self.issue(scene.order))
        #expect(try scene.shopcast("receipt", "get", "\(scene.order)", "--out", later).code == 0)
        let folder = scene.stage.folder
        try await scene.stage.leave()

        // Offline: by the key that was kept when Linh signed in, and by the one that is published.
        let (sound, soundCode) = try scene.shopcast("receipt", "verify", receipt)
        #expect(
            soundCode == 0 && sound.contains("is sound") && sound.contains("¥64.00"), "\(sound)")
        let (key, keyCode) = try runServer(
            ["receipt-key", Stage.shop, "--data", folder.path])
        #expect(keyCode == 0 && key.count == 65)
        try key.write(toFile: scene.file("key"), atomically: true, encoding: .utf8)
        let json = try scene.shopcast(
            "receipt", "verify", later, "--shop-key", scene.file("key"), "--json")
        #expect(json.code == 0 && json.text.contains(#""paid":{"minor_units":6400"#), "\(json)")
        #expect(try scene.shopcast("receipt", "compare", receipt, later).code == 0)
        let text = try String(contentsOfFile: later, encoding: .utf8)
        let written = try WireReceipt.read(Array(text.utf8))
        let kinds = ["order_placed", "payment_settled", "order_confirmed", "invoice_issued"]
        #expect(Set(kinds).isSubset(of: Set(written.entries.map(\.kind))))
        for entry in written.entries {
            let bytes = try #require(Hex.decode(entry.payload))
            for word in ["Nok-the-other", "nobody's business"] {
                #expect(Data(bytes).range(of: Data(word.utf8)) == nil)
            }
        }

        // Each way of changing it is told apart.
        let stranger = try Ed25519PrivateKey(bytes: [UInt8](repeating: 1, count: 32))
        var resigned = written
        try resigned.sign(with: stranger)
        var changed = written
        changed.entries[0].payload = changed.entries[0].payload.replacing(
            "4c696e68", with: "4e6f6b6b")
        var redated = written
        redated.issuedAtMs += 1
        for (bytes, problem) in [
            (changed.file, "entry_changed"), (resigned.file, "other_key"),
            (redated.file, "wrong_signature"), (Array(written.file.dropLast(9)), "unreadable"),
            (written.file + [0x20], "not_canonical"),
        ] {
            try Data(bytes).write(to: URL(filePath: scene.file("bad.json")))
            let (text, code) = try scene.shopcast("receipt", "verify", scene.file("bad.json"))
            #expect(code == 1 && text.contains("[\(problem)]"), "\(problem): \(text)")
        }
        try stranger.publicKeyText().write(
            toFile: scene.file("wrong"), atomically: true, encoding: .utf8)
        #expect(
            try scene.shopcast("receipt", "verify", later, "--shop-key", scene.file("wrong")).code
                == 1)

        // The shop itself: its ledger has what it stated, until somebody rewrites it.
        let check = ["ledger", "verify", "--data", folder.path, "--receipt", receipt]
        let (stands, standsCode) = try runServer(check + ["--receipt", later])
        #expect(standsCode == 0 && stands.contains("stands"), "\(stands)")
        let number = written.entries[1].seq
        let slug = try #require(ShopSlug(Stage.shop))
        // No entry without who caused it, when, and, of people, by which command.
        #expect(
            try runSQL(
                """
                SELECT count(*), sum(actor = '' OR at_ms <= 0 OR (command_id IS NULL
                    AND (actor LIKE 'staff:%' OR actor LIKE 'buyer:%'))) FROM journal
                """, in: FolderLayout(folder.path).shopDatabase(slug)
            ).hasSuffix("|0\n"))
        try runSQL(
            """
            DROP TRIGGER journal_stays;
            UPDATE journal SET payload = x'00', payload_hash = zeroblob(32) WHERE seq = \(number);
            UPDATE journal SET hash = zeroblob(32) WHERE seq >= \(number)
            """, in: FolderLayout(folder.path).shopDatabase(slug))
        let (rewritten, rewrittenCode) = try runServer(check)
        #expect(rewrittenCode == 1, "\(rewritten)")
        #expect(rewritten.contains("event \(number) has another hash than the receipt states"))
        try FileManager.default.removeItem(at: folder)
        try FileManager.default.removeItem(at: scene.home)
    }

    @Test func `an invoice shows the buyer's address to those who may see it, and is credited`()
        async throws
    {
        let scene = try await scene()
        let (mina, linh, order) = (scene.mina, scene.linh, scene.order)
        let missing = try await linh.command(Self.issue(order)).error
        #expect(missing.code == .sellerIncomplete && missing.text.contains("tax_id"))
        #expect(try await linh.command(Self.show(order)).error.code == .notFound)
        _ = try await linh.done(
            .setAddress(
                make(WireSetAddress()) {
                    $0.address.name = "Li Min"
                    ($0.address.lines, $0.address.country) = (["Very Long Street 5"], "CN")
                }))
        _ = try await mina.done(Self.setSeller())
        let (page, code) = try scene.shopcast("invoice", "\(order)")
        #expect(code == 0, "\(page)")
        for part in ["INVOICE k3v9x2pq-i1", "110-81", "Li Min", "TOTAL", "¥64.00", "0.0052"] {
            #expect(page.contains(part), "\(part) is not in \(page)")
        }
        let issued = try await mina.done(Self.issue(order)).invoice
        #expect(issued.invoice == 1 && !issued.hasAddress && issued.sealedAddress.isEmpty)
        let shown = try await mina.done(Self.show(order)).invoice
        #expect(shown.address.lines == ["Very Long Street 5"])
        #expect(shown.payments.map(\.received.minorUnits) == [6400])
        // Nothing that was answered or stored has the address in the clear.
        let slug = try #require(ShopSlug(Stage.shop))
        let shop = FolderLayout(scene.stage.folder.path).shopFolder(slug)
        for file in try FileManager.default.contentsOfDirectory(atPath: shop) {
            let bytes = try Data(contentsOf: URL(filePath: "\(shop)/\(file)"))
            #expect(bytes.range(of: Data("Very Long Street".utf8)) == nil, "\(file)")
        }
        _ = try await mina.done(
            .cancelOrder(
                make(WireCancelOrder()) { ($0.order, $0.reason) = (order, "not to be had") }))
        let notes = try await linh.done(Self.show(order)).invoice.creditNotes
        #expect(notes.map(\.reference) == ["k3v9x2pq-c1"])
        #expect(notes.map(\.amount.minorUnits) == [6400])
        // The same after a restart.
        let (folder, owner) = (scene.stage.folder, scene.stage.owner)
        try await scene.stage.leave()
        let again = try Stage.open(folder: folder, owner: owner)
        let client = try await again.connect()
        _ = try await client.authenticate(token: owner.text)
        let brought = try await client.done(Self.show(order)).invoice
        #expect(brought.creditNotes == notes && brought.address == shown.address)
        #expect(try await client.done(Self.issue(order)).invoice.reference == "k3v9x2pq-i1")
        try await again.close()
        try FileManager.default.removeItem(at: scene.home)
    }

    @Test func `a day is closed once it is over, with the hash of its last event`() async throws {
        let scene = try await scene()
        func close(
            _ day: String, correct: Bool = false, by client: TestClient
        ) async throws -> WireReply {
            try await client.command(
                .closeDay(make(WireCloseDay()) { ($0.day, $0.correct) = (day, correct) }))
        }
        let today = CalendarDate.inChina(
            at: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
        #expect(
            try await close(today.description, by: scene.mina).error.code == .dayNotOver)
        #expect(try await close("2020-01-01", by: scene.linh).error.code == .notAllowed)
        #expect(try await close("yesterday", by: scene.mina).error.code == .invalidField)
        let report = try await close("2020-01-01", by: scene.mina).dayReport
        #expect(report.number == 1 && report.lastEvent == 0 && report.by == "Mina")
        #expect(report.lastHash == String(repeating: "0", count: 64))
        let again = try await close("2020-01-01", correct: true, by: scene.mina).dayReport
        #expect(again == report)
        // A day with events, seen from the future: the books are brought to another clock.
        let folder = scene.stage.folder
        try await scene.stage.leave()
        let data = try DataFolder.open(folder.path)
        let slug = try #require(ShopSlug(Stage.shop))
        guard case .sound(let head) = try data.openShop(slug).verifyLedger() else {
            Issue.record("the ledger is broken")
            return
        }
        let hash = try await withCheckedThrowingContinuation { continuation in
            do {
                try data.openShop(slug).hash(at: head.sequence) { continuation.resume(with: $0) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
        #expect(hash == head.hash)
        try data.close()
        try FileManager.default.removeItem(at: folder)
        try FileManager.default.removeItem(at: scene.home)
    }

    @Test func `tables are exported while the server runs, and staff sees what was asked for`()
        async throws
    {
        let scene = try await scene()
        let out = scene.file("books")
        let (text, code) = try runServer([
            "export", "--shop", Stage.shop, "--all", "--out", out, "--data",
            scene.stage.folder.path,
        ])
        #expect(code == 0 && text.contains("orders\t1 rows"), "\(text)")
        let orders = try String(contentsOfFile: "\(out)/orders.csv", encoding: .utf8)
        #expect(orders.contains(",6400,64.00,") && orders.hasSuffix("\r\n"))
        let sql = try runServer([
            "export", "--shop", Stage.shop, "--format", "sql", "--table", "orders", "--out", out,
            "--data", scene.stage.folder.path,
        ])
        #expect(sql.code == 0, "\(sql.text)")
        let script = try String(contentsOfFile: "\(out)/\(Stage.shop).sql", encoding: .utf8)
        try runSQL(script, in: scene.file("loaded.sqlite"))
        #expect(
            try runSQL("SELECT total FROM orders", in: scene.file("loaded.sqlite")) == "64.00\n")
        #expect(
            try runServer(["export", "--shop", Stage.shop, "--out", out]).code == 64)
        #expect(
            try runServer([
                "export", "--shop", "nobody", "--all", "--out", out, "--data",
                scene.stage.folder.path,
            ]).code == 1)

        _ = try await scene.linh.done(.say("mine A99", in: scene.session.session))
        let show = make(WireShowDemand()) { $0.session = scene.session.session }
        #expect(try await scene.linh.command(.showDemand(show)).error.code == .notAllowed)
        let demand = try await scene.mina.done(.showDemand(show)).demand
        #expect(demand.items.map(\.code) == ["A12"])
        #expect(demand.items.map(\.ordered) == [1] && demand.items.map(\.confirmed) == [1])
        #expect(demand.refused.map(\.reason) == [.notUnderstood])
        #expect(demand.refused.map(\.claims) == [1])
        try await scene.stage.close()
        try FileManager.default.removeItem(at: scene.home)
    }
}

extension Ed25519PrivateKey {
    fileprivate func publicKeyText() throws -> String { Hex.encode(try publicKey()) }
}
