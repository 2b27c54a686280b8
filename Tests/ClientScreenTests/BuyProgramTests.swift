import TerminalScreen
import Testing
import Wire

@testable import ClientScreen

struct BuyProgramTests {
    private func preview(_ total: Int64) -> WirePreview {
        var preview = WirePreview()
        (preview.quote.total.minorUnits, preview.quote.total.currency) = (total, "CNY")
        preview.quote.goods = preview.quote.total
        return preview
    }

    @Test func `ordering shows what it costs, and only then orders`() {
        var bench = BuyBench()
        bench.arrive()
        let asked = bench.enter("/order a12 2")
        guard case .previewOrder(let question)? = asked.sent.last else {
            Issue.record("no preview was asked for")
            return
        }
        #expect(question.lines.map(\.quantity) == [2])
        // Enter before the answer orders nothing.
        #expect(bench.press(Key(.enter)).sent.isEmpty)
        bench.answer(.preview(preview(40_720)))
        #expect(bench.screen().contains("CN¥407.20"))
        // Nor does one that was pressed twice.
        bench.now += 399
        #expect(bench.press(Key(.enter)).sent.isEmpty)
        bench.now += 1
        guard case .placeOrder(let order)? = bench.press(Key(.enter)).sent.last else {
            Issue.record("nothing was ordered")
            return
        }
        #expect(order.lines.map(\.code) == ["A12"])
        #expect(bench.press(Key(.enter)).sent.isEmpty)
        bench.answer(.order(bench.order()))
        #expect(bench.screen().contains("held for you, 10:00 left"))
    }

    @Test func `a price that changes while it is shown is asked for again`() {
        var bench = BuyBench()
        bench.arrive()
        bench.enter("/order a12")
        bench.answer(.preview(preview(20_360)))
        bench.now += 1_000
        guard var item = bench.program.shop.items.values.first(where: { $0.code == "A12" }) else {
            Issue.record("no A12")
            return
        }
        var changed = WireItemCorrected()
        (item.version, item.caption.price.minorUnits) = (item.version + 1, 99_900)
        (changed.item, changed.caption, changed.version) = (item.item, item.caption, item.version)
        let asked = bench.happen(.itemCorrected(changed))
        guard case .previewOrder(let question)? = asked.sent.last else {
            Issue.record("nothing was asked again")
            return
        }
        #expect(question.lines.map(\.version) == [item.version])
        #expect(bench.press(Key(.enter)).sent.isEmpty)
        bench.answer(.preview(preview(99_900)))
        bench.now += 1_000
        guard case .placeOrder(let order)? = bench.press(Key(.enter)).sent.last else {
            Issue.record("nothing was ordered")
            return
        }
        #expect(order.lines.map(\.version) == [item.version])
    }

    @Test func `money for an order that has ended is not thanked for`() {
        var bench = BuyBench()
        bench.arrive()
        var order = bench.order()
        (order.state, order.money, order.settled) = (.expired, .refundDue, order.quote.total)
        var payment = WirePayment()
        (payment.payment, payment.order, payment.state) = (4, 7, .settled)
        order.payments = [payment]
        bench.program.sheet = .payment(PaymentSheet(order: 7))
        bench.happen(.orderPlaced(order))
        #expect(!bench.screen().contains("Paid."))
    }

    @Test func `one settlement counts once, whichever of list and event tells it first`() {
        var bench = BuyBench()
        bench.arrive()
        var order = bench.order()
        var payment = WirePayment()
        (payment.payment, payment.order, payment.state) = (4, 7, .settled)
        payment.received = order.quote.total
        (order.payments, order.settled, order.money) = ([payment], order.quote.total, .paid)
        bench.happen(.orderPlaced(order))
        var settled = WirePaymentSettled()
        (settled.payment, settled.order) = (4, 7)
        (settled.received, settled.state) = (order.quote.total, .settled)
        bench.happen(.paymentSettled(settled))
        #expect(bench.program.shop.orders[7]?.settled == order.quote.total)
        #expect(bench.program.shop.orders[7]?.money == .paid)
    }

    @Test func `a refusal is shown in the server's words, and waiting is offered`() {
        var bench = BuyBench()
        bench.arrive()
        bench.enter("/order D21")
        var error = WireError()
        (error.code, error.text) = (.soldOut, "D21 is sold out")
        bench.answer(.error(error))
        #expect(bench.screen().contains("Not possible: D21 is sold out"))
        guard case .placeOrder(let order)? = bench.press(.text("w")).sent.last else {
            Issue.record("nobody waits")
            return
        }
        #expect(order.wait)
    }

    @Test func `a code that is typed is said, and the shop reads it`() {
        var bench = BuyBench()
        bench.arrive()
        guard case .say(let say)? = bench.enter("A12 x2").sent.last else {
            Issue.record("nothing was said")
            return
        }
        #expect(say.text == "A12 x2")
        #expect(say.session == 3)
    }

    @Test func `cancelling asks once, and only y means yes`() {
        var bench = BuyBench()
        bench.arrive()
        bench.happen(.orderPlaced(bench.order()))
        bench.press(.text("o", .alt))
        bench.press(.text("x"))
        #expect(bench.screen().contains("Cancel order #7? y/N"))
        #expect(bench.press(Key(.enter)).sent.isEmpty)
        bench.press(.text("x"))
        guard case .cancelOrder(let cancel)? = bench.press(.text("y")).sent.last else {
            Issue.record("nothing was cancelled")
            return
        }
        #expect(cancel.order == 7)
    }

    @Test func `a payment shows its code and link, and turns to paid by itself`() {
        var bench = BuyBench()
        bench.arrive()
        var order = bench.order()
        order.methods = [.wechat]
        bench.happen(.orderPlaced(order))
        guard case .requestPayment? = bench.press(.text("p", .alt)).sent.last else {
            Issue.record("no payment was asked for")
            return
        }
        var payment = WirePayment()
        (payment.payment, payment.order, payment.method) = (4, 7, .wechat)
        (payment.state, payment.amount) = (.created, order.quote.total)
        bench.answer(.payment(payment))
        #expect(bench.screen().contains("being prepared"))
        var opened = WirePaymentOpened()
        (opened.payment, opened.order, opened.link) = (4, 7, "weixin://pay/1")
        let effects = bench.happen(.paymentOpened(opened))
        #expect(effects.contains(.code(CodeOrder(text: "weixin://pay/1"))))
        #expect(bench.screen().text.contains("weixin://pay/1"))
        #expect(bench.press(.text("y")).contains(.copy("weixin://pay/1")))
        var settled = WirePaymentSettled()
        (settled.payment, settled.order) = (4, 7)
        (settled.received, settled.state) = (order.quote.total, .settled)
        #expect(bench.happen(.paymentSettled(settled)).contains(.ring))
        #expect(bench.screen().contains("Paid."))
        #expect(!bench.screen().text.contains("weixin://pay/1"))
    }

    @Test func `what is left to be paid is printed behind the screen`() {
        var bench = BuyBench()
        bench.arrive()
        var order = bench.order()
        var payment = WirePayment()
        (payment.payment, payment.order, payment.state) = (4, 7, .open)
        payment.link = "https://pay.example/1"
        order.payments = [payment]
        bench.happen(.orderPlaced(order))
        guard case .leave(let lines)? = bench.press(.text("d", .control)).last else {
            Issue.record("it stays")
            return
        }
        #expect(lines.first?.hasSuffix("https://pay.example/1") == true)
    }

    @Test func `Escape never quits, Ctrl-D does on an empty line only`() {
        var bench = BuyBench()
        bench.arrive()
        for _ in 0..<5 { #expect(!bench.press(Key(.escape)).leaves) }
        bench.type("x")
        #expect(!bench.press(.text("d", .control)).leaves)
        bench.press(Key(.backspace))
        #expect(bench.press(.text("d", .control)).leaves)
    }

    @Test func `Ctrl-C keeps the line in the history, and quits when pressed twice`() {
        var bench = BuyBench()
        bench.arrive()
        bench.type("a long thought")
        bench.press(.text("c", .control))
        #expect(bench.program.desk.input.isEmpty)
        bench.press(Key(.up))
        #expect(bench.program.desk.input.text == "a long thought")
        bench.press(.text("c", .control))
        #expect(!bench.press(.text("c", .control)).leaves)
        #expect(bench.press(.text("c", .control)).leaves)
    }

    @Test func `a paste never sends`() {
        var bench = BuyBench()
        bench.arrive()
        #expect(bench.feed(.paste(Paste("/order A12\nA12\n"))).sent.isEmpty)
        #expect(bench.screen().contains("Paste 3 lines"))
        #expect(bench.press(.text("y")).sent.isEmpty)
        #expect(bench.program.desk.input.text.hasPrefix("/order A12"))
    }

    @Test func `a draft is kept a second after it was typed, and comes back`() {
        var bench = BuyBench()
        bench.arrive()
        #expect(bench.type("half a qu").allSatisfy { $0 != .keep(name: "buy.draft", "h") })
        bench.now += 1_000
        #expect(bench.feed(.tick).contains(.keep(name: "buy.draft", "half a qu")))
        let again = BuyBench(kept: ["buy.draft": "half a qu"])
        #expect(again.program.desk.input.text == "half a qu")
    }

    @Test func `a signal to end keeps the draft at once`() {
        var bench = BuyBench()
        bench.type("x")
        #expect(bench.feed(.ending).contains(.keep(name: "buy.draft", "x")))
    }

    @Test func `what a refused line said comes back into the line`() {
        var bench = BuyBench()
        bench.arrive()
        bench.enter("hello")
        var error = WireError()
        (error.code, error.text) = (.slowMode, "one line each 5 s")
        bench.answer(.error(error))
        #expect(bench.program.desk.input.text == "hello")
        #expect(bench.screen().contains("one line each 5 s"))
    }

    @Test func `what was missed is counted and marked`() {
        var bench = BuyBench(leftAt: 2)
        bench.arrive(thenLive: false)
        bench.feed(.server(.live))
        #expect(bench.screen().contains("1 post since you left"))
        #expect(bench.screen().contains("new since you left"))
    }

    @Test func `the state of the connection is always honest`() {
        var bench = BuyBench()
        #expect(bench.screen().contains("connecting"))
        bench.arrive(thenLive: false)
        #expect(bench.screen().contains("catching up"))
        #expect(!bench.screen().contains("● live"))
        bench.feed(.server(.live))
        #expect(bench.screen().contains("● live"))
        bench.feed(.server(.reconnecting(afterMs: 4_000, why: "reset")))
        #expect(bench.screen().contains("reconnecting in 4 s"))
        #expect(bench.program.nextTickMs == bench.now + 1_000)
        bench.now += 1_000
        bench.feed(.tick)
        #expect(bench.screen().contains("reconnecting in 3 s"))
        bench.enter("are you there?")
        #expect(bench.screen().contains("1 not answered yet"))
        bench.feed(.server(.offline(why: "wrong token")))
        #expect(bench.screen().contains("x offline"))
    }

    @Test func `chat does not ring, orders do`() {
        var bench = BuyBench()
        bench.arrive()
        var said = WireSaid()
        (said.session, said.buyer, said.alias, said.text) = (3, 2, "Ola", "hi")
        #expect(!bench.happen(.said(said)).contains(.ring))
        bench.happen(.orderPlaced(bench.order()))
        var ended = WireOrderEnded()
        (ended.order, ended.state) = (7, .expired)
        #expect(bench.happen(.orderEnded(ended)).contains(.ring))
    }

    @Test func `arrows look at earlier posts, and the pin does not tear anybody away`() {
        var bench = BuyBench()
        bench.arrive()
        bench.pin(2, "D21")
        #expect(bench.program.shownItem?.code == "D21")
        bench.press(Key(.left))
        #expect(bench.program.shownItem?.code == "A12")
        bench.post(3, "E40", "Masks", 9_000, left: 4)
        bench.pin(3, "E40")
        #expect(bench.program.shownItem?.code == "A12")
        bench.press(Key(.tab))
        bench.press(Key(.home))
        #expect(bench.program.shownItem?.code == "E40")
    }

    @Test func `text of others cannot move the cursor`() {
        var bench = BuyBench()
        bench.arrive()
        var said = WireSaid()
        (said.session, said.buyer, said.alias) = (3, 2, "O\u{1B}[2Jla")
        said.text = "\u{1B}]52;c;eA==\u{7}\u{202E}evil"
        bench.happen(.said(said))
        for row in 0..<24 {
            for cell in bench.screen().row(row) {
                #expect(
                    !cell.character.unicodeScalars.contains {
                        $0.properties.generalCategory == .control || $0.value == 0x202E
                    })
            }
        }
    }

    @Test func `lines that change money ask first, others run`() {
        var bench = BuyBench()
        bench.arrive()
        #expect(bench.enter("/items --all").contains(.line("/items --all")))
        for line in ["/take 4", "/order A12 9 --wait", "/order A12 B3"] {
            #expect(!bench.enter(line).contains(.line(line)))
            #expect(!bench.press(Key(.enter)).contains(.line(line)))
        }
        bench.enter("/take 4")
        #expect(bench.press(.text("y")).contains(.line("/take 4")))
        bench.enter("/nonsense")
        #expect(bench.screen().contains("There is no /nonsense"))
    }
}
