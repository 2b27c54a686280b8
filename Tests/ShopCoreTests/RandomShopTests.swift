import ShopCore
import ShopModel
import TestSupport
import Testing

/// Random commands, time and a provider whose messages are lost, doubled, late and out of order;
/// after each step the books are counted anew.
struct RandomShopTests {
    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `the books add up under any order of events`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for step in 1...900 {
            run.step()
            try run.audit("seed \(seed), step \(step)")
        }
        #expect(run.accepted > 200, "seed \(seed) tries too little")
    }

    @Test func `the random shops try everything that a seller can do`() throws {
        var kinds: Set<String> = []
        var answers: Set<String> = []
        var ends: Set<FlashSaleEnd> = []
        let wanted: Set = [
            "itemCorrected", "itemWithdrawn", "itemRestored", "itemPinned", "itemUnpinned",
            "flashSaleStarted", "purchaseLimitSet", "orderConfirmed", "parcelHandedOver",
            "waitlistJoined", "waitlistLeft", "waitlistOffered", "waitlistOfferEnded",
            "buyerAway", "buyerBack",
            "unitsBought", "lineBought", "lineWanted", "purchaseTakenBack", "lineShort",
            "substituteAnswered", "orderCalledOff",
        ]
        let wantedAnswers: Set = [
            "held", "refused", "passed", "nothingToPass", "waiting", "leftWaitlist",
        ]
        for seed in 1...60 as ClosedRange<UInt64>
        where !wanted.isSubset(of: kinds) || !wantedAnswers.isSubset(of: answers) {
            var run = try RandomRun(seed: seed)
            for _ in 1...900 { run.step() }
            for entry in run.bench.journal {
                kinds.insert(String("\(entry.event)".prefix { $0 != "(" }))
                switch entry.event {
                case .claimAnswered(_, _, _, let answer):
                    answers.insert(String("\(answer)".prefix { $0 != "(" }))
                case .flashSaleEnded(_, let end, _): ends.insert(end)
                default: break
                }
            }
        }
        #expect(wanted.isSubset(of: kinds), "\(wanted.subtracting(kinds))")
        // Some answers of the waitlist need more luck; `WaitlistLimitTests` has them.
        #expect(answers.subtracting(["heldPart", "offerPassed"]) == wantedAnswers)
        #expect(ends == Set(FlashSaleEnd.allCases))
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `whatever notices did, questions lead to the provider's truth`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for _ in 1...600 { run.step() }
        try run.settle()
        try run.audit("seed \(seed), end")
        for money in Array(run.provider.paid) + Array(run.provider.paidAgain) {
            let (transaction, amount) = money.value
            let payments = run.bench.shop.payments.values.filter { payment in
                payment.received == amount && payment.transaction == transaction
                    || payment.found == FoundMoney(transaction: transaction, amount: amount)
            }
            #expect(payments.count == 1, "seed \(seed), \(transaction)")
        }
        for refund in run.bench.shop.refunds.values {
            guard case .done? = run.provider.refunds[refund.number] else { continue }
            #expect(refund.state == .succeeded, "seed \(seed), refund \(refund.id)")
        }
        // And the same again, backwards, changes nothing.
        let entries = run.bench.journal.count
        for report in run.provider.truth(run.bench.shop).reversed() {
            try run.bench.run(report, by: .provider(.wechat))
        }
        #expect(run.bench.journal.count == entries, "seed \(seed)")
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `the journal alone brings the shop back`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed)
        for _ in 1...900 { run.step() }
        var again = run.bench.replayed()
        #expect(again.sequence == run.bench.shop.sequence)
        #expect(again.orders == run.bench.shop.orders)
        #expect(again.items == run.bench.shop.items)
        #expect(again.payments == run.bench.shop.payments)
        #expect(again.refunds == run.bench.shop.refunds)
        #expect(again.paymentRules == run.bench.shop.paymentRules)
        #expect(again.parcels == run.bench.shop.parcels)
        #expect(again.buyers == run.bench.shop.buyers)
        #expect(again.people == run.bench.shop.people)
        #expect(again.records == run.bench.shop.records)
        #expect(again.sessions == run.bench.shop.sessions)
        #expect(again.waitlist == run.bench.shop.waitlist)
        #expect(again.purchases == run.bench.shop.purchases)
        #expect(again.substitutes == run.bench.shop.substitutes)
        #expect(again.buyList == run.bench.shop.buyList)
        #expect(again.outbox == run.bench.shop.outbox)
        // And it goes on in the same way.
        let later = run.bench.now + .hours(5)
        var first = run.bench.shop
        #expect(again.advance(to: later) == first.advance(to: later))
    }
}
