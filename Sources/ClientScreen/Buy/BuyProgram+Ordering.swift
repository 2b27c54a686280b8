import TerminalScreen
import Wire

extension BuyProgram {
    // MARK: Ordering

    /// Opens the order of the item that is looked at, or chosen in the list.
    mutating func orderThis() {
        var item = shownItem
        if case .items(let cursor)? = sheet {
            let list = shop.shownItems
            item = list.indices.contains(cursor.selected) ? list[cursor.selected] : nil
        }
        guard let item else { return desk.tell(BuyPhrase.nothingOnShow) }
        openOrder(of: item)
    }

    mutating func openOrder(of item: WireItem, quantity: UInt32 = 1) {
        (chosenItem, photoIndex) = (item.item == shop.pinned ? nil : item.item, 0)
        sheet = .order(OrderSheet(item: item, quantity: quantity))
        askForPreview()
    }

    private mutating func askForPreview() {
        guard case .order(var order)? = sheet, let item = shop.items[order.item] else { return }
        (order.state, order.version) = (.asking, item.version)
        order.rate = shop.session?.rate ?? WireExchangeRate()
        sheet = .order(order)
        var preview = WirePreviewOrder()
        (preview.session, preview.lines) = (item.session, [order.line(of: item)])
        asked = asked.filter { if case .preview = $0.value { false } else { true } }
        send(.previewOrder(preview), .preview)
    }

    mutating func changeOrder(_ action: BuyAction) {
        guard case .order(var order)? = sheet, let item = shop.items[order.item] else { return }
        if case .placing = order.state { return }
        switch action {
        case .more: order.quantity = min(order.quantity + 1, 999)
        case .fewer: order.quantity = max(1, order.quantity - 1)
        case .option: order.chooseNext(of: item)
        case .place: return place(order, of: item, waits: false)
        case .waitInLine: return place(order, of: item, waits: true)
        default: return
        }
        sheet = .order(order)
        askForPreview()
    }

    /// Asks again when what was quoted is no longer what it costs.
    mutating func followPrices() {
        guard case .order(let order)? = sheet, let item = shop.items[order.item],
            order.version != item.version || order.rate != shop.session?.rate ?? order.rate
        else { return }
        if case .placing = order.state { return }
        askForPreview()
    }

    private mutating func place(_ order: OrderSheet, of item: WireItem, waits: Bool) {
        var order = order
        switch order.state {
        case .quoted(let preview) where !waits:
            let until = preview.quote.validUntilMs
            guard until == 0 || shop.serverTime(atMs: desk.nowMs) < until else {
                return askForPreview()
            }
            // Who presses Enter twice has not read what it costs.
            guard desk.nowMs - order.quotedAtMs >= Self.readingTimeMs else { return }
        case .refused where waits: break
        // What is not quoted yet, or refused, is not ordered by a habit of pressing Enter.
        case .asking, .quoted, .refused, .placing: return
        }
        let isUnderWay = asked.values.contains {
            if case .placing(item.item) = $0 { true } else { false }
        }
        guard !isUnderWay else { return desk.tell(BuyPhrase.placing, .warning) }
        order.state = .placing
        sheet = .order(order)
        var command = WirePlaceOrder()
        (command.session, command.lines, command.wait) = (
            item.session, [order.line(of: item)], waits
        )
        send(.placeOrder(command), .placing(item.item))
    }

    // MARK: Orders

    mutating func askToCancel(_ order: WireOrder) {
        desk.ask(BuyPhrase.askCancel(order.order), .cancel(order.order))
    }

    mutating func askToAgree(_ order: WireOrder) {
        guard let quote = order.offeredQuote else { return }
        desk.ask(
            BuyPhrase.askAgree(order.order, quote.quote.total),
            .agree(order: order.order, version: quote.version))
    }

    mutating func perform(_ act: Act) {
        switch act {
        case .cancel(let number):
            var cancel = WireCancelOrder()
            cancel.order = number
            send(.cancelOrder(cancel), .act)
        case .agree(let order, let version):
            var accept = WireAcceptQuote()
            (accept.order, accept.version) = (order, version)
            send(.acceptQuote(accept), .act)
        case .claimPaid(let payment):
            var claim = WireClaimPayment()
            claim.payment = payment
            send(.claimPayment(claim), .act)
        case .line(let line): run(line)
        }
        desk.tell(KitPhrase.sending)
    }

    // MARK: Paying

    /// Opens the payment of the newest order that can be paid.
    mutating func payNow() {
        guard let order = orderRows.first(where: \.isPayable) else {
            return desk.tell(BuyPhrase.nothingToPay)
        }
        pay(order)
    }

    mutating func pay(_ order: WireOrder, by method: WirePaymentMethod = .unspecified) {
        guard order.isPayable || order.openPayment != nil else {
            return desk.tell(BuyPhrase.nothingToPay)
        }
        var payment = PaymentSheet(order: order.order)
        let open = order.openPayment
        if open == nil || (method != .unspecified && open?.method != method) {
            payment.method = method
            payment.isAsking = true
            var request = WireRequestPayment()
            (request.order, request.method) = (order.order, method)
            send(.requestPayment(request), .payment(order.order))
        }
        sheet = .payment(payment)
        showCode()
    }

    /// Has the code made for the link there is now.
    mutating func showCode() {
        guard case .payment(var payment)? = sheet else { return }
        let link = shop.orders[payment.order]?.openPayment?.link ?? ""
        if link.isEmpty {
            (payment.code, payment.cells) = (nil, nil)
        } else {
            let order = CodeOrder(text: link, isInverted: payment.isInverted)
            if payment.code != order {
                (payment.code, payment.cells) = (order, nil)
                effects.append(.code(order))
            }
        }
        sheet = .payment(payment)
    }

    mutating func take(_ order: CodeOrder, _ cells: Grid?) {
        guard case .payment(var payment)? = sheet, payment.code == order else { return }
        payment.cells = cells
        sheet = .payment(payment)
    }

    mutating func changePayment(_ action: BuyAction) {
        guard case .payment(var payment)? = sheet, let order = shop.orders[payment.order] else {
            return
        }
        switch action {
        case .invert:
            payment.isInverted.toggle()
            sheet = .payment(payment)
            showCode()
        case .browser:
            if let link = order.openPayment?.link, !link.isEmpty {
                effects.append(.openLink(link))
                desk.tell(KitPhrase.opened)
            }
        case .method:
            let current = order.openPayment?.method ?? payment.method
            let index = order.methods.firstIndex(of: current) ?? -1
            guard order.methods.count > 1 else { return }
            pay(order, by: order.methods[(index + 1) % order.methods.count])
        case .claimPaid:
            guard let open = order.openPayment, open.method == .manual, open.state == .open else {
                return
            }
            desk.ask(BuyPhrase.askPaid(order.order), .claimPaid(payment: open.payment))
        default: break
        }
    }
}
