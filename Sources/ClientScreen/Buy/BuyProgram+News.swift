import TerminalScreen
import Wire

extension BuyProgram {
    mutating func take(_ news: ServerNews) {
        for signal in shop.apply(news, atMs: desk.nowMs) { take(signal) }
        followPrices()
    }

    private mutating func take(_ signal: ShopSignal) {
        let isLive = shop.link == .live
        switch signal {
        case .talked: chat.scroll.noteAdded()
        case .live: catchUp()
        case .pinned(let number):
            // Who looks at something else goes on looking at it.
            if number != 0, chosenItem == number { chosenItem = nil }
            if chosenItem == nil { photoIndex = 0 }
        case .posted: if chosenItem == nil { photoIndex = 0 }
        case .orderChanged(let number), .paymentChanged(let number):
            if isLive, isWorthRinging(number) { effects.append(.ring) }
            showCode()
            if isLive { askForOrder(number) }
        case .offered: if isLive { effects.append(.ring) }
        case .ordered(let number): if isLive { askForOrder(number) }
        case .messaged: if isLive, chat.scroll.isAtEnd { markRead() }
        case .requestChanged, .parcelChanged, .linkChanged: break
        }
    }

    /// An order rings when it is paid, ended, or waits for its buyer; not on each step between.
    private func isWorthRinging(_ number: UInt64) -> Bool {
        guard let order = shop.orders[number] else { return false }
        return order.money == .paid || order.state != .placed || order.offeredQuote != nil
    }

    /// Asks for the state as it is, which events told before may have missed.
    private mutating func catchUp() {
        pictures.forgetFailures()
        send(.listSessions(WireListSessions()), .list(.listSessions(WireListSessions())))
        if shop.joinedSession != 0 {
            var items = WireListItems()
            items.session = shop.joinedSession
            ask(.listItems(items))
        }
        ask(.listOrders(WireListOrders()))
        ask(.listParcels(WireListParcels()))
        if shop.missedPosts > 0 {
            desk.tell(
                ShopPhrase.missed(posts: shop.missedPosts, lines: shop.missedLines), .title)
        }
    }

    /// Asks for one order: events do not tell what is to be paid now, and how.
    private mutating func askForOrder(_ number: UInt64) {
        var list = WireListOrders()
        (list.after, list.limit) = (max(1, number) - 1, 1)
        send(.listOrders(list), .quiet)
    }

    /// A message stands among the newest lines, so it is read.
    private mutating func markRead() {
        guard let last = shop.threads[shop.me]?.last, last.staff else { return }
        var mark = WireMarkRead()
        mark.through = last.seq
        send(.markRead(mark), .quiet)
    }

    private mutating func ask(_ list: WireCommand.OneOf_Body) { send(list, .list(list)) }

    // MARK: Answers

    mutating func take(_ reply: WireReply, to asked: Asked?) {
        guard let asked else { return }
        if case .error(let error)? = reply.result { return take(error, to: asked) }
        shop.apply(reply)
        switch asked {
        case .list(let list): if let next = list.nextPage(after: reply) { ask(next) }
        case .quiet: showCode()
        case .said: break
        case .preview:
            guard case .order(var order)? = sheet, case .asking = order.state else { return }
            (order.state, order.quotedAtMs) = (.quoted(reply.preview), desk.nowMs)
            sheet = .order(order)
        case .placing(let item):
            let number = reply.order.order
            if case .order(let order)? = sheet, order.item == item, case .placing = order.state {
                sheet = number == 0 ? nil : .details(order: number, top: 0)
            }
            if number != 0 {
                desk.tell(BuyPhrase.placed(number), .good)
            } else if let place = reply.waits.first {
                desk.tell(ShopPhrase.waiting(place.code, place.units, place.position), .good)
            }
        case .payment(let number):
            guard case .payment(var payment)? = sheet, payment.order == number else { return }
            payment.isAsking = false
            sheet = .payment(payment)
            showCode()
        case .act: desk.tell(BuyPhrase.done, .good)
        }
    }

    /// Nothing is known of what was sent: the client has ended, or could not take it.
    mutating func fail(_ what: Asked?, _ text: String) {
        guard let what else { return desk.tell(KitPhrase.trouble(text), .error) }
        var error = WireError()
        error.text = text
        take(error, to: what)
    }

    /// The server's own answer, not a hope.
    private mutating func take(_ error: WireError, to asked: Asked) {
        let text = error.text
        switch asked {
        case .list, .quiet: return
        case .preview:
            guard case .order(var order)? = sheet, case .asking = order.state else { return }
            order.state = .refused(text, isSoldOut: error.code == .soldOut)
            sheet = .order(order)
            return
        case .placing(let item):
            guard case .order(var order)? = sheet, order.item == item,
                case .placing = order.state
            else { break }
            order.state = .refused(text, isSoldOut: error.code == .soldOut)
            sheet = .order(order)
            return
        case .payment(let number):
            guard case .payment(var payment)? = sheet, payment.order == number else { break }
            (payment.isAsking, payment.refusal) = (false, text)
            sheet = .payment(payment)
            return
        case .said(let line):
            // The line comes back for another try, unless something else is being typed.
            if desk.input.isEmpty { desk.input.replace(with: line) }
        case .act: break
        }
        desk.tell(KitPhrase.trouble(text), .error)
    }
}

extension WireCommand.OneOf_Body {
    /// The list's next page, when the reply says that there is one.
    func nextPage(after reply: WireReply) -> Self? {
        switch (self, reply.result) {
        case (.listOrders(var list), .orders(let page)?) where page.next != 0:
            list.after = page.next
            return .listOrders(list)
        case (.listItems(var list), .items(let page)?) where page.next != 0:
            list.after = page.next
            return .listItems(list)
        case (.listParcels(var list), .parcels(let page)?) where page.next != 0:
            list.after = page.next
            return .listParcels(list)
        default: return nil
        }
    }
}
