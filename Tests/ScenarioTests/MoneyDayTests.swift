import Foundation
import ProviderSandbox
import RelayServer
import ShopModel
import Testing
import Wire

/// A day of payments at all three providers, and the morning after it.
struct MoneyDayTests {
    /// How far clocks must be set ahead so that it is this hour, so many days from now, in China.
    private static func offset(days: Int64, hour: Int64) -> Duration {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        let ofDay = CalendarDate.millisecondsOfDayInChina(at: Timestamp(milliseconds: now))
        return .seconds(days * 86_400 + hour * 3600 - ofDay / 1000)
    }

    private func setClock(of stage: WeChatStage, to offset: Duration) async throws {
        let body = #"{"ahead_seconds":\#(offset.components.seconds)}"#
        #expect(try await stage.control("/sandbox/clock", body) == 200)
    }

    @Test func `a day is settled to the last fen: lost, doubled and returned money too`()
        async throws
    {
        let evening = Self.offset(days: -1, hour: 20)
        var stage = try WeChatStage.open(paymentWindow: .hours(20), wallClockOffset: evening)
        try await setClock(of: stage, to: evening)
        #expect(try await stage.control("/sandbox/clock", #"{"ahead_seconds":"x"}"#) == 400)
        let (mina, session) = try await stage.stage.seller(holdSeconds: 3600)
        _ = try await mina.done(.post("A12", in: session, stock: 9))
        let (linh, _) = try await stage.stage.buyer("Linh", in: session)
        var orders: [UInt64] = []
        for _ in 1...6 {
            orders.append(try await linh.done(.order("A12", in: session.session)).order.order)
        }

        // One at each provider.
        for (order, method) in zip(orders, [.wechat, .alipay, .stripe] as [WirePaymentMethod]) {
            let (_, link) = try await linh.pay(order, by: method)
            #expect(try await stage.pay(link) == 200)
            #expect(try await linh.paymentSettled().order == order)
        }
        // Some of the first goes back.
        _ = try await mina.done(.refund(orders[0], fen: 1400))
        try await linh.refundEnds(.succeeded)
        // One is paid twice, in two windows.
        let (_, alipay) = try await linh.pay(orders[3], by: .alipay)
        let (_, stripe) = try await linh.pay(orders[3], by: .stripe)
        #expect(try await stage.pay(alipay, mode: "no-notice") == 200)
        #expect(try await stage.pay(stripe) == 200)
        for _ in 1...2 { #expect(try await linh.paymentSettled().order == orders[3]) }
        // The notice of one gets lost, and one is never paid.
        let (lost, link) = try await linh.pay(orders[4], by: .wechat)
        #expect(try await stage.pay(link, mode: "no-notice") == 200)
        _ = try await linh.pay(orders[5], by: .wechat)

        let morning = Self.offset(days: 0, hour: 11)
        let paused = stage
        stage = try await stage.restarted(wallClockOffset: morning) {
            try await setClock(of: paused, to: morning)
        }
        let owner = try await stage.stage.connect(.protobuf, "owner")
        _ = try await owner.authenticate(token: stage.stage.owner.text)
        try await owner.join()
        let results = try await comparisons(owner)
        #expect(results.mapValues(\.payments) == [.wechat: 2, .alipay: 2, .stripe: 2])
        #expect(results.mapValues(\.refunds) == [.wechat: 1, .alipay: 0, .stripe: 0])
        #expect(results[.alipay]?.differences == [] && results[.stripe]?.differences == [])
        let difference = try #require(results[.wechat]?.differences.first)
        #expect(results[.wechat]?.differences.count == 1)
        #expect(difference.kind == .notHere && difference.number == lost.reference)
        #expect(difference.there.minorUnits == 6400 && !difference.hasHere)

        // What the comparison found counts, and the books are the same to the last fen.
        let found = try await owner.order(orders[4])
        #expect(found.state == .confirmed && found.money == .paid)
        #expect(try await owner.order(orders[3]).refundDue.minorUnits == 6400)
        let shown = try await owner.done(.listOrders(WireListOrders())).orders.orders
        let lines = try stage.held()
        #expect(lines.reduce(0) { $0 + $1.paid } == shown.reduce(0) { $0 + $1.settled.minorUnits })
        #expect(
            lines.reduce(0) { $0 + $1.refunded } == shown.reduce(0) { $0 + $1.refunded.minorUnits })
        for line in lines {
            let payment = shown.flatMap(\.payments).first { $0.reference == line.reference }
            #expect(payment?.received.minorUnits == line.paid, "\(line)")
        }
        #expect(lines.reduce(0) { $0 + $1.paid } == 6 * 6400)

        // Staff finds it among what is to be looked at, until somebody has; the day agrees then.
        let alerts = try await owner.done(.listAlerts(WireListAlerts())).alerts
        let alert = try #require(alerts.alerts.first)
        #expect(alerts.open == 1 && alert.what.kind == .difference)
        _ = try await owner.done(
            .closeAlert(make(WireCloseAlert()) { ($0.alert, $0.note) = (alert.alert, "it came") }))
        #expect(try await owner.done(.listAlerts(WireListAlerts())).alerts.open == 0)
        _ = try await owner.done(
            .reconcile(make(WireReconcile()) { $0.day = results[.wechat]?.day ?? "" }))
        let again = try await comparisons(owner)
        let left = again.values.flatMap(\.differences)
        #expect(left.isEmpty)
        #expect(again.mapValues(\.payments) == results.mapValues(\.payments))
        try await stage.close()
    }

    /// The next result of each provider.
    private func comparisons(
        _ owner: TestClient
    ) async throws -> [WirePaymentMethod: WireReconciliation] {
        var results: [WirePaymentMethod: WireReconciliation] = [:]
        while results.count < 3 {
            let result = try await owner.event("a comparison") {
                if case .reconciled(let result)? = $0.body { result } else { nil }
            }
            #expect(results.updateValue(result, forKey: result.method) == nil)
        }
        return results
    }
}

/// What a provider holds of a number that was paid, in fen.
private struct Held {
    let reference: String
    let paid: Int64
    let refunded: Int64
}

extension WeChatStage {
    fileprivate func held() throws -> [Held] {
        let wechat = try books.orders().filter { $0.settlement != nil }.map { order in
            Held(
                reference: order.reference, paid: order.parameters.amount.total,
                refunded: order.refunds.map(\.amount).reduce(0, +))
        }
        let alipay = try books.trades().filter { $0.tradeNo != nil }.map { trade in
            Held(
                reference: trade.reference, paid: trade.fen,
                refunded: trade.refunds.map(\.fen).reduce(0, +))
        }
        let stripe = try books.sessions().filter(\.isPaid).map { session in
            Held(
                reference: session.reference ?? "", paid: session.amount,
                refunded: session.refunds.map(\.amount).reduce(0, +))
        }
        return wechat + alipay + stripe
    }
}
