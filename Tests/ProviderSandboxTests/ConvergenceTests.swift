import Payments
import ProviderSandbox
import ShopModel
import TestSupport
import Testing

/// Calls, payments, notices and time in any order: what our adapter concludes is what the books say.
@Suite(.serialized) struct ConvergenceTests {
    private static let seeds: [UInt64] = [1, 2, 3, 4, 5, 6, 7, 8]

    /// The books' money, and whether the provider takes none any more.
    private func check(
        _ outcome: ProviderOutcome, _ line: BookLine?, isOver: Bool, _ seed: UInt64
    ) {
        let paid = line?.paid ?? 0
        switch outcome {
        case .report(.paid(_, let amount)):
            #expect(amount.minorUnits == paid && line?.refunded == 0, "seed \(seed)")
        case .report(.givenBack(_, let amount, _)):
            #expect(amount.minorUnits == paid, "seed \(seed)")
        case .report(.notPaid): #expect(paid == 0 && !isOver, "seed \(seed)")
        case .report(.closed): #expect(paid == 0 && isOver, "seed \(seed)")
        default: Issue.record("seed \(seed): \(outcome)")
        }
    }

    @Test(arguments: seeds)
    func `under any order of events we say of Alipay what its books say`(seed: UInt64) throws {
        var world = try AlipayWorld()
        var dice = SeededGenerator(seed: seed)
        let order = try world.exchange.order(12_345, "CNY")
        var given: Int64 = 0
        for step in 0..<40 {
            switch dice.next() % 7 {
            case 0: _ = try? world.end(.create(order))
            case 1: world.pay(dice.next() % 2 == 0 ? .scan : .noNotice)
            case 2: world.pay([.normal, .finished, .duplicateNotice][Int(dice.next() % 3)])
            case 3: _ = world.notices()
            case 4 where dice.next() % 4 == 0: _ = try world.end(.close(order))
            case 5:
                guard let trade = world.sandbox.trades[World.reference], trade.state == .paid,
                    let transaction = trade.tradeNo
                else { break }
                let refund = ProviderRefund(
                    number: "r-\(step)", reference: World.reference, transaction: transaction,
                    amount: Money(Int64(1 + dice.next() % 5_000), order.amount.currency),
                    total: order.amount, reason: "")
                // Said twice, given once.
                for _ in 0..<2 { _ = try world.end(.refund(refund)) }
                if case .refund(.done(_, let amount)) = try world.end(
                    .queryRefund(refund, .watch))
                {
                    given += amount.minorUnits
                }
            default: world.exchange.now = world.exchange.now + .seconds(Int64(dice.next() % 60))
            }
            guard world.sandbox.trades[World.reference] != nil else { continue }
            let outcome = try world.end(.query(order, .watch))
            let trade = try #require(world.sandbox.trades[World.reference])
            // Before the code is scanned there is no trade, so a query cannot tell that it ended.
            guard trade.tradeNo != nil else { continue }
            let line = world.sandbox.books.first
            #expect(line?.refunded == given, "seed \(seed)")
            if case .report(.paid) = outcome, given > 0 { continue }  // A query tells no part.
            check(outcome, line, isOver: trade.state == .closed, seed)
        }
    }

    @Test(arguments: seeds)
    func `under any order of events we say of Stripe what its books say`(seed: UInt64) throws {
        var world = try StripeWorld(timeScale: 0.1)
        var dice = SeededGenerator(seed: seed)
        let order = try world.open()
        var given: Int64 = 0
        for step in 0..<40 {
            switch dice.next() % 6 {
            case 0: _ = try? world.end(.create(order))
            case 1:
                let modes: [StripePayMode] = [.normal, .twoEvents, .noNotice, .expiredThenPaid]
                world.pay(modes[Int(dice.next() % 4)])
            case 2: _ = world.notices()
            case 3 where dice.next() % 4 == 0: _ = try world.end(.close(order))
            case 4:
                guard let session = world.sandbox.sessions.values.first, session.isPaid,
                    let transaction = session.intentID
                else { break }
                let refund = ProviderRefund(
                    number: "r-\(step)", reference: World.reference, transaction: transaction,
                    amount: Money(Int64(1 + dice.next() % 9_000), order.amount.currency),
                    total: order.amount, reason: "")
                for _ in 0..<2 { _ = try world.end(.refund(refund)) }
                if case .refund(.done(_, let amount)) = try world.end(
                    .queryRefund(refund, .watch))
                {
                    given += amount.minorUnits
                }
            default: world.exchange.now = world.exchange.now + .seconds(Int64(dice.next() % 90))
            }
            let outcome = try world.end(.query(order, .watch))
            let session = try #require(world.sandbox.sessions.values.first)
            #expect(world.sandbox.sessions.count == 1, "seed \(seed)")
            #expect(session.refundedAmount == given, "seed \(seed)")
            switch outcome {
            case .report(.paid(_, let amount)):
                #expect(session.isPaid && amount.minorUnits == 38_000, "seed \(seed)")
            default:
                check(outcome, world.sandbox.books.first, isOver: session.status == .expired, seed)
            }
        }
    }
}
