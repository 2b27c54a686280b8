import RelayServer
import Storage
import Testing
import Wire

/// Buying for orders through a real server: ticks, shortages, substitutes, and the gate.
struct BuyingTests {
    @Test func `an evening's orders are bought, replaced, credited, and sent`() async throws {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: owner)
        let (mina, session) = try await stage.seller()
        let number = session.session
        _ = try await mina.done(.postShelf("A12", at: "Olive", in: session))
        _ = try await mina.done(.postShelf("B3", at: "Lotte", price: 5_000, in: session))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let (nok, _) = try await stage.buyer("Nok", in: session, .json)
        let first = try await stage.firm("A12", 2, by: linh, mina, in: number)
        let second = try await stage.firm("A12", 2, by: nok, mina, in: number)

        let list = try await mina.done(.listBuying(WireListBuying())).buyList.lines
        #expect(list.map(\.store) == ["Olive"] && list.map(\.wanted) == [4])
        let others = try await linh.command(.listBuying(WireListBuying())).error
        #expect(others.code == .notAllowed)
        let early = try await mina.command(.pack(first)).error
        #expect(early.code == .notBought && early.retryable)

        // The same tick twice is one tick; one too many is refused with what is wanted.
        let tick = WireCommand.OneOf_Body.tick("A12", 2, expiry: "2030-01-31", in: number)
        let bought = try await mina.done(id: "tick-1", tick).purchase
        #expect(try await mina.done(id: "tick-1", tick).purchase == bought)
        #expect(bought.shares.map(\.buyerAlias) == ["Linh"] && !bought.shortDated)
        #expect(try await mina.command(.tick("A12", 3, in: number)).error.code == .notWanted)
        #expect(try await linh.command(.tick("A12", 1, in: number)).error.code == .notAllowed)
        let told = try await linh.event("what was bought") {
            if case .lineBought(let bought)? = $0.body { bought } else { nil }
        }
        #expect(told.units == 2 && told.store == "Olive" && told.expiry == "2030-01-31")

        // The rest cannot be had; Nok is offered something cheaper and takes it.
        _ = try await mina.done(.short("A12", instead: "B3", in: number))
        let short = try await nok.event("the offer") {
            if case .lineShort(let short)? = $0.body { short } else { nil }
        }
        #expect(short.units == 2 && short.substitute.cost.minorUnits == 5_200)
        let answered = try await nok.done(.answer(short.substitute.substitute, true)).order
        #expect(answered.credited.minorUnits == 5_200 && answered.refundDue.minorUnits == 5_200)
        #expect(answered.lines.map(\.sourcing.state) == [.substituted])
        #expect(answered.substitutes.map(\.sourcing.wanted) == [2])
        _ = try await mina.done(.tick("B3", 2, in: number))
        for order in [first, second] {
            let parcel = try await mina.done(.pack(order)).parcel
            _ = try await mina.done(.handOver(parcel.parcel))
        }
        for message in linh.inbox {
            guard case .event(let event)? = message.body else { continue }
            switch event.body {
            case .unitsBought?, .lineShort?: Issue.record("Linh saw \(event)")
            default: continue
            }
        }

        // A server that comes back says the same of all of it, and its tables agree.
        let before = try await (
            mina.done(.listOrders(WireListOrders())).orders,
            mina.done(.listPurchases(WireListPurchases())).purchases
        )
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let again = try Stage.open(folder: folder, owner: owner)
        let back = try await again.connect()
        _ = try await back.authenticate(token: owner.text)
        #expect(try await back.done(id: "z-1", .listOrders(WireListOrders())).orders == before.0)
        #expect(
            try await back.done(id: "z-2", .listPurchases(WireListPurchases())).purchases
                == before.1)
        let buyer = try await again.connect(.protobuf, "linh-again")
        _ = try await buyer.authenticate(token: welcome.token)
        let mine = try await buyer.done(id: "z-3", .listOrders(WireListOrders())).orders.orders
        #expect(mine.map(\.order) == [first])
        #expect(mine.first?.lines.map(\.sourcing.bought) == [2])
        try await again.close()
    }

    @Test func `a confirmed order is cancelled by the seller, and all of it comes back`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let number = session.session
        _ = try await mina.done(.postShelf("A12", at: "Olive", in: session))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let order = try await stage.firm("A12", 2, by: linh, mina, in: number)
        #expect(try await linh.command(.cancel(order, "no need")).error.code == .wrongState)
        let cancelled = try await mina.done(.cancel(order, "the shop is closed")).order
        #expect(cancelled.state == .cancelled && cancelled.money == .refundDue)
        let reason = try await linh.event("the end") {
            if case .orderCalledOff(let off)? = $0.body { off.reason } else { nil }
        }
        #expect(reason == "the shop is closed")
        let list = WireCommand.OneOf_Body.listItems(
            make(WireListItems()) { $0.session = number })
        #expect(try await linh.done(list).items.items.first?.stock.available == 9)
        try await stage.close()
    }

    @Test func `a tick names only photos that are there`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.postShelf("A12", at: "Olive", in: session))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        _ = try await stage.firm("A12", 1, by: linh, mina, in: session.session)
        guard case .tickOff(var tick) = WireCommand.OneOf_Body.tick("A12", 1, in: session.session)
        else { return }
        let file = make(WirePhotoFile()) { $0.sha256 = String(repeating: "ab", count: 32) }
        tick.receipt = make(WirePhoto()) { ($0.preview, $0.full) = (file, file) }
        #expect(try await mina.command(.tickOff(tick)).error.code == .photoMissing)
        try await stage.close()
    }
}

extension Stage {
    /// An order that its buyer has paid.
    fileprivate func firm(
        _ code: String, _ quantity: UInt32, by buyer: TestClient, _ seller: TestClient,
        in session: UInt64
    ) async throws -> UInt64 {
        let order = try await buyer.done(.order(code, quantity, in: session)).order.order
        _ = try await seller.done(.confirm(buyer.done(.pay(order, .manual)).payment))
        return order
    }
}

extension WireCommand.OneOf_Body {
    /// Nine units, seen in a store.
    fileprivate static func postShelf(
        _ code: String, at store: String, price: Int64 = 10_000, in session: WireSession
    ) -> Self {
        guard case .postItem(var post) = Self.post(code, in: session, stock: 9) else {
            preconditionFailure("a post is a post")
        }
        post.stock.model = .onShelf
        post.caption.price.minorUnits = price
        post.store = store
        return .postItem(post)
    }

    fileprivate static func tick(
        _ code: String, _ units: UInt32, expiry: String = "", in session: UInt64
    ) -> Self {
        .tickOff(
            make(WireTickOff()) {
                ($0.session, $0.code, $0.units) = (session, code, units)
                $0.expiry = expiry
            })
    }

    fileprivate static func short(
        _ code: String, instead: String, in session: UInt64
    ) -> Self {
        .reportShort(
            make(WireReportShort()) {
                ($0.session, $0.code, $0.substituteCode) = (session, code, instead)
            })
    }

    fileprivate static func answer(_ substitute: UInt64, _ accept: Bool) -> Self {
        .answerSubstitute(
            make(WireAnswerSubstitute()) { ($0.substitute, $0.accept) = (substitute, accept) })
    }

    fileprivate static func cancel(_ order: UInt64, _ reason: String) -> Self {
        .cancelOrder(make(WireCancelOrder()) { ($0.order, $0.reason) = (order, reason) })
    }
}
