import ShopCore
import ShopModel
import Testing

/// Shops whose parcels are weighed and declared.
extension ShopBench {
    static let packer = Actor.staff(name: "Pia", role: .packer)

    /// A seller in Korea; freight ¥12 an order.
    init(
        weighing rule: WeightTerms.Rule, packingGrams: Int64 = 0, declares: Bool = false,
        policy: PaymentPolicy = .payFirst, limits: ShopLimits = ShopLimits()
    ) throws {
        shop = Shop(limits: limits, providers: [.wechat], referencePrefix: "k3v9x2pq")
        try run(.people(.setSeller(Self.seller)))
        try run(
            .openSession(
                Command.OpenSession(
                    title: "Myeongdong evening", priceCurrency: Self.krw,
                    settlementCurrency: Self.cny, rate: Self.decimal("0.0052"),
                    rateSource: "seller", freight: Money(1200, Self.cny), holdTime: .seconds(200),
                    inviteCode: "SEOUL", policy: policy,
                    weightTerms: WeightTerms(rule: rule, packing: Self.mass(packingGrams)),
                    declares: declares)))
    }

    static let seller = SellerProfile(
        version: 0, name: "Seoul Finds", registration: "110-81", licence: "", taxID: "",
        jurisdictions: ["KR"], address: ["Market Road 1", "Seoul"])

    /// A buyer in China with an address.
    mutating func addressed(_ alias: String = "Linh") throws -> Actor {
        let buyer = try buyer(alias)
        guard let id = buyer.buyer else { throw Surprise() }
        try run(.people(.keepDetail(id, .address(1), sealed: [1, 2, 3])), by: buyer)
        return buyer
    }

    /// What customs asks of an item.
    mutating func facts(_ code: String, grams: Int64? = 300) throws {
        try run(
            .parcel(
                .setCustomsFacts(
                    session: Self.session, code: Self.code(code), hsCode: HSCode("3304.99"),
                    origin: Country("KR"), netMass: grams.flatMap { Mass(grams: $0) })))
    }

    @discardableResult
    mutating func parcel(_ command: ParcelCommand, by actor: Actor = packer) throws -> ParcelID {
        guard case .parcel(let parcel)? = try run(.parcel(command), by: actor) else {
            throw Surprise()
        }
        return parcel
    }

    @discardableResult
    mutating func pack(_ orders: [OrderID], into: ParcelID? = nil) throws -> ParcelID {
        guard case .parcel(let parcel)? = try run(.packParcel(orders: orders, into: into))
        else { throw Surprise() }
        return parcel
    }

    @discardableResult
    mutating func packAll(of buyer: Actor) throws -> ParcelID {
        let command = Command.packParcel(orders: [], buyer: buyer.buyer)
        guard case .parcel(let parcel)? = try run(command, by: Self.packer) else {
            throw Surprise()
        }
        return parcel
    }

    @discardableResult
    mutating func seal(_ parcel: ParcelID, _ grams: Int64 = 1000) throws -> ParcelID {
        try self.parcel(.seal(parcel, mass: Self.mass(grams), number: "S-1", photo: nil))
    }

    mutating func split(
        _ parcel: ParcelID, _ order: OrderID, line: Int? = nil, units: Int? = nil,
        to: ParcelCommand.SplitParcel.Target = .newParcel
    ) throws -> ParcelID {
        try self.parcel(
            .split(.init(parcel, [.init(order: order, line: line, units: units)], to: to)))
    }

    mutating func track(
        _ parcel: ParcelID, _ state: Parcel.State, after seconds: Int64 = 0, leg: Int = 0
    ) throws {
        try run(
            .trackParcel(
                parcel,
                TrackingEvent(
                    state: state, text: "", occurredAt: now + .seconds(seconds), leg: leg)))
    }

    /// Such as `7.0x2`, line by line.
    func contents(_ parcel: ParcelID) -> [String] {
        (shop.parcels[parcel]?.lines ?? []).map { "\($0.order).\($0.line)x\($0.units)" }
    }

    func state(_ parcel: ParcelID) -> Parcel.State? { shop.parcels[parcel]?.state }
}
