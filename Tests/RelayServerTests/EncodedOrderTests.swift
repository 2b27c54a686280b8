import RelayServer
import ShopCore
import ShopModel
import Testing
import Wire

/// A placed order is written by hand; it reads as the generated code would have written it.
struct EncodedOrderTests {
    private static func money(_ units: Int64, _ code: String) throws -> Money {
        Money(units, try #require(Currency(code)))
    }

    private static func rate(_ source: String, until: Timestamp?) throws -> QuoteRate {
        let (won, yuan) = (try #require(Currency("KRW")), try #require(Currency("CNY")))
        let number = try #require(ExactDecimal("0.0052"))
        let posted = ExchangeRate(
            base: won, quote: yuan, rate: number, source: source,
            postedAt: Timestamp(milliseconds: 1_700_000_000_000))
        return try QuoteRate(
            posted: #require(posted), bufferBasisPoints: until == nil ? 0 : 250,
            rounding: .halfUp, validUntil: until)
    }

    private static func line(_ hold: UInt64, _ variant: [String], _ title: String) throws
        -> OrderLine
    {
        OrderLine(
            item: ItemID(4), code: try #require(ItemCode("A12")), title: title, quantity: 2,
            unitPrice: try money(29_000, "KRW"), hold: HoldID(hold),
            variant: Variant(values: variant), version: 3,
            goodsClass: variant.isEmpty ? nil : .cosmetics,
            unitMass: variant.isEmpty ? nil : Mass(grams: 180))
    }

    private static func orders() throws -> [Order] {
        let at = Timestamp(milliseconds: 1_700_000_100_000)
        let freight = FreightBasis(
            tariff: "t1",
            parts: [
                FreightBasis.Part(
                    goods: .cosmetics, actualGrams: 360, chargedGrams: 500,
                    price: try money(6_000, "CNY"))
            ],
            parcel: try money(6_000, "CNY"), minimum: nil, cap: try money(9_000, "CNY"),
            already: try money(0, "CNY"), togetherWith: [OrderID(1), OrderID(300)])
        let plain = try Quote(
            goods: money(58_000, "KRW"), rate: rate("bank", until: nil),
            freight: money(3_000, "CNY"))
        let rich = try Quote(
            goods: money(116_000, "KRW"),
            rate: rate(String(repeating: "b", count: 190), until: at + .hours(1)),
            freight: money(6_000, "CNY"), destination: Country("CN"),
            freightBasis: freight, duty: .unknown(table: "d1", why: "no rate"))
        let small = try [line(1, [], "")]
        let large = try [
            line(7, ["M", "blue"], String(repeating: "乳", count: 50)), line(8, ["", "x"], "b"),
        ]
        let policies: [PaymentPolicy] = [
            .payFirst, .payAfterPurchase, .deposit(.share(percent: 30)),
            .deposit(.amount(try money(100, "CNY"))),
        ]
        return policies.flatMap { policy in
            [(small, plain), (large, rich)].map { lines, quote in
                Order(
                    id: OrderID(200), session: SessionID(2), buyer: BuyerID(70_000),
                    alias: "Mina", lines: lines, quote: quote, policy: policy, placedAt: at,
                    holdUntil: at + .hours(2))
            }
        }
    }

    @Test func `the bytes of an order's event are those that the generated code writes`() throws {
        for order in try Self.orders() {
            let entry = Entry(
                sequence: EventSequence(900), at: order.placedAt,
                audience: .buyer(order.buyer), event: .orderPlaced(order))
            let wire = entry.wire(in: Shop())
            let expected = Encoding.protobuf.encode(wire)
            #expect(EncodedOrder(order).event(entry) == expected)
            #expect(try ShopEvent(wire, secret: nil) == entry.event)
        }
    }
}
