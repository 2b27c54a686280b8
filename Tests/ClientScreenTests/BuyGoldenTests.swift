import TerminalPictures
import TerminalScreen
import Testing
import Wire

@testable import ClientScreen

/// Golden screens of each view of the buyer.
struct BuyGoldenTests {
    enum View: String, CaseIterable, Sendable {
        case evening, items, order, refused, orders, details, question, payment, transfer, paid
        case parcels, palette, guide, reconnecting
    }

    @Test(arguments: View.allCases)
    func `the buyer's views are as they were looked at`(view: View) throws {
        for (name, look) in Golden.looks {
            for size in Golden.sizes {
                var bench = BuyBench(look: look, size: size)
                Self.show(view, &bench)
                try Golden.expect("buy-\(view.rawValue)", name, bench.program.view(size))
            }
        }
    }

    static func show(_ view: View, _ bench: inout BuyBench) {
        evening(&bench)
        switch view {
        case .evening: break
        case .items: bench.press(.text("i", .alt))
        case .order:
            bench.enter("/order a12 2")
            bench.answer(.preview(preview()))
        case .refused:
            bench.enter("/order d21")
            var error = WireError()
            (error.code, error.text) = (.soldOut, "D21 is sold out")
            bench.answer(.error(error))
        case .orders: bench.press(.text("o", .alt))
        case .details:
            bench.press(.text("o", .alt))
            bench.press(Key(.enter))
        case .question:
            bench.press(.text("o", .alt))
            bench.press(.text("x"))
        case .payment: pay(&bench, by: .wechat)
        case .transfer: pay(&bench, by: .manual)
        case .paid:
            pay(&bench, by: .wechat)
            var settled = WirePaymentSettled()
            (settled.payment, settled.order) = (4, 7)
            (settled.received, settled.state) = (money(40_720, "CNY"), .settled)
            bench.happen(.paymentSettled(settled))
        case .parcels: parcels(&bench)
        case .palette: bench.press(.text("?"))
        case .guide: bench.enter("/guide")
        case .reconnecting:
            bench.feed(.server(.reconnecting(afterMs: 4_000, why: "the server does not answer")))
        }
        bench.now += 30_000  // Notices are gone.
        bench.feed(.tick)
    }

    private static func evening(_ bench: inout BuyBench) {
        bench.arrive()
        bench.post(3, "E40", "Mask boxes, set of 10", 22_000, left: 40)
        bench.pin(1, "A12")
        for (buyer, alias, text) in [
            (UInt64(2), "大明", "这个杯子可以放洗碗机吗？"), (4, "지우", "두 개 더 있어요?"),
            (5, "Linh", "chị ơi còn màu xanh?"),
        ] {
            var said = WireSaid()
            (said.session, said.buyer, said.alias, said.text) = (3, buyer, alias, text)
            bench.happen(.said(said))
        }
        var order = bench.order()
        order.quote = quote()
        order.lines[0].unitPrice = money(38_000, "KRW")
        order.placedAtMs = bench.now
        order.methods = [.wechat, .manual]
        bench.happen(.orderPlaced(order))
    }

    private static func money(_ units: Int64, _ currency: String) -> WireMoney {
        var money = WireMoney()
        (money.minorUnits, money.currency) = (units, currency)
        return money
    }

    private static func quote() -> WireQuote {
        var quote = WireQuote()
        quote.goodsInPriceCurrency = money(76_000, "KRW")
        (quote.goods, quote.freight) = (money(38_920, "CNY"), money(1_800, "CNY"))
        quote.total = money(40_720, "CNY")
        (quote.rate.base, quote.rate.quote, quote.rate.rate) = ("KRW", "CNY", "0.00512")
        quote.bufferBasisPoints = 150
        return quote
    }

    private static func preview() -> WirePreview {
        var preview = WirePreview()
        preview.quote = quote()
        return preview
    }

    private static func pay(_ bench: inout BuyBench, by method: WirePaymentMethod) {
        bench.press(.text("p", .alt))
        var payment = WirePayment()
        (payment.payment, payment.order, payment.method) = (4, 7, method)
        (payment.state, payment.amount) = (.created, money(40_720, "CNY"))
        bench.answer(.payment(payment))
        var opened = WirePaymentOpened()
        (opened.payment, opened.order) = (4, 7)
        if method == .wechat { opened.link = "weixin://wxpay/bizpayurl?pr=p4lpSuKzz" }
        if method == .manual { opened.handle = "k3v9x2pq-7" }
        opened.expiresAtMs = bench.now + 900_000
        for case .code(let order) in bench.happen(.paymentOpened(opened)) {
            let look = bench.program.desk.look
            let cells = QRMatrix(order.text)?.grid(
                depth: .palette, width: look.width, isInverted: order.isInverted)
            bench.feed(.code(order, cells))
        }
    }

    private static func parcels(_ bench: inout BuyBench) {
        bench.press(.text("t", .alt))
        var parcel = WireParcel()
        (parcel.parcel, parcel.orders, parcel.state) = (2, [7], .inTransit)
        (parcel.carrier, parcel.trackingNumber) = ("EMS", "EE123456789KR")
        var event = WireTrackingEvent()
        (event.occurredAtMs, event.state, event.text) = (bench.now, .inTransit, "left Seoul")
        parcel.tracking = [event]
        var list = WireParcels()
        list.parcels = [parcel]
        var reply = WireReply()
        reply.result = .parcels(list)
        for (number, asked) in bench.program.asked {
            if case .list(.listParcels) = asked { bench.feed(.reply(number, reply)) }
        }
    }
}
