import Foundation
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Wire

/// Who may do what, and what is kept of buyers, through a real server.
@Suite(.serialized) struct PeopleTests {
    /// A client of a member of staff with a role, and the token.
    private func staff(
        _ name: String, _ role: StaffRole, on stage: Stage
    ) async throws -> TestClient {
        let shop = try #require(ShopSlug(Stage.shop))
        let token = try Token.make(.staff, shop: shop)
        try ServerStore.openBeside(stage.folder.path).createStaffToken(
            StaffToken(
                hash: token.hash, shop: shop, name: name, role: role,
                createdAt: Timestamp(milliseconds: 0)))
        let client = try await stage.connect(.protobuf, name)
        let welcome = try await client.authenticate(token: token.text)
        let may = Capability.allCases.filter(Actor.staff(name: name, role: role).can)
        #expect(welcome.may == may.map(\.rawValue))
        return client
    }

    private func files(of stage: Stage) throws -> Data {
        let shop = try #require(ShopSlug(Stage.shop))
        let folder = FolderLayout(stage.folder.path).shopFolder(shop)
        return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(into: Data()) {
            $0 += try Data(contentsOf: URL(filePath: "\(folder)/\($1)"))
        }
    }

    private static let address = make(WireAddress()) {
        ($0.name, $0.lines) = ("Li Min", ["Very Long Street 5"])
        ($0.country, $0.phone) = ("cn", "+86 138 0000 1111")
    }

    private static func setAddress(_ number: UInt32 = 1) -> WireCommand.OneOf_Body {
        .setAddress(
            make(WireSetAddress()) { ($0.number, $0.address) = (number, address) })
    }

    private static func show(
        _ buyer: UInt64, everything: Bool = false
    ) -> WireCommand.OneOf_Body {
        .showBuyer(
            make(WireShowBuyer()) { ($0.buyer, $0.everything) = (buyer, everything) })
    }

    @Test func `details are sealed on disk, and opened for those who may see them`() async throws {
        let folder = try Stage.temporaryFolder()
        let token = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: token)
        let (mina, session) = try await stage.seller()
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let (nok, _) = try await stage.buyer("Nok", in: session, .json)
        let packer = try await staff("Pia", .packer, on: stage)
        // Who neither posts nor asks nor packs has nothing to upload.
        let moderator = try await staff("Mo", .moderator, on: stage)
        moderator.send(
            .uploadPhoto(
                make(WireUploadPhoto()) { $0.sha256 = String(repeating: "a", count: 64) }))
        let upload = try await moderator.take("the status of a photo") { message in
            if case .photoStatus(let status)? = message.body { status } else { nil }
        }
        #expect(upload.error.code == .notAllowed)
        let shopper = try await staff("Sam", .shopper, on: stage)
        _ = try await linh.done(Self.setAddress())
        _ = try await linh.done(
            .setProfile(
                make(WireSetProfile()) {
                    $0.profile.sizes = [
                        make(WireNamedValue()) { ($0.name, $0.value) = ("shoe", "38") }
                    ]
                }))
        let note = make(WireNoteBuyer()) { ($0.buyer, $0.text) = (1, "calls in the evening") }
        _ = try await shopper.done(.noteBuyer(note))
        #expect(try await linh.command(.noteBuyer(note)).error.code == .notAllowed)

        // The buyer: own words, no notes. Packer: the address. Shopper: no address. Others: nothing.
        let own = try await linh.done(Self.show(0)).buyer
        #expect(own.addresses.first?.lines == Self.address.lines)
        #expect(own.addresses.first?.country == "CN" && own.notes.isEmpty)
        let packed = try await packer.done(Self.show(1)).buyer
        #expect(packed.addresses.count == 1 && packed.notes == "calls in the evening")
        let seen = try await shopper.done(Self.show(1)).buyer
        #expect(seen.addresses.isEmpty && seen.profile.sizes.first?.value == "38")
        #expect(try await nok.command(Self.show(1)).error.code == .notFound)
        #expect(try await shopper.command(Self.show(1, everything: true)).error.code == .notAllowed)
        #expect(try await nok.command(.listBuyers(WireListBuyers())).error.code == .notAllowed)
        let bad = make(WireSetAddress()) { $0.address = WireAddress() }
        #expect(try await linh.command(.setAddress(bad)).error.code == .invalidField)
        for text in ["Very Long Street", "Li Min", "138 0000", "in the evening"] {
            #expect(try files(of: stage).range(of: Data(text.utf8)) == nil, "\(text)")
        }

        // Everything at once, after a restart too.
        _ = try await linh.done(.say("is A12 there?", in: session.session))
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let second = try Stage.open(folder: folder, owner: token)
        let again = try await second.connect()
        _ = try await again.authenticate(token: token.text)
        let all = try await again.done(id: "all", Self.show(1, everything: true)).buyer
        #expect(all.addresses.count == 1 && all.notes == "calls in the evening")
        #expect(all.chat.map(\.text) == ["is A12 there?"] && !all.hasMoreChat_p)
        _ = mina
        try await second.close()
    }

    @Test func `a staff token that is taken back ends its connections`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let sam = try await staff("Sam", .shopper, on: stage)
        try await sam.join()
        let idle = try await staff("Pia", .packer, on: stage)
        let shop = try #require(ShopSlug(Stage.shop))
        try ServerStore.openBeside(stage.folder.path).revokeStaffToken(
            of: shop, name: "Sam", at: Timestamp(milliseconds: 1))
        #expect(try await sam.closeCode() == 4201)
        // Nobody else is disturbed.
        _ = try await idle.done(.say("still here", in: session.session))
        _ = try await mina.done(.say("me too", in: session.session))
        try await stage.close()
    }

    @Test func `a blocked buyer is told why, and keeps what is paid`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        _ = try await linh.done(.order("A12", in: session.session))
        _ = try await mina.done(
            .blockBuyer(make(WireBlockBuyer()) { ($0.buyer, $0.reason) = (1, "never pays") }))
        let error = try await linh.take("the reason") { message in
            if case .error(let error)? = message.body { error } else { nil }
        }
        #expect(error.code == .blocked && error.text.contains("never pays"))
        #expect(try await linh.closeCode() == 4200)
        let again = try await stage.connect()
        _ = try await again.authenticate(token: welcome.token)
        #expect(
            try await again.command(id: "b-1", .order("A12", in: session.session)).error.code
                == .blocked)
        let orders = try await again.done(id: "b-2", .listOrders(WireListOrders())).orders.orders
        #expect(orders.map(\.state) == [.cancelled])
        let card = try await mina.done(.listBuyers(WireListBuyers())).buyers.buyers.first
        #expect(card?.blocked == true && card?.blockedBy == "Mina")
        var join = WireJoin()
        join.session = session.session
        again.send(.join(join))
        #expect(try await again.closeCode() == 4200)
        try await stage.close()
    }

    @Test func `away days and the seller's profile are told to who comes`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let seller = make(WireSellerProfile()) {
            ($0.name, $0.registration, $0.jurisdictions) = ("Seoul Finds Ltd", "110-81", ["KR"])
        }
        var strict = Stage.session(holdSeconds: 900)
        strict.requireRegistration = true
        #expect(try await mina.command(.openSession(strict)).error.code == .unregistered)
        #expect(try await mina.done(.setSellerProfile(seller)).seller.version == 1)
        _ = try await mina.done(.openSession(strict))
        let away = make(WireAway()) {
            ($0.from, $0.until, $0.text) = ("2020-01-01", "9998-12-31", "New Year")
        }
        _ = try await mina.done(.setAway(away))
        let told = try await linh.event("the days") {
            if case .awaySet(let away)? = $0.body { away } else { nil }
        }
        #expect(told == away)
        let refused = try await linh.command(.order("A12", in: session.session)).error
        #expect(refused.code == .away && refused.retryable && refused.text.contains("9998-12-31"))
        let (_, welcome) = try await stage.buyer("Nok", in: session)
        #expect(welcome.away == away && welcome.seller.registration == "110-81")
        _ = try await mina.done(.setAway(WireAway()))
        _ = try await linh.done(.order("A12", in: session.session))
        try await stage.close()
    }

    @Test func `an erased buyer stays erased, also when the tables are made anew`() async throws {
        let folder = try Stage.temporaryFolder()
        let token = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: token)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, welcome) = try await stage.buyer("Linh-the-person", in: session)
        _ = try await linh.done(Self.setAddress())
        _ = try await linh.done(.say("these are my words", in: session.session))
        let order = try await linh.done(.order("A12", in: session.session)).order.order
        let erase = WireCommand.OneOf_Body.eraseBuyer(
            make(WireEraseBuyer()) { $0.buyer = 1 })
        let refused = try await mina.command(erase).error
        #expect(refused.code == .notErasable && refused.text.contains("cancel"))
        _ = try await linh.done(
            .cancelOrder(make(WireCancelOrder()) { $0.order = order }))
        _ = try await linh.done(.eraseBuyer(WireEraseBuyer()))
        #expect(try await linh.closeCode() == 4200)
        let card = try await mina.done(Self.show(1)).buyer
        #expect(card.card.erased && card.card.alias == "erased-1" && card.addresses.isEmpty)
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        #expect(try files(of: stage).range(of: Data("these are my words".utf8)) == nil)

        let shop = try #require(ShopSlug(Stage.shop))
        let database = FolderLayout(folder.path).shopDatabase(shop)
        let (text, code) = try runServer(["ledger", "verify", "--data", folder.path])
        #expect(code == 0, "\(text)")
        try runSQL("UPDATE versions SET version = 0 WHERE name = 'read_tables'", in: database)
        let second = try Stage.open(folder: folder, owner: token)
        let again = try await second.connect()
        _ = try await again.authenticate(token: token.text)
        try await again.join()
        let line = try await again.event("the chat line") {
            if case .said(let said)? = $0.body { said } else { nil }
        }
        #expect(line.alias == "erased-1" && line.text == Shop.erasedText)
        let all = try await again.done(id: "all", Self.show(1, everything: true)).buyer
        #expect(all.card.erased && all.addresses.isEmpty && all.chat.map(\.text) == ["(erased)"])
        #expect(all.orders.map(\.buyerAlias) == ["erased-1"])
        let stranger = try await second.connect()
        var authenticate = WireAuthenticate()
        authenticate.token = welcome.token
        stranger.send(.authenticate(authenticate))
        #expect(try await stranger.closeCode() == 4201)
        try await second.close()
    }
}
