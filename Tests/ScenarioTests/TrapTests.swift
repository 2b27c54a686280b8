import Foundation
import ProviderSandbox
import RelayServer
import ShopModel
import Testing
import Transport
import Wire

/// What breaks in order systems, one test for each way, as far as it takes many connections, a
/// provider or a restart; the others are in ShopCoreTests and PaymentsTests.
@Suite(.serialized) struct TrapTests {
    // MARK: - Many at once

    @Test func `T1: the last unit cannot be sold twice to fifty who have all seen it`() async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let number = session.session
        _ = try await mina.done(.post("A12", in: session, stock: 1))
        let buyers = try await stage.crowd(50, in: session)
        let seen = try await buyers.atOnce { try await $0.available("A12", in: number) }
        #expect(seen == Array(repeating: 1, count: 50))
        let replies = try await buyers.atOnce { try await $0.command(.order("A12", in: number)) }
        #expect(replies.filter { $0.order.order == 1 }.count == 1)
        #expect(replies.filter { $0.error.code == .soldOut }.count == 49)
        let orders = try await mina.done(.listOrders(WireListOrders())).orders.orders
        #expect(orders.map(\.order) == [1])
        #expect(try await mina.available("A12", in: number) == 0)
        try await stage.close()
    }

    @Test func `T2: stock cannot fall below zero while fifty order, claim and cancel`() async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let number = session.session
        _ = try await mina.done(.post("A12", in: session, stock: 30))
        let buyers = try await stage.crowd(50, in: session)
        // They want 100 units of 30: by command or by claim; some give back and order anew.
        let wishes = zip(buyers, 0...).map { ($0, UInt32($1 % 3 + 1), $1) }
        let kept = try await wishes.atOnce { buyer, quantity, index -> UInt32 in
            if index.isMultiple(of: 2) {
                let reply = try await buyer.command(.order("A12", quantity, in: number))
                guard reply.order.order > 0 else { return 0 }
                guard index.isMultiple(of: 4) else { return quantity }
                _ = try await buyer.done(.callOff(reply.order.order))
                let again = try await buyer.command(.order("A12", in: number))
                return again.order.order > 0 ? 1 : 0
            }
            _ = try await buyer.done(.say("mine A12 x\(quantity)", in: number))
            let outcome = try await buyer.event("the answer") {
                if case .claimAnswered(let answer)? = $0.body { answer.outcome } else { nil }
            }
            return outcome == .held ? quantity : 0
        }
        // What came back is on offer to those whose claims wait.
        let left = try await mina.available("A12", in: number)
        let orders = try await mina.done(.listOrders(WireListOrders())).orders.orders
        let held = orders.filter { $0.state == .placed }.flatMap(\.lines)
            .reduce(0) { $0 + $1.quantity }
        let line = try await mina.done(.listWaiting(WireListWaiting())).waiting.places
        let onOffer = line.reduce(0) { $0 + $1.offer.units }
        #expect(kept.reduce(0, +) == held && held + onOffer + left == 30)
        // What everybody was told in between never was beyond the shelf.
        var told = 0
        for message in mina.inbox {
            guard case .event(let event)? = message.body,
                case .stockChanged(let change)? = event.body
            else { continue }
            told += 1
            #expect(change.stock.offered == 30 && change.stock.available <= 30)
        }
        #expect(told > 0)
        // The rest can be had to the last unit, and no further.
        let (late, _) = try await stage.buyer("late", in: session)
        if left > 0 { _ = try await late.done(.order("A12", left, in: number)) }
        #expect(try await late.command(.order("A12", in: number)).error.code == .soldOut)
        try await stage.close()
    }

    // MARK: - Notices

    @Test(arguments: [WirePaymentMethod.wechat, .alipay, .stripe])
    func `T9: a notice and a query at once cannot complete an order twice`(
        method: WirePaymentMethod
    ) async throws {
        let (scene, mina, linh, order) = try await TrapScene.ordered(
            WeChatStage.open(pauses: [.milliseconds(20)]))
        // The payer pays while the provider is being asked: its answer and its notice set out
        // together.
        #expect(
            try await scene.provider.control(
                "/sandbox/faults",
                #"{"provider":"\#(method)","fault":"pay-first","call":"query"}"#) == 200)
        let payment = try await linh.done(.pay(order, method)).payment
        #expect(try await linh.paymentSettled().received == payment.amount)
        try await mina.look(at: order) { try scene.provider.books.areNoticesAccepted() }
        try await scene.expectPaidOnce(order, payment.amount, mina, linh)
        try await scene.provider.close()
    }

    @Test func `T10: a notice that comes three times at once cannot settle three times`()
        async throws
    {
        let (scene, mina, linh, order) = try await TrapScene.ordered(
            WeChatStage.open())
        let (payment, link) = try await linh.payByWeChat(order)
        // The provider would send it later; it is taken from its books, signed as it would be.
        #expect(try await scene.provider.pay(link, mode: "late-notice") == 200)
        let books = scene.provider.books
        var wechat = WeChatSandbox(account: try books.account(), orders: try books.orders())
        var random = SystemRandomNumberGenerator()
        let due = try #require(wechat.nextDelivery)
        let notice = try #require(wechat.deliveries(at: due, using: &random).first)
        let answers = try await [1, 2, 3].atOnce { _ in try await scene.post(notice) }
        #expect(answers.map(\.status) == [200, 200, 200])
        for answer in answers {
            #expect(
                String(decoding: answer.body, as: UTF8.self)
                    == #"{"code":"SUCCESS","message":"成功"}"#)
        }
        #expect(try await linh.paymentSettled().received == payment.amount)
        try await scene.expectPaidOnce(order, payment.amount, mina, linh)
        try await scene.provider.close()
    }

    @Test
    func `T11: a payment that is still processing cannot complete an order or use up a number`()
        async throws
    {
        let (scene, mina, linh, order) = try await TrapScene.ordered(
            WeChatStage.open(paymentWindow: .minutes(30), timeScale: 1))
        let (payment, link) = try await linh.pay(order, by: .stripe)
        #expect(try await scene.provider.pay(link, mode: "delayed") == 200)
        let books = scene.provider.books
        try await mina.look(at: order) { try books.areNoticesAccepted() }
        let early = try await mina.order(order)
        #expect(early.state == .placed && early.money == .unpaid && early.parcel == 0)
        #expect(try await mina.command(.pack(order)).error.code == .notPaid)
        // Nor does an order that is refused.
        #expect(
            try await linh.command(.order("A12", 9, in: scene.session)).error.code == .soldOut)
        #expect(try await linh.done(.order("B3", in: scene.session)).order.order == order + 1)

        // A minute later the money is there.
        var stripe = StripeSandbox(
            account: try books.stripeAccount(), sessions: try books.sessions(),
            webhookURL: scene.webhook)
        var random = SystemRandomNumberGenerator()
        let due = try #require(stripe.nextDelivery)
        let notice = try #require(stripe.deliveries(at: due, using: &random).first)
        #expect(try await scene.post(notice).status == 200)
        _ = try await linh.paymentSettled()
        try await scene.expectPaidOnce(order, payment.amount, mina, linh)
        try await scene.provider.close()
    }
}
