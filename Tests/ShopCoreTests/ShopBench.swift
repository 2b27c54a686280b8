import ShopCore
import ShopModel
import Testing

/// A shop on a test's bench: the clock is turned by hand, and all entries are kept.
struct ShopBench {
    static let owner = Actor.staff(name: "Mina", role: .owner)
    static let krw = currency("KRW")
    static let cny = currency("CNY")
    static let session = SessionID(1)

    var shop: Shop
    var now = Timestamp(milliseconds: 1_700_000_000_000) {
        didSet { shopTime = max(shopTime, now) }
    }
    /// What time it is for the shop, whose clock stands still when ours is set back.
    private(set) var shopTime = Timestamp(milliseconds: 0)
    var journal: [Entry] = []

    /// A shop with one open session: prices in KRW, 0.0052 CNY each, freight ¥12, holds of 60 s.
    init(
        limits: ShopLimits = ShopLimits(), providers: Set<PaymentMethod> = [.wechat],
        policy: PaymentPolicy = .payFirst
    ) throws {
        shop = Shop(limits: limits, providers: providers, referencePrefix: "k3v9x2pq")
        try run(
            .openSession(
                Command.OpenSession(
                    title: "Myeongdong evening", priceCurrency: Self.krw,
                    settlementCurrency: Self.cny, rate: Self.decimal("0.0052"),
                    rateSource: "seller", freight: Money(1200, Self.cny), holdTime: .seconds(60),
                    inviteCode: "SEOUL", policy: policy)))
    }

    @discardableResult
    mutating func run(
        _ command: Command, by actor: Actor = ShopBench.owner
    ) throws(Refusal) -> CommandSubject? {
        let turn = try shop.execute(command, by: actor, at: now)
        journal += turn.entries + shop.announceStock(at: now)
        return turn.subject
    }

    mutating func wait(_ span: TimeSpan) {
        now = now + span
        journal += shop.advance(to: now) + shop.announceStock(at: now)
    }

    /// The shop as its journal alone brings it back.
    func replayed() -> Shop {
        var again = Shop(
            limits: shop.limits, providers: [.wechat], referencePrefix: "k3v9x2pq")
        let archives = journal.compactMap { entry -> ArchiveEvent? in
            if case .archive(let event) = entry.event { event } else { nil }
        }
        let gone = again.prepareReplay(archives)
        for entry in journal where !entry.belongs(to: gone) && entry.scope != .nothing {
            again.replay(entry)
        }
        if let last = journal.last { again.replayed(upTo: last.sequence, at: last.at) }
        return again
    }

    /// The shop comes back from its journal, and sees the clock.
    mutating func restart() {
        shop = replayed()
        journal += shop.advance(to: now)
        shopTime = max(now, journal.last?.at ?? now)
    }

    mutating func post(
        _ code: String, price: Int64 = 10_000, _ model: StockModel = .onHand, offered: Int = 5,
        limit: Int? = nil
    ) throws {
        try run(
            .postItem(
                Command.PostItem(
                    session: Self.session, code: Self.code(code),
                    caption: Caption(title: "Item \(code)", price: Money(price, Self.krw)),
                    model: model, offered: offered, limitPerBuyer: limit, photos: [])))
    }

    mutating func join(_ alias: String) throws -> Actor {
        let subject = try run(
            .joinBuyer(invite: "SEOUL", alias: alias, tokenHash: Array(alias.utf8)),
            by: .buyer(BuyerID(0)))
        guard case .buyer(let buyer)? = subject else { throw Surprise() }
        return .buyer(buyer)
    }

    mutating func order(
        _ code: String, _ quantity: Int = 1, by buyer: Actor
    ) throws -> OrderID {
        let line = Command.RequestedLine(code: Self.code(code), quantity: quantity)
        let subject = try run(.placeOrder(session: Self.session, lines: [line]), by: buyer)
        guard case .order(let order)? = subject else { throw Surprise() }
        return order
    }

    mutating func pay(
        _ order: OrderID, _ method: PaymentMethod?, by buyer: Actor
    ) throws -> PaymentID {
        let subject = try run(.requestPayment(order, method: method), by: buyer)
        guard case .payment(let payment)? = subject else { throw Surprise() }
        return payment
    }

    mutating func report(_ payment: PaymentID, _ report: ProviderReport) throws {
        try run(.reportPayment(payment, report), by: .provider(.wechat))
    }

    mutating func report(_ refund: RefundID, _ report: RefundReport) throws {
        try run(.reportRefund(refund, report), by: .provider(.wechat))
    }

    /// An order of one item by a buyer, paid in full at a provider.
    mutating func paid(
        _ code: String, by buyer: Actor, transaction: String = "42"
    ) throws -> (order: OrderID, payment: PaymentID) {
        let order = try order(code, by: buyer)
        let payment = try pay(order, .wechat, by: buyer)
        let amount = try #require(shop.payments[payment]?.amount)
        try report(payment, .paid(transaction: transaction, amount: amount))
        return (order, payment)
    }

    var alerts: [Alert] {
        journal.compactMap { if case .alertRaised(let alert) = $0.event { alert } else { nil } }
    }

    /// Confirms the whole amount of a manual payment.
    mutating func confirm(_ payment: PaymentID) throws {
        let amount = try #require(shop.payments[payment]?.amount)
        try run(.confirmPayment(payment, received: amount, bankReference: ""))
    }

    mutating func pack(_ order: OrderID) throws -> ParcelID {
        guard case .parcel(let parcel)? = try run(.packParcel(orders: [order])) else {
            throw Surprise()
        }
        return parcel
    }

    mutating func handOver(_ parcel: ParcelID) throws {
        try run(.handOver(parcel, carrier: "EMS", trackingNumber: "EE123456789KR"))
    }

    func stock(_ code: String) throws -> StockLine {
        try #require(shop.item(Self.code(code), in: Self.session)?.stock)
    }

    func state(_ order: OrderID) -> Order.State? { shop.orders[order]?.state }

    struct Surprise: Error {}

    static func currency(_ code: String) -> Currency {
        guard let currency = Currency(code) else { preconditionFailure("no currency \(code)") }
        return currency
    }

    static func code(_ text: String) -> ItemCode {
        guard let code = ItemCode(text) else { preconditionFailure("no item code \(text)") }
        return code
    }

    static func decimal(_ text: String) -> ExactDecimal {
        guard let decimal = ExactDecimal(text) else { preconditionFailure("no decimal \(text)") }
        return decimal
    }
}
