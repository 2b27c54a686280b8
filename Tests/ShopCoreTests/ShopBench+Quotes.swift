import ShopCore
import ShopModel

/// Shops whose freight follows a tariff.
extension ShopBench {
    /// How the session of such a shop quotes.
    struct Quoting {
        var cap: Int64?
        var quoteTime: TimeSpan?
        var holdTime = TimeSpan.minutes(15)
        var terms = RateTerms.plain
        var consolidates = true
        var policy = PaymentPolicy.payFirst
        var limits = ShopLimits()
    }

    init(quoting: Quoting) throws {
        shop = Shop(limits: quoting.limits, providers: [.wechat], referencePrefix: "k3v9x2pq")
        try run(.setTariff(try Self.tariff(consolidates: quoting.consolidates)))
        try run(
            .openSession(
                Command.OpenSession(
                    title: "Myeongdong evening", priceCurrency: Self.krw,
                    settlementCurrency: Self.cny, rate: Self.decimal("0.0052"),
                    rateSource: "seller", freight: .zero(Self.cny), holdTime: quoting.holdTime,
                    inviteCode: "SEOUL", policy: quoting.policy, rateTerms: quoting.terms,
                    quoteTime: quoting.quoteTime, freightByTariff: true,
                    freightCap: quoting.cap.map { Money($0, Self.cny) })))
    }

    /// Cosmetics to China: ¥28 for the first 500 g, ¥12 for each 500 g more, ¥30 at least. All
    /// else, to anywhere: ¥20 a kilogram.
    static func tariff(
        _ id: String = "air-1", from day: String = "2023-01-01", first: Int64 = 2800,
        consolidates: Bool = true
    ) throws -> Tariff {
        let goods: [GoodsClass] = [.clothing, .other]
        let others = try goods.map { goods in
            try TariffRow(
                goods: goods, destination: .anywhere, step: mass(1000),
                bands: [TariffBand(upTo: mass(30_000), pricePerStep: Money(2000, cny))])
        }
        let cosmetics = try TariffRow(
            goods: .cosmetics, destination: .country(country("CN")), step: mass(500),
            bands: [
                TariffBand(upTo: mass(500), pricePerStep: Money(first, cny)),
                TariffBand(upTo: mass(20_000), pricePerStep: Money(1200, cny)),
            ], minimum: Money(3000, cny))
        return try Tariff(
            id: id, validFrom: date(day), source: "price list", currency: cny,
            rows: [cosmetics] + others, consolidates: consolidates)
    }

    mutating func postGoods(
        _ code: String, _ goods: GoodsClass? = .cosmetics, grams: Int64? = 300,
        price: Int64 = 10_000, offered: Int = 50, model: StockModel = .onHand
    ) throws {
        var caption = Caption(title: "Item \(code)", price: Money(price, Self.krw))
        caption.goodsClass = goods
        caption.netWeight = grams.flatMap { Mass(grams: $0) }
        try run(
            .postItem(
                Command.PostItem(
                    session: Self.session, code: Self.code(code), caption: caption,
                    model: model, offered: offered, limitPerBuyer: nil, photos: [])))
    }

    /// A buyer whose parcels go to China.
    mutating func buyer(_ alias: String = "Linh", to code: String? = "CN") throws -> Actor {
        let buyer = try join(alias)
        if let code { try run(.setDestination(Self.country(code)), by: buyer) }
        return buyer
    }

    func quote(_ order: OrderID) throws -> Quote {
        guard let quote = shop.orders[order]?.quote else { throw Surprise() }
        return quote
    }

    func freight(_ order: OrderID) throws -> Int64 { try quote(order).freight.minorUnits }

    /// The order's payment, confirmed by its provider.
    mutating func payInFull(_ order: OrderID, by buyer: Actor) throws {
        let payment = try pay(order, .wechat, by: buyer)
        guard let amount = shop.payments[payment]?.amount else { throw Surprise() }
        try report(payment, .paid(transaction: "tx\(payment)", amount: amount))
    }

    static func mass(_ grams: Int64) -> Mass {
        guard let mass = Mass(grams: grams) else { preconditionFailure("no mass \(grams)") }
        return mass
    }

    static func country(_ code: String) -> Country {
        guard let country = Country(code) else { preconditionFailure("no country \(code)") }
        return country
    }

    static func date(_ text: String) -> CalendarDate {
        guard let date = CalendarDate(text) else { preconditionFailure("no day \(text)") }
        return date
    }
}
