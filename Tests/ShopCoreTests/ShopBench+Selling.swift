import ShopCore
import ShopModel

/// What a seller does live, in a test's words.
extension ShopBench {
    /// Sizes S, M, L with stock of each as given.
    mutating func postSizes(
        _ code: String, _ stock: [(size: String, offered: Int)], _ model: StockModel = .onHand,
        price: Int64 = 10_000, limit: Int? = nil, countsTo: String = ""
    ) throws {
        let sizes = try VariantOption(name: "size", values: ["S", "M", "L"])
        try run(
            .postItem(
                Command.PostItem(
                    session: Self.session, code: Self.code(code),
                    caption: Caption(title: "Item \(code)", price: Money(price, Self.krw)),
                    model: model, offered: 0, limitPerBuyer: limit, photos: [],
                    options: try VariantOptions([sizes]),
                    variants: stock.map {
                        Command.OfferedVariant(values: [$0.size], offered: $0.offered)
                    },
                    purchaseLimit: countsTo)))
    }

    mutating func order(
        _ lines: [Command.RequestedLine], by buyer: Actor
    ) throws -> OrderID {
        guard
            case .order(let order)? = try run(
                .placeOrder(session: Self.session, lines: lines), by: buyer)
        else { throw Surprise() }
        return order
    }

    mutating func order(
        _ code: String, _ variant: String, _ quantity: Int = 1, seen: Int? = nil, by buyer: Actor
    ) throws -> OrderID {
        try order([Self.line(code, variant, quantity, seen: seen)], by: buyer)
    }

    static func line(
        _ code: String, _ variant: String? = nil, _ quantity: Int = 1, seen: Int? = nil
    ) -> Command.RequestedLine {
        Command.RequestedLine(
            code: Self.code(code), quantity: quantity, variant: variant.map { [$0] } ?? [],
            seen: seen)
    }

    mutating func correct(_ code: String, price: Int64, seen: Int? = nil) throws {
        var caption = Caption(title: "Corrected", price: Money(price, Self.krw))
        let now = shop.item(Self.code(code), in: Self.session)?.caption
        (caption.goodsClass, caption.netWeight) = (now?.goodsClass, now?.netWeight)
        try run(
            .correctItem(
                session: Self.session, code: Self.code(code), caption: caption, seen: seen))
    }

    mutating func flash(
        _ code: String, price: Int64 = 5_000, units: Int = 3, each: Int? = nil,
        seconds: Int64 = 60
    ) throws {
        try run(
            .startFlashSale(
                Command.StartFlashSale(
                    session: Self.session, code: Self.code(code), price: Money(price, Self.krw),
                    units: units, unitsPerBuyer: each, duration: .seconds(seconds))))
    }

    mutating func limit(_ name: String, _ units: Int?) throws {
        try run(.setPurchaseLimit(session: Self.session, name: name, units: units))
    }

    /// Says something and gives back what the buyer is answered in private, if anything.
    mutating func say(_ text: String, by buyer: Actor) throws -> ClaimAnswer? {
        let count = journal.count
        try run(.say(session: Self.session, text: text), by: buyer)
        for entry in journal[count...] {
            guard case .claimAnswered(_, let to, let said, let answer) = entry.event else {
                continue
            }
            guard entry.audience == .buyer(to), to == buyer.buyer,
                journal[count].sequence == said
            else { throw Surprise() }
            return answer
        }
        return nil
    }

    func item(_ code: String) throws -> Item {
        guard let item = shop.item(Self.code(code), in: Self.session) else { throw Surprise() }
        return item
    }

    func available(_ code: String, _ variant: String) throws -> Int? {
        try item(code).stock.available(of: Variant(values: [variant]))
    }

    /// The events that were decided by `body`.
    mutating func events(
        _ body: (inout ShopBench) throws -> Void
    ) rethrows -> [ShopEvent] {
        let count = journal.count
        try body(&self)
        return journal[count...].map(\.event)
    }
}
