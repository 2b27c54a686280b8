import RelayServer
import Storage
import Testing
import Wire

/// An evening's selling through a real server: variants, corrections, a flash sale, claims.
struct SellingTests {
    @Test func `variants, corrections, pins, limits and claims reach those they concern`()
        async throws
    {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let stage = try Stage.open(folder: folder, owner: owner)
        let (mina, session) = try await stage.seller()
        let number = session.session
        _ = try await mina.done(.words(claim: ["hooray"]))
        _ = try await mina.done(.limit("House", 4, in: number))
        let posted = try await mina.done(.postSizes("A12", in: session, countsTo: "House")).item
        #expect(posted.version == 1 && posted.stock.variants.map(\.offered) == [2, 5])
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let (nok, _) = try await stage.buyer("Nok", in: session, .json)

        // A claim in the chat is relayed as it is, and answered to its buyer alone.
        _ = try await linh.done(id: "claim-1", .say("mine A12 medium x2", in: number))
        let answer = try await linh.event("the answer") {
            if case .claimAnswered(let answer)? = $0.body { answer } else { nil }
        }
        #expect(answer.outcome == .held && answer.order == 1 && answer.holdUntilMs > 0)
        let line = try await nok.event("the chat line") {
            if case .said(let said)? = $0.body { said.text } else { nil }
        }
        #expect(line == "mine A12 medium x2")
        let left = try await nok.event("the stock") {
            if case .stockChanged(let change)? = $0.body { change } else { nil }
        }
        #expect(left.variant == ["M"] && left.stock.available == 3)

        // The same line with the same id is the same line: nothing is ordered twice.
        _ = try await linh.done(id: "claim-1", .say("mine A12 medium x2", in: number))
        #expect(try await linh.done(.listOrders(WireListOrders())).orders.orders.count == 1)

        // A stale order is refused with the new price, and holds nothing.
        var caption = posted.caption
        caption.price.minorUnits = 9_000
        let corrected = try await mina.done(.correct("A12", caption, in: number)).item
        #expect(corrected.version == 2)
        let stale = try await nok.command(.order("A12", "S", version: 1, in: number)).error
        #expect(stale.code == .staleOffer && stale.offer.version == 2)
        #expect(stale.offer.price.minorUnits == 9_000)
        let fresh = try await nok.done(.order("A12", "S", version: 2, in: number)).order
        #expect(fresh.lines.first?.unitPrice.minorUnits == 9_000)
        #expect(fresh.lines.first?.variant == ["S"])
        // The reply shows what a list shows, and what the event says of the order.
        #expect(!fresh.methods.isEmpty && fresh.hasToPay)
        let listed = try await nok.done(.listOrders(WireListOrders())).orders.orders
        #expect(listed == [fresh])
        let placed = try await nok.event("the order") {
            if case .orderPlaced(let order)? = $0.body { order } else { nil }
        }
        #expect(placed.order == fresh.order && placed.quote == fresh.quote)
        #expect(placed.lines == fresh.lines && placed.buyerAlias == "Nok")

        // The store's limit stops the next one, and says what is left.
        let limited = try await nok.command(.order("A12", "M", 2, in: number)).error
        #expect(limited.code == .purchaseLimit)
        #expect(limited.purchaseLimit.name == "House" && limited.purchaseLimit.taken == 3)

        // Who joins now finds what is on show.
        _ = try await mina.done(.pin("A12", in: number))
        let (ola, _) = try await stage.buyer("Ola", in: session)
        let sessions = try await ola.done(.listSessions(WireListSessions())).sessions.sessions
        #expect(sessions.first?.pinnedCode == "A12")
        _ = try await ola.done(.say("pass", in: number))
        let nothing = try await ola.event("the answer") {
            if case .claimAnswered(let answer)? = $0.body { answer.outcome } else { nil }
        }
        #expect(nothing == .nothingToPass)
        for message in nok.inbox {
            guard case .event(let event)? = message.body else { continue }
            if case .claimAnswered? = event.body { Issue.record("Nok saw \(event)") }
        }

        // A server that comes back says the same of all of it.
        _ = try await mina.done(.withdraw("A12", in: number))
        let listing = WireCommand.OneOf_Body.listItems(
            make(WireListItems()) { $0.session = number })
        let before = try await (
            mina.done(listing).items, mina.done(.listOrders(WireListOrders())).orders,
            mina.done(.listSessions(WireListSessions())).sessions
        )
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        let second = try Stage.open(folder: folder, owner: owner)
        let again = try await second.connect()
        _ = try await again.authenticate(token: owner.text)
        let after = try await (
            again.done(id: "again-1", listing).items,
            again.done(id: "again-2", .listOrders(WireListOrders())).orders,
            again.done(id: "again-3", .listSessions(WireListSessions())).sessions
        )
        #expect(before.0 == after.0 && before.1 == after.1 && before.2 == after.2)
        #expect(after.0.items.first?.withdrawn == true)
        #expect(after.2.sessions.first?.purchaseLimits.first?.taken == 3)
        try await second.close()
    }

    @Test func `a flash sale is announced with its end, and outlives a restart`() async throws {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let first = try Stage.open(folder: folder, owner: owner)
        let (mina, session) = try await first.seller()
        let number = session.session
        _ = try await mina.done(.post("A12", in: session, stock: 5))
        let (linh, welcome) = try await first.buyer("Linh", in: session)
        let started = try await mina.done(.flash("A12", price: 6_000, units: 2, in: number))
        #expect(started.item.version == 2)
        let sale = try await linh.event("the sale") {
            if case .flashSaleStarted(let started)? = $0.body { started.sale } else { nil }
        }
        #expect(sale.endsAtMs > 0 && sale.price.minorUnits == 6_000)
        _ = try await linh.done(.order("A12", in: number))
        await withCheckedContinuation { done in first.server.stop { done.resume() } }
        try first.data.close()

        let second = try Stage.open(folder: folder, owner: owner)
        let again = try await second.connect()
        _ = try await again.authenticate(token: welcome.token)
        try await again.join(session: number)
        let listing = WireCommand.OneOf_Body.listItems(
            make(WireListItems()) { $0.session = number })
        let item = try #require(try await again.done(listing).items.items.first)
        #expect(item.flashSale.taken == 1 && item.flashSale.endsAtMs == sale.endsAtMs)
        let tooMany = try await again.command(.order("A12", 2, in: number)).error
        #expect(tooMany.code == .flashSale)
        let last = try await again.done(.order("A12", in: number)).order
        #expect(last.lines.first?.unitPrice.minorUnits == 6_000)
        let end = try await again.event("the end") {
            if case .flashSaleEnded(let ended)? = $0.body { ended } else { nil }
        }
        #expect(end.end == .units && end.version == 3 && end.price.minorUnits == 10_000)
        try await second.close()
    }
}

extension WireCommand.OneOf_Body {
    /// Two of S and five of M.
    fileprivate static func postSizes(
        _ code: String, in session: WireSession, countsTo limit: String
    ) -> Self {
        guard case .postItem(var post) = Self.post(code, in: session) else {
            preconditionFailure("a post is a post")
        }
        post.options = [
            make(WireItemOption()) { ($0.name, $0.values) = ("size", ["S", "M"]) }
        ]
        post.stock.variants = [("S", 2), ("M", 5)].map { size, offered in
            make(WireVariantStock()) { ($0.variant, $0.offered) = ([size], offered) }
        }
        post.purchaseLimit = limit
        return .postItem(post)
    }

    fileprivate static func order(
        _ code: String, _ size: String, _ quantity: UInt32 = 1, version: UInt32 = 0,
        in session: UInt64
    ) -> Self {
        .placeOrder(
            make(WirePlaceOrder()) {
                $0.session = session
                $0.lines = [
                    make(WirePlaceOrder.Line()) {
                        ($0.code, $0.quantity) = (code, quantity)
                        ($0.variant, $0.version) = ([size], version)
                    }
                ]
            })
    }

    fileprivate static func correct(
        _ code: String, _ caption: WireCaption, in session: UInt64
    ) -> Self {
        .correctItem(
            make(WireCorrectItem()) {
                ($0.session, $0.code, $0.caption) = (session, code, caption)
            })
    }

    fileprivate static func withdraw(_ code: String, in session: UInt64) -> Self {
        .withdrawItem(make(WireWithdrawItem()) { ($0.session, $0.code) = (session, code) })
    }

    fileprivate static func words(claim: [String]) -> Self {
        .setClaimWords(make(WireSetClaimWords()) { $0.claim = claim })
    }

    fileprivate static func pin(_ code: String, in session: UInt64) -> Self {
        .pinItem(make(WirePinItem()) { ($0.session, $0.code) = (session, code) })
    }

    fileprivate static func limit(_ name: String, _ units: UInt32, in session: UInt64) -> Self {
        .setPurchaseLimit(
            make(WireSetPurchaseLimit()) {
                ($0.session, $0.name, $0.units) = (session, name, units)
            })
    }

    fileprivate static func flash(
        _ code: String, price: Int64, units: UInt32, in session: UInt64
    ) -> Self {
        .startFlashSale(
            make(WireStartFlashSale()) {
                ($0.session, $0.code, $0.units) = (session, code, units)
                $0.price = make(WireMoney()) { ($0.minorUnits, $0.currency) = (price, "KRW") }
                $0.seconds = 600
            })
    }
}
