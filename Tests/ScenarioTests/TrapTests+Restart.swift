import ProviderSandbox
import RelayServer
import ShopModel
import Testing
import Wire

// Traps between two starts of a server.
extension TrapTests {
    @Test func `T12: money for an order that cannot be kept is never without an order`()
        async throws
    {
        let (first, mina, linh, order) = try await TrapScene.ordered(
            WeChatStage.open(paymentWindow: .minutes(30), timeScale: 0.001))
        let (_, link) = try await linh.pay(order, by: .alipay)
        // While there is something to pay with, the unit is there.
        let (nok, _) = try await first.provider.stage.buyer("Nok", in: first.opened)
        #expect(try await nok.command(.order("A12", in: first.session)).error.code == .soldOut)
        // Linh gives it up; her code can still be paid. Nok has bought the unit.
        _ = try await linh.done(.callOff(order))
        _ = try await linh.ended(order)
        let nokOrder = try await nok.done(.order("A12", in: first.session)).order.order
        let transfer = try await nok.done(.pay(nokOrder, .manual)).payment
        _ = try await mina.done(.confirm(transfer))

        // Her phone pays while there is no server, so that the notice finds nobody.
        let second = try await first.restarted { () async throws in
            let status = try await first.provider.pay(link)
            #expect(status == 200)
        }
        let staff = try await second.staff("mina-2")
        let settled = try await staff.event("Linh's money") { event -> WirePaymentSettled? in
            guard case .paymentSettled(let settled)? = event.body, settled.state == .settledLate
            else { return nil }
            return settled
        }
        #expect(settled.received.minorUnits == 6400)
        let orphan = try await staff.order(order)
        #expect(orphan.state == .cancelled && orphan.money == .refundDue)
        #expect(orphan.refundDue.minorUnits == 6400 && orphan.refundDueByMs > 0)

        // Also after another restart it is owed, until it is back.
        let third = try await second.restarted()
        let again = try await third.staff("mina-3")
        #expect(try await again.order(order) == orphan)
        _ = try await again.done(.refund(order, fen: nil, all: true))
        try await again.refundEnds(.succeeded)
        #expect(try await again.order(order).money == .refunded)
        #expect(try third.provider.givenBack() == [6400])
        _ = try await again.done(.pack(nokOrder))
        try await third.provider.close()
    }

    @Test func `T15: no hold can be given back twice, nor one that was never taken`() async throws {
        let (first, mina, linh, open) = try await TrapScene.ordered(
            WeChatStage.open(paymentWindow: .minutes(30)), stock: 3, holdSeconds: 3600)
        let number = first.session
        let sold = try await linh.done(.order("A12", in: number)).order.order
        let transfer = try await linh.done(.pay(sold, .manual)).payment
        _ = try await mina.done(.confirm(transfer))
        _ = try await linh.payByWeChat(open)
        let place = try await linh.done(.wait("C7", in: number)).waiting.places[0].place

        // The provider does not close the payment before the server ends.
        #expect(
            try await first.provider.control(
                "/sandbox/faults", #"{"fault":"server-error","call":"close"}"#) == 200)
        let cancelled = try await linh.done(id: "cancel-open", .callOff(open))
        #expect(cancelled.order.state == .placed)
        #expect(try await mina.available("A12", in: number) == 1)
        let second = try await first.restarted()
        let staff = try await second.staff("mina-2")
        #expect(try await staff.ended(open) == .cancelled)
        #expect(try await staff.available("A12", in: number) == 2)

        // Cancelled again: the same command, and others; then what was never held.
        let again = try await second.buyer("linh-2")
        #expect(try await again.command(id: "cancel-open", .callOff(open)) == cancelled)
        #expect(try await again.command(.callOff(open)).error.code == .wrongState)
        _ = try await again.done(.leave(place))
        #expect(try await again.command(.leave(place)).error.code == .notFound)
        #expect(try await staff.available("A12", in: number) == 2)
        #expect(try await staff.available("C7", in: number) == 0)
        // Units that were sold come back once.
        _ = try await staff.done(.callOff(sold, "broken"))
        #expect(try await staff.command(.callOff(sold, "broken")).error.code == .wrongState)
        #expect(try await staff.available("A12", in: number) == 3)

        // Nothing of it happens anew when the journal is read.
        let third = try await second.restarted()
        let last = try await third.buyer("linh-3")
        #expect(try await last.available("A12", in: number) == 3)
        #expect(try await last.command(.order("A12", 4, in: number)).error.code == .soldOut)
        #expect(try await last.done(.order("A12", 3, in: number)).order.state == .placed)
        try await third.provider.close()
    }
}

extension WireCommand.OneOf_Body {
    fileprivate static func leave(_ place: UInt64) -> Self {
        .leaveWaitlist(make(WireLeaveWaitlist()) { $0.place = place })
    }

    fileprivate static func wait(_ code: String, in session: UInt64) -> Self {
        guard case .placeOrder(var place) = order(code, in: session) else {
            preconditionFailure("an order is an order")
        }
        place.wait = true
        return .placeOrder(place)
    }
}
