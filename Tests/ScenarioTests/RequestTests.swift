import Foundation
import OpenSSLBridge
import PhotoPreparation
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Wire

/// Buyers ask through a real server; the seller offers, or chooses for them.
struct RequestTests {
    @Test func `ask with a photo, offer, accept, pay, also across a restart`() async throws {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: owner)
        let (mina, session) = try await stage.seller()
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let (nok, _) = try await stage.buyer("Nok", in: session)
        let photo = try await PhotoUpload.upload(by: linh)
        let asked = try await linh.done(.ask("a felt hat") { $0.photos = [photo] }).request
        #expect(asked.state == .open && asked.photos == [photo] && asked.quantity == 1)
        let told = try await mina.event("the request") {
            if case .requestMade(let request)? = $0.body { request } else { nil }
        }
        #expect(told.text == "a felt hat" && told.buyerAlias == "Linh")

        _ = try await mina.done(.post("H1", in: session, stock: 2))
        #expect(try await nok.done(.requests).requests.requests.isEmpty)
        let offered = try await mina.done(.offer("H1", for: asked.request, in: session)).request
        #expect(offered.state == .offered && offered.offers.map(\.code) == ["H1"])
        let offer = try await linh.event("the offer") {
            if case .requestOffered(let offer)? = $0.body { offer } else { nil }
        }
        #expect(offer.offer == 1 && offer.price.minorUnits == 10_000 && offer.by == "Mina")
        #expect(
            try await nok.command(.accept(asked.request, offer.offer)).error.code == .notFound)

        // A server that comes back knows what was asked and offered.
        let before = try await mina.done(.requests).requests
        #expect(before.offered == 1 && before.open == 0)
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let second = try Stage.open(folder: folder, owner: owner)
        let staff = try await second.connect()
        _ = try await staff.authenticate(token: owner.text)
        #expect(try await staff.done(id: "again-1", .requests).requests == before)
        let again = try await second.connect(.json, "linh-again")
        _ = try await again.authenticate(token: welcome.token)
        try await again.join(session: session.session)

        let order = try await again.done(.accept(asked.request, offer.offer)).order
        #expect(order.state == .placed && order.quote.total.minorUnits == 6400)
        let ended = try await again.ended()
        #expect(ended.state == .ordered && ended.order == order.order)
        let payment = try await again.done(.pay(order.order, .manual)).payment
        _ = try await staff.done(id: "again-2", .confirm(payment))
        #expect(try await again.done(.orders).orders.orders.map(\.state) == [.confirmed])
        try await second.close()
    }

    @Test func `a choice is told with its time to veto, which frees it; silence lets it stand`()
        async throws
    {
        var limits = ServerLimits.generous
        limits.shop.vetoTime = .seconds(1)...(.hours(24))
        let stage = try Stage.open(limits: limits)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("H1", in: session, stock: 1))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let asked = try await linh.done(
            .ask("a felt hat") {
                ($0.delegated, $0.vetoSeconds) = (true, 600)
                $0.maximum = make(WireMoney()) { ($0.minorUnits, $0.currency) = (6400, "CNY") }
            }
        ).request
        let chosen = try await mina.done(.choose("H1", for: asked.request, in: session)).request
        #expect(chosen.state == .chosen)
        let choice = try await linh.chosen()
        #expect(choice.code == "H1" && choice.vetoUntilMs > choice.offeredAtMs)
        let order = try #require(try await linh.done(.orders).orders.orders.first)
        #expect(order.order == choice.order && order.vetoUntilMs == choice.vetoUntilMs)
        #expect(
            try await linh.command(.order("H1", in: session.session)).error.code == .soldOut)
        let open = try await linh.done(.veto(asked.request)).request
        #expect(open.state == .open && open.offers.map(\.state) == [.vetoed])
        #expect(try await linh.done(.orders).orders.orders.map(\.state) == [.cancelled])

        let short = try await linh.done(
            .ask("a felt hat") {
                ($0.delegated, $0.vetoSeconds) = (true, 1)
                $0.maximum = make(WireMoney()) { ($0.minorUnits, $0.currency) = (6400, "CNY") }
            }
        ).request
        _ = try await mina.done(.choose("H1", for: short.request, in: session))
        let ended = try await linh.ended()
        #expect(ended.request == short.request && ended.state == .ordered)
        #expect(try await linh.command(.veto(short.request)).error.code == .wrongState)
        let payment = try await linh.done(.pay(ended.order, .manual)).payment
        #expect(payment.amount.minorUnits == 6400)
        try await stage.close()
    }

    @Test func `outside the bounds the seller is refused, within them the order is there`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("H1", in: session, stock: 5))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        func ask(_ fen: Int64) async throws -> UInt64 {
            let reply = try await linh.done(
                .ask("any hat") {
                    $0.delegated = true
                    $0.maximum = make(WireMoney()) { ($0.minorUnits, $0.currency) = (fen, "CNY") }
                })
            return reply.request.request
        }
        let poor = try await ask(6399)
        let refused = try await mina.command(.choose("H1", for: poor, in: session))
        #expect(refused.error.code == .outsideBounds && refused.error.text.contains("64.00"))
        #expect(try await linh.done(.orders).orders.orders.isEmpty)
        let rich = try await ask(6400)
        let chosen = try await mina.done(.choose("H1", for: rich, in: session)).request
        #expect(chosen.state == .ordered && chosen.offers.map(\.by) == ["Mina"])
        let orders = try await linh.done(.orders).orders.orders
        #expect(orders.map(\.order) == [chosen.order] && orders.map(\.state) == [.placed])
        // Unpaid it goes nowhere.
        #expect(try await mina.command(.pack(chosen.order)).error.code == .notPaid)
        let undecided = try await mina.command(.choose("H1", for: rich, in: session))
        #expect(undecided.error.code == .wrongState)
        try await stage.close()
    }

    @Test func `a photo must be there, and buyers upload so many an hour`() async throws {
        var limits = ServerLimits.generous
        limits.uploadsPerBuyer = 2
        let stage = try Stage.open(limits: limits)
        let (_, session) = try await stage.seller()
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let photo = try await PhotoUpload.upload(by: linh)
        var missing = photo
        missing.full.sha256 = String(repeating: "0", count: 64)
        let refused = try await linh.command(.ask("a hat") { $0.photos = [missing] })
        #expect(refused.error.code == .photoMissing)
        let third = try await PhotoUpload.announce(linh, missing.full.sha256, .full, 9)
        #expect(third.error.code == .tooMany && third.error.retryAfterMs > 1000)
        let (nok, _) = try await stage.buyer("Nok", in: session)
        let other = try await PhotoUpload.announce(nok, missing.full.sha256, .full, 9)
        #expect(!other.hasError)
        try await stage.close()
    }
}

/// Uploading one of the project's own pictures.
enum PhotoUpload {
    static func upload(
        _ name: String = "A12-serum-jar.jpg", by client: TestClient
    ) async throws -> WirePhoto {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Photos/\(name)")
        let original = [UInt8](try Data(contentsOf: file))
        let prepared = try PreparedPhoto.prepare(original.span)
        let preview = try await upload(prepared.preview, .preview, client)
        let full = try await upload(prepared.full, .full, client)
        return make(WirePhoto()) { ($0.preview, $0.full) = (preview, full) }
    }

    private static func upload(
        _ photo: EncodedPhoto, _ size: WirePhotoSize, _ client: TestClient
    ) async throws -> WirePhotoFile {
        let name = Hex.encode(Digest.sha256(photo.bytes))
        var status = try await announce(client, name, size, photo.bytes.count)
        for offset in stride(from: 0, to: photo.bytes.count, by: 65_536) {
            let chunk = photo.bytes[offset..<min(offset + 65_536, photo.bytes.count)]
            client.send(
                .photoChunk(
                    make(WirePhotoChunk()) {
                        ($0.sha256, $0.offset, $0.data) = (name, UInt32(offset), Data(chunk))
                    }))
            status = try await self.status(client, name)
        }
        #expect(status.stored)
        return make(WirePhotoFile()) {
            ($0.sha256, $0.sizeBytes) = (name, UInt32(photo.bytes.count))
            ($0.width, $0.height) = (UInt32(photo.width), UInt32(photo.height))
        }
    }

    static func announce(
        _ client: TestClient, _ name: String, _ size: WirePhotoSize, _ bytes: Int
    ) async throws -> WirePhotoStatus {
        client.send(
            .uploadPhoto(
                make(WireUploadPhoto()) {
                    ($0.sha256, $0.size, $0.sizeBytes) = (name, size, UInt32(bytes))
                }))
        return try await status(client, name)
    }

    private static func status(
        _ client: TestClient, _ name: String
    ) async throws -> WirePhotoStatus {
        try await client.take("the status of a photo") { message in
            guard case .photoStatus(let status)? = message.body, status.sha256 == name else {
                return nil
            }
            return status
        }
    }
}

extension TestClient {
    fileprivate func chosen() async throws -> WireRequestOffer {
        try await event("a choice") {
            if case .requestChosen(let choice)? = $0.body { choice } else { nil }
        }
    }

    fileprivate func ended() async throws -> WireRequestEnded {
        try await event("the end of a request") {
            if case .requestEnded(let ended)? = $0.body { ended } else { nil }
        }
    }
}

extension WireCommand.OneOf_Body {
    fileprivate static var requests: Self { .listRequests(WireListRequests()) }
    fileprivate static var orders: Self { .listOrders(WireListOrders()) }

    /// A request for an hour.
    fileprivate static func ask(
        _ text: String, _ fill: (inout WireMakeRequest) -> Void = { _ in }
    ) -> Self {
        .makeRequest(
            make(WireMakeRequest()) {
                $0.text = text
                $0.deadlineMs = Int64(Date().timeIntervalSince1970 * 1000) + 3_600_000
                fill(&$0)
            })
    }

    private static func item(
        _ code: String, _ request: UInt64, _ session: WireSession
    ) -> WireProposedItem {
        make(WireProposedItem()) {
            ($0.request, $0.session, $0.code) = (request, session.session, code)
        }
    }

    fileprivate static func offer(
        _ code: String, for request: UInt64, in session: WireSession
    ) -> Self { .offerForRequest(item(code, request, session)) }

    fileprivate static func choose(
        _ code: String, for request: UInt64, in session: WireSession
    ) -> Self { .chooseForRequest(item(code, request, session)) }

    fileprivate static func accept(_ request: UInt64, _ offer: UInt32) -> Self {
        .acceptRequestOffer(
            make(WireAcceptRequestOffer()) { ($0.request, $0.offer) = (request, offer) })
    }

    fileprivate static func veto(_ request: UInt64) -> Self {
        .vetoChoice(make(WireRequestNamed()) { $0.request = request })
    }
}
