import ShopCore
import ShopModel
import Testing

struct DeclarationTests {
    /// A packed order of three A12 at ¥52.00 and one B3 at ¥26.00; nothing is known of A12.
    private func packed() throws -> (ShopBench, ParcelID) {
        var bench = try ShopBench(weighing: .waive, declares: true)
        try bench.post("A12", offered: 9)
        try bench.post("B3", price: 5_000)
        try bench.facts("B3")
        let linh = try bench.addressed()
        let order = try bench.order(
            [ShopBench.line("A12", nil, 3), ShopBench.line("B3")], by: linh)
        try bench.confirm(bench.pay(order, .manual, by: linh))
        let parcel = try bench.pack([order])
        return (bench, parcel)
    }

    private func missing(_ bench: ShopBench, _ parcel: ParcelID) throws -> String {
        let parcel = try #require(bench.shop.parcels[parcel])
        return bench.shop.draft(of: parcel, .init(), at: bench.now).missing.text
    }

    @Test func `a declaration names all that is missing, and blocks until it is there`() throws {
        var (bench, parcel) = try packed()
        #expect(
            try missing(bench, parcel)
                == "A12: HS code, country of origin, net weight; parcel: gross weight (seal it)")
        try bench.seal(parcel, 1300)
        #expect(throws: Refusal.notDeclared(parcel)) { try bench.handOver(parcel) }
        #expect(throws: Refusal.self) { try bench.parcel(.declare(parcel, .init())) }
        try bench.run(.closeSession(ShopBench.session))
        try bench.facts("A12")
        #expect(try missing(bench, parcel) == "")
        try bench.parcel(.declare(parcel, .init()))
        #expect(bench.state(parcel) == .declared)
        let declaration = try #require(bench.shop.parcels[parcel]?.declaration)
        #expect(declaration.articles.map(\.value.minorUnits) == [15_600, 2_600])
        #expect(declaration.articles.map { $0.netMass?.grams } == [900, 300])
        #expect(declaration.total?.minorUnits == 18_200 && declaration.gross?.grams == 1300)
        #expect(declaration.postage?.minorUnits == 1200 && declaration.form == .cn23)
        #expect(declaration.terms.invoice == "k3v9x2pq-1" && declaration.netGrams == 1200)
        try bench.handOver(parcel)
    }

    @Test func `what is declared is fixed until the parcel is opened with a reason`() throws {
        var (bench, parcel) = try packed()
        try bench.facts("A12")
        try bench.seal(parcel)
        try bench.parcel(.declare(parcel, .init()))
        let before = bench.shop.parcels[parcel]?.declaration
        try bench.facts("A12", grams: 500)
        #expect(bench.shop.parcels[parcel]?.declaration == before)
        #expect(throws: Refusal.self) { try bench.parcel(.declare(parcel, .init())) }
        try bench.parcel(.unseal(parcel, reason: "wrong weight"))
        #expect(bench.shop.parcels[parcel]?.declaration == nil)
        try bench.seal(parcel, 1900)
        try bench.parcel(.declare(parcel, .init()))
        #expect(bench.shop.parcels[parcel]?.declaration?.netGrams == 1800)
    }

    @Test func `sender and addressee must be there`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.facts("A12")
        let linh = try bench.join("Linh")
        let parcel = try bench.pack([try bench.firm("A12", by: linh)])
        #expect(
            try missing(bench, parcel) == """
                sender: name, address; addressee: address 1; parcel: destination, gross weight \
                (seal it)
                """)
    }

    @Test func `the values of a split line add up to what was paid, however it is cut`() throws {
        var bench = try ShopBench(weighing: .waive, declares: true)
        try bench.post("A12", price: 3_333, offered: 9)  // ¥17.33: ¥121.32 for seven.
        try bench.facts("A12")
        let linh = try bench.addressed()
        let order = try bench.firm("A12", 7, by: linh)
        let first = try bench.pack([order])
        let second = try bench.split(first, order, units: 2)
        let third = try bench.split(first, order, units: 4)
        for parcel in [third, first, second] {
            try bench.seal(parcel)
            try bench.parcel(.declare(parcel, .init()))
        }
        let values = [first, second, third].compactMap {
            bench.shop.parcels[$0]?.declaration?.total?.minorUnits
        }
        #expect(values.reduce(0, +) == (try bench.quote(order)).goods.minorUnits)
        #expect(zip(values, [1, 2, 4]).allSatisfy { abs($0 - 1733 * $1) <= 1 * $1 })
    }

    @Test(arguments: [
        (rate: nil, letter: true, form: Declaration.Form.cn23),
        (rate: "0.1734", letter: true, form: .cn22),  // 300 SDR are ¥52.02.
        (rate: "0.1733", letter: true, form: .cn23),  // ¥51.99
        (rate: "9.55", letter: false, form: .cn23),
    ])
    func `small letters take CN22, by the rate that the owner sets`(
        rate: String?, letter: Bool, form: Declaration.Form
    ) throws {
        var bench = try ShopBench()
        try bench.post("A12")  // ¥52.00
        let linh = try bench.buyer()
        let id = try bench.pack([try bench.firm("A12", by: linh)])
        if let rate {
            for (text, day) in [(rate, "2023-01-01"), ("900", "2999-01-01"), ("1", "2022-01-01")] {
                try bench.run(
                    .parcel(
                        .setSDRRate(
                            try SDRRate(
                                currency: ShopBench.cny, rate: ShopBench.decimal(text),
                                validFrom: ShopBench.date(day), source: "IMF"))))
            }
            #expect(bench.shop.sdrRates.map(\.rate.description).sorted() == [rate, "900"].sorted())
        }
        let parcel = try #require(bench.shop.parcels[id])
        let draft = bench.shop.draft(of: parcel, .init(isLetterPost: letter), at: bench.now)
        #expect(draft.form == form && draft.sdrRate.isEmpty == (rate == nil))
        let packer = ShopBench.packer
        #expect(throws: Refusal.notAllowed(.manageMoney)) {
            try bench.run(
                .parcel(
                    .setSDRRate(
                        try SDRRate(
                            currency: ShopBench.cny, rate: ShopBench.decimal("1"),
                            validFrom: ShopBench.date("2023-01-01"), source: "me"))),
                by: packer)
        }
    }

    @Test(arguments: [("KR", false), ("CN", true), (nil, true)])
    func `a parcel within the seller's country needs no declaration`(
        to country: String?, isCrossBorder: Bool
    ) throws {
        var bench = try ShopBench(weighing: .waive, declares: true)
        try bench.post("A12")
        let linh = try bench.buyer(to: country)
        let id = try bench.pack([try bench.firm("A12", by: linh)])
        let parcel = try #require(bench.shop.parcels[id])
        #expect(bench.shop.needsDeclaration(parcel) == isCrossBorder)
        if isCrossBorder {
            #expect(throws: Refusal.notDeclared(id)) { try bench.handOver(id) }
        } else {
            try bench.handOver(id)
        }
    }

    @Test(arguments: ["33049", "3304991234567", "33O499", "", "3304-99"])
    func `what is no HS code is none`(text: String) {
        #expect(HSCode(text) == nil)
        #expect(HSCode("3304.99.00")?.digits == "33049900")
    }
}
