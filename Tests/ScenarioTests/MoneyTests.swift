import Foundation
import ProviderSandbox
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Transport
import Wire

/// Refunds, quarantine, rules and books against providers that sign and misbehave as real ones.
@Suite(.serialized) struct MoneyTests {
    /// A stage with three units of A12 and Linh's order of one, paid by a provider.
    private func paid(
        _ method: WirePaymentMethod, mode: String = "normal",
        pauses: [Duration] = [.milliseconds(100)]
    ) async throws -> (WeChatStage, mina: TestClient, linh: TestClient, order: UInt64) {
        let stage = try WeChatStage.open(pauses: pauses)
        let (mina, session) = try await stage.stage.seller(holdSeconds: 60)
        _ = try await mina.done(.post("A12", in: session, stock: 3))
        let (linh, _) = try await stage.stage.buyer("Linh", in: session)
        let order = try await linh.done(.order("A12", in: session.session)).order.order
        let (payment, link) = try await linh.pay(order, by: method)
        #expect(payment.method == method)
        #expect(try await stage.pay(link, mode: mode) == 200)
        return (stage, mina, linh, order)
    }

    @Test(arguments: [WirePaymentMethod.wechat, .alipay, .stripe])
    func `each provider's money comes and goes back in parts`(
        method: WirePaymentMethod
    ) async throws {
        let (stage, mina, linh, order) = try await paid(method)
        #expect(try await linh.paymentSettled().state == .settled)
        let reply = try await mina.done(.refund(order, fen: 1400))
        #expect(reply.order.money == .refundDue && reply.order.refunds.map(\.state) == [.requested])
        try await linh.refundEnds(.succeeded)
        let partly = try await mina.order(order)
        #expect(partly.money == .partlyRefunded && partly.refunded.minorUnits == 1400)
        #expect(try stage.givenBack() == [1400])
        #expect(try await mina.command(.pack(order)).error.code == .notPaid)
        try await stage.close()
    }

    @Test(arguments: ["server-error", "refund-idle"])
    func `a refund that is not answered well is made once and ends well`(fault: String) async throws
    {
        let (stage, mina, linh, order) = try await paid(.alipay)
        _ = try await linh.paymentSettled()
        #expect(
            try await stage.control(
                "/sandbox/faults",
                #"{"provider":"alipay","fault":"\#(fault)","call":"refund","times":1}"#) == 200)
        _ = try await mina.done(.refund(order, fen: nil, all: true))
        try await linh.refundEnds(.succeeded)
        #expect(try await mina.order(order).money == .refunded)
        #expect(try stage.givenBack() == [6400])
        try await stage.close()
    }

    @Test(arguments: [("refund-abnormal", WireRefundState.abnormal), ("refund-closed", .failed)])
    func `a refund that comes to nothing is told to staff`(
        fault: String, state: WireRefundState
    ) async throws {
        let (stage, mina, linh, order) = try await paid(.wechat)
        _ = try await linh.paymentSettled()
        #expect(
            try await stage.control(
                "/sandbox/faults", #"{"provider":"wechat","fault":"\#(fault)","call":"refund"}"#)
                == 200)
        _ = try await mina.done(.refund(order, fen: nil, all: true))
        try await linh.refundEnds(state)
        let kind = try await mina.event("the alert") {
            if case .alert(let alert)? = $0.body { alert.kind } else { nil }
        }
        #expect(kind == (state == .failed ? .refundFailed : .refundAbnormal))
        #expect(try await mina.order(order).money == .refundDue)
        try await stage.close()
    }

    @Test func `money of another amount is told to staff, who decides`() async throws {
        let (stage, mina, linh, order) = try await paid(.wechat, mode: "wrong-amount")
        let alert = try await mina.event("the alert") {
            if case .alert(let alert)? = $0.body { alert } else { nil }
        }
        #expect(alert.kind == .quarantine && alert.order == order)
        let resolved = try await mina.done(
            .resolvePayment(
                make(WireResolvePayment()) {
                    ($0.payment, $0.resolution) = (alert.payment, .reject)
                    $0.reason = "settled with the provider"
                }))
        #expect(resolved.payment.state == .rejected)
        _ = linh
        try await stage.close()
    }

    @Test func `the seller's rule picks the provider, and buyers see what they may choose`()
        async throws
    {
        let stage = try WeChatStage.open()
        let (mina, session) = try await stage.stage.seller(holdSeconds: 60)
        let rules = make(WirePaymentRules()) {
            $0.routes = [
                make(WirePaymentRoute()) {
                    ($0.method, $0.currency, $0.upToMinorUnits) = (.wechat, "CNY", 6000)
                }, make(WirePaymentRoute()) { $0.method = .alipay },
            ]
        }
        #expect(try await mina.done(.setPaymentRules(rules)).paymentRules == rules)
        _ = try await mina.done(.post("A12", in: session, stock: 3))
        let (linh, _) = try await stage.stage.buyer("Linh", in: session)
        let order = try await linh.done(.order("A12", in: session.session)).order
        #expect(order.methods == [.alipay] && order.toPay.minorUnits == 6400)
        let payment = try await linh.done(.pay(order.order, .unspecified)).payment
        #expect(payment.method == .alipay)
        #expect(
            try await linh.command(.pay(order.order, .wechat)).error.code == .methodUnavailable)
        try await stage.close()
    }

    @Test(arguments: [WirePaymentMethod.wechat, .alipay, .stripe])
    func `a day without payments is compared with the provider's books, and kept`(
        method: WirePaymentMethod
    ) async throws {
        let (stage, mina, linh, _) = try await paid(method)
        _ = try await linh.paymentSettled()
        let yesterday = CalendarDate.inChina(
            at: Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) - 86_400_000))
        _ = try await mina.done(
            .reconcile(
                make(WireReconcile()) { ($0.day, $0.method) = (yesterday.description, method) }))
        let result = try await mina.event("the comparison") {
            if case .reconciled(let result)? = $0.body { result } else { nil }
        }
        #expect(result.day == yesterday.description && result.method == method)
        #expect(result.differences.isEmpty)
        let listed = try await mina.done(.listReconciliations(WireListReconciliations()))
        #expect(listed.reconciliations.reconciliations.map(\.day) == [yesterday.description])
        #expect(
            try await linh.command(.listReconciliations(WireListReconciliations())).error.code
                == .notAllowed)
        try await stage.close()
    }

    @Test func `a provider that is set up while the server runs is taken within seconds`()
        async throws
    {
        let stage = try WeChatStage.open(methods: [], settingsInterval: .milliseconds(50))
        let (mina, session) = try await stage.stage.seller(holdSeconds: 60)
        _ = try await mina.done(.post("A12", in: session, stock: 3))
        let (linh, _) = try await stage.stage.buyer("Linh", in: session)
        let order = try await linh.done(.order("A12", in: session.session)).order.order
        #expect(try await linh.command(.pay(order, .wechat)).error.code == .methodUnavailable)
        try stage.setUp([.wechat], in: stage.stage.folder)
        var reply = try await linh.command(.pay(order, .wechat))
        for _ in 1...20_000 where reply.error.code == .methodUnavailable {
            reply = try await linh.command(.pay(order, .wechat))
        }
        #expect(reply.payment.method == .wechat)
        try await stage.close()
    }
}

extension WeChatStage {
    /// What the providers' books say has gone back, where anything has.
    func givenBack() throws -> [Int64] {
        try books.givenBack()
    }
}

extension SandboxFolder {
    func givenBack() throws -> [Int64] {
        let orders = try orders().flatMap { $0.refunds.map(\.amount) }
        let trades = try trades().flatMap { $0.refunds.map(\.fen) }
        let sessions = try sessions().flatMap { $0.refunds.map(\.amount) }
        return orders + trades + sessions
    }
}

extension TestClient {
    func order(_ number: UInt64) async throws -> WireOrder {
        let orders = try await done(.listOrders(WireListOrders())).orders.orders
        return try #require(orders.first { $0.order == number })
    }

    /// Asks for an order again and again until something is so.
    func look(at order: UInt64, until isSo: () throws -> Bool) async throws {
        for _ in 1...5000 where try !isSo() { _ = try await self.order(order) }
        #expect(try isSo())
    }

    /// Waits until a refund has come to a state.
    func refundEnds(_ state: WireRefundState) async throws {
        _ = try await event("the refund's end") { event -> UInt64? in
            guard case .refundChanged(let changed)? = event.body, changed.state == state else {
                return nil
            }
            return changed.refund
        }
    }
}

extension WireCommand.OneOf_Body {
    static func refund(_ order: UInt64, fen: Int64?, all: Bool = false) -> Self {
        .refundOrder(
            make(WireRefundOrder()) {
                ($0.order, $0.reason) = (order, "broken")
                $0.amount = make(WireMoney()) {
                    ($0.minorUnits, $0.currency) = (all ? 6400 : fen ?? 0, "CNY")
                }
            })
    }
}
