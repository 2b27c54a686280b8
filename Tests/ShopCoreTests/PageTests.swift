import ShopModel
import TestSupport
import Testing

@testable import ShopCore

struct NumberSetTests {
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `numbers come in their order, as from a set that is sorted`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (numbers, model) = (NumberSet<Subject.Order>(), Set<UInt64>())
        for _ in 0..<400 {
            let number = UInt64.random(in: 0...300, using: &random)
            if Bool.random(using: &random) {
                numbers.insert(OrderID(number))
                model.insert(number)
            } else {
                numbers.remove(OrderID(number))
                model.remove(number)
            }
            let after = UInt64.random(in: 0...320, using: &random)
            #expect(
                numbers.numbers(after: after).map(\.number)
                    == model.filter { $0 > after }.sorted(), "seed \(seed)")
            #expect(numbers.count == model.count, "seed \(seed)")
        }
    }

    @Test(arguments: [63, 64, 65, 127, 128, .max] as [UInt64])
    func `nothing comes after the last number`(number: UInt64) {
        var numbers = NumberSet<Subject.Order>()
        numbers.insert(OrderID(64))
        #expect(numbers.next(after: OrderID(number))?.number == (number < 64 ? 64 : nil))
    }
}

struct PageTests {
    @Test(arguments: [1, 2, 3, 7, 100])
    func `pages, one behind the other, are the whole list`(limit: Int) throws {
        var bench = try ShopBench(limits: .manyOrders)
        try bench.post("A12", .toOrder)
        let buyers = try [bench.join("Linh"), bench.join("Nok")]
        for number in 0..<7 { _ = try bench.order("A12", by: buyers[number % 2]) }
        try bench.run(.cancelOrder(OrderID(3), reason: "no need"))
        let cases: [(Actor, Set<Order.State>, [UInt64])] = [
            (ShopBench.owner, [], [1, 2, 3, 4, 5, 6, 7]),
            (ShopBench.owner, [.placed], [1, 2, 4, 5, 6, 7]),
            (ShopBench.owner, [.cancelled], [3]),
            (ShopBench.owner, [.cancelled, .placed], [1, 2, 3, 4, 5, 6, 7]),
            (ShopBench.owner, [.confirmed], []),
            (buyers[0], [], [1, 3, 5, 7]), (buyers[0], [.placed], [1, 5, 7]),
            (.provider(.wechat), [], []),
        ]
        for (actor, states, expected) in cases {
            var (numbers, pages, after): ([UInt64], Int, UInt64) = ([], 0, 0)
            repeat {
                let page = Page(after: after, limit: limit)
                let listed = bench.shop.orders(for: actor, states: states, page)
                #expect(listed.elements.count <= limit)
                numbers += listed.elements.map(\.id.number)
                (after, pages) = (listed.next, pages + 1)
            } while after != 0
            #expect(numbers == expected)
            // A full page that is the last one says so.
            #expect(pages == max(1, (expected.count + limit - 1) / limit))
        }
    }

    @Test func `without a limit, and with too high a one, a page has 100`() {
        #expect(Page().limit == 100)
        #expect(Page(limit: 101).limit == 100)
        #expect(Page(limit: 99).limit == 99)
        #expect(Page(after: 7, limit: 5).halved == Page(after: 7, limit: 2))
        #expect(Page(limit: 1).halved == nil)
    }

    @Test func `items, parcels, purchases and buyers come in pages too`() throws {
        var bench = try ShopBench()
        for code in ["A1", "A2", "A3"] { try bench.post(code) }
        for alias in ["Linh", "Nok", "Ola"] { _ = try bench.join(alias) }
        let page = Page(after: 1, limit: 1)
        let items = bench.shop.items(in: ShopBench.session, page)
        #expect(items.elements.map(\.code.text) == ["A2"] && items.next == 2)
        #expect(bench.shop.items(in: SessionID(2), page).elements.isEmpty)
        let buyers = bench.shop.buyers(page)
        #expect(buyers.elements.map(\.alias) == ["Nok"] && buyers.next == 2)
        #expect(bench.shop.buyers(Page(after: 2)).next == 0)
    }
}

extension ShopLimits {
    fileprivate static var manyOrders: ShopLimits {
        var limits = ShopLimits()
        limits.unpaidOrdersPerBuyer = 1_000
        return limits
    }
}
