import Payments
import ShopCore
import ShopModel
import Testing

@testable import RelayServer

/// A day at a provider beside the shop's books.
struct BookComparisonTests {
    private static let wish = ReconciliationWish(
        .wechat, CalendarDate.inChina(at: Timestamp(milliseconds: 1_700_000_000_000)))

    /// A shop with three orders of ¥64.00, each with a payment: settled by T1, open, and settled by
    /// T3 with ¥10.00 given back as refund 1.
    private struct Day {
        var shop = Shop(providers: [.wechat], referencePrefix: "k3v9x2pq")
        let now = Timestamp(milliseconds: 1_700_000_000_000)
        let due: Money

        init() throws {
            let (krw, cny) = (try #require(Currency("KRW")), try #require(Currency("CNY")))
            due = Money(6400, cny)
            let owner = Actor.staff(name: "Mina", role: .owner)
            try run(
                .openSession(
                    Command.OpenSession(
                        title: "Evening", priceCurrency: krw, settlementCurrency: cny,
                        rate: try #require(ExactDecimal("0.0052")), rateSource: "seller",
                        freight: Money(1200, cny), holdTime: .hours(1), inviteCode: "SEOUL")),
                owner)
            let code = try #require(ItemCode("A12"))
            try run(
                .postItem(
                    Command.PostItem(
                        session: SessionID(1), code: code,
                        caption: Caption(title: "Tea", price: Money(10_000, krw)),
                        model: .onHand, offered: 9, limitPerBuyer: nil, photos: [])), owner)
            try run(.joinBuyer(invite: "SEOUL", alias: "Linh", tokenHash: [1]), .buyer(BuyerID(0)))
            for number in 1...3 as ClosedRange<UInt64> {
                let line = Command.RequestedLine(code: code, quantity: 1)
                try run(.placeOrder(session: SessionID(1), lines: [line]), .buyer(BuyerID(1)))
                try run(.requestPayment(OrderID(number), method: .wechat), .buyer(BuyerID(1)))
                try tell(number, .opened(link: "weixin://\(number)", handle: nil))
            }
            try tell(1, .paid(transaction: "T1", amount: due))
            try tell(3, .paid(transaction: "T3", amount: due))
            try run(
                .refundOrder(OrderID(3), amount: Money(1000, cny), reason: "a broken lid"), owner)
            try run(
                .reportRefund(RefundID(1), .done(id: "R1", amount: Money(1000, cny))),
                .provider(.wechat))
        }

        mutating func run(_ command: Command, _ actor: Actor) throws {
            _ = try shop.execute(command, by: actor, at: now)
        }

        mutating func tell(_ payment: UInt64, _ report: ProviderReport) throws {
            try run(.reportPayment(PaymentID(payment), report), .provider(.wechat))
        }

        func reference(_ payment: UInt64) -> String {
            shop.payments[PaymentID(payment)]?.reference ?? ""
        }

        func line(_ reference: String, _ transaction: String, fen: Int64) -> BillLine {
            BillLine(
                .payment, reference: reference, transaction: transaction,
                amount: Money(fen, due.currency))
        }

        func refund(_ number: String, fen: Int64, isDone: Bool = true) -> BillLine {
            BillLine(
                .refund(number: number, id: "R1", isDone: isDone), reference: reference(3),
                transaction: "T3", amount: Money(fen, due.currency))
        }

        var refundNumber: String { shop.refunds[RefundID(1)]?.number ?? "" }
    }

    private static func compare(
        _ lines: (Day) -> [BillLine]
    ) throws -> (day: Day, books: BookComparison) {
        let day = try Day()
        var books = BookComparison(wish)
        for line in lines(day) { books.take(line, in: day.shop) }
        return (day, books)
    }

    @Test func `equal books have no difference, and nothing is asked for`() throws {
        let (day, books) = try Self.compare {
            [
                $0.line($0.reference(1), "T1", fen: 6400),
                $0.line($0.reference(3), "T3", fen: 6400), $0.refund($0.refundNumber, fen: 1000),
            ]
        }
        let result = books.result(limit: 10)
        #expect(result.differences.isEmpty)
        #expect((result.payments, result.refunds) == (2, 1))
        #expect(books.news.isEmpty)
        #expect(books.paymentsLeft(in: day.shop, hasBill: true).isEmpty)
        #expect(books.refundsLeft(in: day.shop).isEmpty)
    }

    @Test func `money that only the provider knows is told, and settles its payment`() throws {
        var (day, books) = try Self.compare { [$0.line($0.reference(2), "T2", fen: 6400)] }
        #expect(books.differences.map(\.kind) == [.notHere])
        #expect(books.differences.first?.number == day.reference(2))
        #expect(books.differences.first?.there == day.due)
        let news = try #require(books.news.first)
        #expect(news.payment == PaymentID(2))
        try day.tell(2, news.report)
        #expect(day.shop.payments[PaymentID(2)]?.received == day.due)
    }

    @Test func `what the bill lacks is asked for, and told when the provider does not know it`()
        throws
    {
        var (day, books) = try Self.compare { [$0.line($0.reference(1), "T1", fen: 6400)] }
        let left = books.paymentsLeft(in: day.shop, hasBill: true)
        #expect(left.map(\.id) == [PaymentID(3)])
        #expect(books.refundsLeft(in: day.shop).map(\.id) == [RefundID(1)])
        books.take(PaymentStanding.notPaid, of: try #require(left.first), in: day.shop)
        books.take(
            RefundStanding.unknown, of: try #require(books.refundsLeft(in: day.shop).first))
        #expect(books.differences.map(\.kind) == [.notAtProvider, .notAtProvider])
        #expect(books.differences.map(\.here?.minorUnits) == [6400, 1000])
    }

    @Test func `another amount, transaction or state is a difference of its kind`() throws {
        let (_, books) = try Self.compare {
            [
                $0.line($0.reference(1), "T1", fen: 6399),
                $0.line($0.reference(3), "T9", fen: 6400),
                $0.refund($0.refundNumber, fen: 999), $0.refund("k3v9x2pq-r77", fen: 5),
                $0.line("somebody-else-1", "T8", fen: 1),
            ]
        }
        #expect(books.differences.map(\.kind) == [.amount, .notHere, .amount, .notHere, .notHere])
        #expect(books.differences.map(\.there?.minorUnits) == [6399, 6400, 999, 5, 1])
        // A second transaction is told to the shop, which sets it aside.
        #expect(books.news.map(\.payment) == [PaymentID(3)])
    }

    @Test func `more differences than the limit are counted in the last one`() throws {
        let (_, books) = try Self.compare { day in
            (1...7).map { day.line("somebody-else-\($0)", "T\($0)", fen: 1) }
        }
        let result = books.result(limit: 3)
        #expect(result.differences.count == 3)
        #expect(result.differences.last?.text == "5 more differences")
    }

    @Test func `payments of other days and methods are left alone`() throws {
        let day = try Day()
        let other = BookComparison(
            ReconciliationWish(
                .wechat,
                CalendarDate.inChina(
                    at: Timestamp(milliseconds: 1_700_000_000_000 - 86_400_000))))
        #expect(other.paymentsLeft(in: day.shop, hasBill: false).isEmpty)
        let alipay = BookComparison(ReconciliationWish(.alipay, Self.wish.day))
        #expect(alipay.paymentsLeft(in: day.shop, hasBill: false).isEmpty)
        #expect(alipay.refundsLeft(in: day.shop).isEmpty)
    }
}
