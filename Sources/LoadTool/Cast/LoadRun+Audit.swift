import Reactor
import Wire

// What is compared once all is over: streams with the seller's, answers with lists, units with
// stock, the shop's money with the provider's.
extension LoadRun {
    func audit(_ stage: Stage) throws(LoadFailure) -> Breaches {
        var breaches = Breaches()
        progress.show("comparing streams, lists, stock and books")
        for seller in stage.sellers { breaches.add(streams(stage, seller)) }
        let orders = try listOrders(stage)
        breaches.add(answers(stage, orders))
        for seller in stage.sellers.indices {
            breaches.add(try stock(stage, seller, orders))
        }
        breaches.add(try money(stage, orders))
        return breaches
    }

    /// Each buyer's public events against the seller's, up to the seller's last text.
    private func streams(_ stage: Stage, _ seller: Confined<Seller>) -> Breaches {
        let (index, heard, last, texts, chats) = seller.ask {
            ($0.index, $0.heard, $0.lastHeard, $0.texts, $0.chats)
        }
        var breaches = seller.ask { $0.breaches }
        guard let last else {
            breaches.add("seller \(index) did not hear its own last text")
            return breaches
        }
        for troupe in stage.troupes {
            breaches.add(
                troupe.ask { troupe in
                    var found = Breaches()
                    for buyer in troupe.buyers where buyer.group.seller == index {
                        guard buyer.isComplete, let digest = buyer.digest else { continue }
                        let name = "buyer \(buyer.index) of “\(buyer.group.name)”"
                        for text in buyer.textsTaken where !chats.contains(text) {
                            found.add("\(name): its text \(text) was taken and never came")
                        }
                        for fault in digest.faults(comparedWith: heard, upTo: last) {
                            found.add("\(name): \(fault) (\(stage.scene.hint))")
                        }
                        if buyer.hasHeardText, buyer.texts.next != texts {
                            found.add("\(name) got \(buyer.texts.next) of \(texts) texts")
                        }
                        let photos = buyer.photosToCome.values.reduce(0, +)
                        if photos > 0 {
                            found.add("\(name): \(photos) photos did not come whole, nor the word")
                        }
                    }
                    return found
                })
        }
        return breaches
    }

    /// All orders of the run's sessions, page by page.
    private func listOrders(_ stage: Stage) throws(LoadFailure) -> [WireOrder] {
        let sessions = Set(stage.scene.sessions.map(\.id))
        var (orders, list) = ([WireOrder](), WireListOrders())
        while true {
            let page = try command(.listOrders(list)).orders
            orders += page.orders.filter { sessions.contains($0.session) }
            guard page.next != 0 else { return orders }
            list.after = page.next
        }
    }

    private func answers(_ stage: Stage, _ orders: [WireOrder]) -> Breaches {
        let byBuyer = Dictionary(grouping: orders, by: \.buyer).mapValues { $0.map(\.order) }
        var breaches = Breaches()
        for troupe in stage.troupes {
            breaches.add(
                troupe.ask { troupe in
                    var found = Breaches()
                    for buyer in troupe.buyers where buyer.state == .inside {
                        for fault in buyer.book.faults(listed: byBuyer[buyer.buyerNumber] ?? []) {
                            found.add(
                                """
                                buyer \(buyer.index) of “\(buyer.group.name)”: \(fault) \
                                (\(stage.scene.hint))
                                """)
                        }
                    }
                    return found
                })
        }
        return breaches
    }

    private func stock(
        _ stage: Stage, _ seller: Int, _ orders: [WireOrder]
    ) throws(LoadFailure) -> Breaches {
        let session = stage.scene.sessions[seller].id
        var (items, list) = ([WireItem](), WireListItems())
        list.session = session
        while true {
            let page = try command(.listItems(list)).items
            items += page.items
            guard page.next != 0 else { break }
            list.after = page.next
        }
        var kept: [String: Int] = [:]
        let keeping: [WireOrderState] = [.placed, .confirmed, .completed]
        for order in orders where order.session == session && keeping.contains(order.state) {
            for line in order.lines { kept[line.code, default: 0] += Int(line.quantity) }
        }
        var asked: [String: Int] = [:]
        for troupe in stage.troupes {
            let answers = troupe.ask { troupe in
                troupe.buyers.filter { $0.group.seller == seller }.map(\.rushAnswers)
            }
            for answers in answers { asked.merge(answers, uniquingKeysWith: +) }
        }
        let refused = refusals(stage, seller)
        let offered = stage.sellers[seller].ask { $0.offered }
        let checked = items.map { item in
            var checked = StockCheck.Item(
                code: item.code,
                offered: item.stock.model == .toOrder ? nil : Int(item.stock.offered),
                available: Int(item.stock.available),
                askers: item.code.hasPrefix("R") ? asked[item.code] ?? 0 : nil)
            checked.wanted = offered[item.code].map { Int($0) }
            checked.soldOutAt = refused[item.code]
            return checked
        }
        var breaches = Breaches()
        for fault in StockCheck.faults(checked, kept: kept) {
            breaches.add("session \(session): \(fault) (\(stage.scene.hint))")
        }
        return breaches
    }

    /// The most units that were on offer when somebody was told that an item was sold out, by code.
    private func refusals(_ stage: Stage, _ seller: Int) -> [String: Int] {
        var times: [String: MonotonicTime] = [:]
        for troupe in stage.troupes {
            let soldOut = troupe.ask { troupe in
                troupe.buyers.filter { $0.group.seller == seller }.map(\.soldOut)
            }
            // What is on offer only rises, so the latest says most.
            for known in soldOut { times.merge(known) { max($0, $1) } }
        }
        let asked = times
        return stage.sellers[seller].ask { seller in
            asked.reduce(into: [:]) { $0[$1.key] = seller.units(of: $1.key, at: $1.value) }
        }
    }

    private func money(_ stage: Stage, _ orders: [WireOrder]) throws(LoadFailure) -> Breaches {
        var breaches = Breaches()
        guard let till = stage.scene.till else { return breaches }
        let answer = Answer<Result<[String: Int64], LoadFailure>>()
        let loop = group[0]
        loop.execute { till.books(on: loop) { answer.give($0) } }
        let provider = try answer.wait().get()
        let check = MoneyCheck(
            orders: orders.map { order in
                MoneyCheck.Order(
                    number: order.order,
                    isConfirmed: [.confirmed, .completed].contains(order.state),
                    total: order.quote.total.minorUnits, settled: order.settled.minorUnits)
            },
            payments: orders.flatMap { order in
                order.payments.map { payment in
                    MoneyCheck.Payment(
                        reference: payment.reference, order: order.order,
                        isSettled: [.settled, .settledLate].contains(payment.state),
                        received: payment.received.minorUnits)
                }
            },
            provider: provider,
            paidByBuyers: Set(
                stage.troupes.flatMap { $0.ask { $0.buyers.flatMap(\.paidReferences) } }))
        for fault in check.faults() { breaches.add("\(fault) (\(stage.scene.hint))") }
        return breaches
    }
}
