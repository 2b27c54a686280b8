import OpenSSLBridge
import ShopCore
import ShopModel

/// What somebody wants that the shop does not answer with; a mistake of this program.
struct Surprise: Error {
    let what: String
}

// An evening of selling, as small shops have them: posts, chat, orders, payments, parcels.
extension MadeShop {
    /// An evening from its first post to its last delivered parcel.
    mutating func spendEvening(orders: Int) throws {
        let evening = try open(items: max(5, orders / 5), hold: .minutes(30))
        // Most people come again.
        try join(evening, count: shop.buyers.count < 2_000 ? 20 : 1)
        let guests = guests(30)
        var placed: [OrderID] = []
        for number in 0..<orders {
            let buyer = guests[number % guests.count]
            try wait(.seconds(Int64(5 + number % 11)))
            try chat(number, evening, buyer)
            let order = try place(number, evening, buyer)
            placed.append(order)
            switch number % 25 {
            case 0, 1: try run(.cancelOrder(order, reason: "changed my mind"), by: buyer)
            case 2, 3, 4: break  // Its hold runs out.
            default: try pay(order, by: buyer)
            }
        }
        try wait(.hours(1))
        try run(.closeSession(evening.session))
        try buy { $0 }
        try deliver(placed)
    }

    /// An evening that goes on: some wait for their money, some are paid, bought, on their way.
    mutating func beginEvening(orders: Int, buyers: Int, until end: Timestamp) throws {
        let evening = try open(items: 100, hold: .hours(72))
        try join(evening, count: buyers)
        let guests = guests(buyers)
        let pause = TimeSpan(
            milliseconds: (end.milliseconds - now.milliseconds) / Int64(orders + 1))
        var packed: [OrderID] = []
        for number in 0..<orders {
            now = now + pause
            let buyer = guests[number % guests.count]
            if number % 5 == 0 { try chat(number, evening, buyer) }
            let order = try place(number, evening, buyer)
            switch number % 20 {
            case 0..<8: break
            case 8, 9: try run(.cancelOrder(order, reason: "changed my mind"), by: buyer)
            default:
                try pay(order, by: buyer)
                if number % 20 == 13, isOnHand(order) { packed.append(order) }
            }
        }
        try buy { ($0 + 1) / 2 }
        try deliver(packed)
    }

    // MARK: The seller

    struct Evening {
        let session: SessionID
        let items: Int
        let invite: String
    }

    private mutating func open(items: Int, hold: TimeSpan) throws -> Evening {
        sessions += 1
        let (krw, cny) = (try currency("KRW"), try currency("CNY"))
        guard let rate = ExactDecimal("0.0052") else { throw Surprise(what: "a rate") }
        let invite = "EVENING-\(sessions)"
        let subject = try run(
            .openSession(
                Command.OpenSession(
                    title: "Evening \(sessions)", priceCurrency: krw, settlementCurrency: cny,
                    rate: rate, rateSource: "seller", freight: Money(1_200, cny), holdTime: hold,
                    inviteCode: invite)))
        guard case .session(let session)? = subject else { throw Surprise(what: "a session") }
        for number in 1...items {
            var caption = Caption(
                title: "Sunscreen with a name as long as they are \(number)",
                price: Money(Int64(5_000 + 1_000 * (number % 40)), krw))
            (caption.volume, caption.condition) = ("\(30 + number) ml", "new, sealed")
            (caption.edition, caption.hasOwnPhotos) = ("summer", true)
            try run(
                .postItem(
                    Command.PostItem(
                        session: session, code: try code(number), caption: caption,
                        model: number.isMultiple(of: 2) ? .onHand : .toOrder,
                        offered: 1_000_000, limitPerBuyer: nil, photos: [],
                        store: number.isMultiple(of: 3) ? "Olive" : "Lotte")))
        }
        return Evening(session: session, items: items, invite: invite)
    }

    /// Buys so many of the units of each product that are wanted.
    private mutating func buy(_ units: (_ wanted: Int) -> Int) throws {
        for line in shop.buyList {
            let units = min(units(line.wanted), shop.limits.lineQuantity)
            try run(
                .tickOff(
                    Command.TickOff(
                        session: line.item.session, code: line.item.code, units: units,
                        proof: Purchase.Proof(batch: "L\(units)"))))
        }
    }

    /// Packs what is paid, buyer by buyer, and lets it arrive.
    private mutating func deliver(_ orders: [OrderID]) throws {
        let firm = orders.compactMap { shop.orders[$0] }.filter { $0.state == .confirmed }
        for (_, orders) in Dictionary(grouping: firm, by: \.buyer).sorted(by: { $0.key < $1.key }) {
            for start in stride(from: 0, to: orders.count, by: shop.limits.ordersPerParcel) {
                let some = orders[start...].prefix(shop.limits.ordersPerParcel).map(\.id)
                guard case .parcel(let parcel)? = try run(.packParcel(orders: some)) else {
                    throw Surprise(what: "a parcel")
                }
                try run(.handOver(parcel, carrier: "SF", trackingNumber: "SF\(parcel)"))
                for (state, text) in [
                    (Parcel.State.inTransit, "left the sorting centre"), (.delivered, "delivered"),
                ] {
                    let told = TrackingEvent(state: state, text: text, occurredAt: now)
                    try run(.trackParcel(parcel, told))
                }
            }
        }
    }

    // MARK: The buyers

    private mutating func join(_ evening: Evening, count: Int) throws {
        for _ in 0..<count {
            let alias = "buyer-\(shop.buyers.count + 1)"
            try run(
                .joinBuyer(
                    invite: evening.invite, alias: alias,
                    tokenHash: Digest.sha256(Array(alias.utf8))),
                by: .buyer(BuyerID(0)))
        }
    }

    /// The newest buyers.
    private func guests(_ count: Int) -> [Actor] {
        let last = shop.buyers.count
        return (max(1, last - count + 1)...last).map { .buyer(BuyerID(UInt64($0))) }
    }

    private mutating func chat(_ number: Int, _ evening: Evening, _ buyer: Actor) throws {
        let question = "does it also come in another colour, or only this one? (\(number))"
        try run(.say(session: evening.session, text: question), by: buyer)
        guard number.isMultiple(of: 2) else { return }
        try run(.say(session: evening.session, text: "only what you see on the shelf here"))
    }

    private mutating func place(
        _ number: Int, _ evening: Evening, _ buyer: Actor
    ) throws -> OrderID {
        // Two neighbours: one on hand, one bought to order; every other order has one alone.
        let first = 1 + number * 7 % evening.items
        var lines = [Command.RequestedLine(code: try code(first), quantity: 1 + number % 2)]
        if number % 4 == 3 {
            lines.append(
                Command.RequestedLine(code: try code(1 + first % evening.items), quantity: 1))
        }
        let subject = try run(.placeOrder(session: evening.session, lines: lines), by: buyer)
        guard case .order(let order)? = subject else { throw Surprise(what: "an order") }
        return order
    }

    private mutating func pay(_ order: OrderID, by buyer: Actor) throws {
        guard case .payment(let id)? = try run(.requestPayment(order, method: .manual), by: buyer),
            let payment = shop.payments[id]
        else { throw Surprise(what: "a payment") }
        try run(.claimPayment(id, note: "sent from my bank"), by: buyer)
        try run(.confirmPayment(id, received: payment.amount, bankReference: ""))
    }

    private func isOnHand(_ order: OrderID) -> Bool {
        shop.orders[order]?.lines.allSatisfy {
            shop.items[$0.item]?.stock.model == .onHand
        } ?? false
    }

    private func code(_ number: Int) throws -> ItemCode {
        guard let code = ItemCode("A\(number)") else { throw Surprise(what: "a code") }
        return code
    }

    private func currency(_ code: String) throws -> Currency {
        guard let currency = Currency(code) else { throw Surprise(what: "a currency") }
        return currency
    }
}
