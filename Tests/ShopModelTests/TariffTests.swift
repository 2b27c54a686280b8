import ShopModel
import TestSupport
import Testing

struct TariffTests {
    private func row(
        _ goods: GoodsClass, _ place: String = "CN", step: Int64 = 500, bands: [(Int64, Int64)],
        minimum: Int64? = nil, divisor: Int? = nil
    ) throws -> TariffRow {
        try TariffRow(
            goods: goods, destination: try #require(Destination(place)), step: grams(step),
            bands: bands.map { TariffBand(upTo: grams($0), pricePerStep: yuan($1)) },
            minimum: minimum.map(yuan), volumetricDivisor: divisor)
    }

    private func tariff(_ rows: [TariffRow], from date: String = "2026-11-01") throws -> Tariff {
        try Tariff(
            id: "cn-air", validFrom: day(date), source: "price list", currency: currency("CNY"),
            rows: rows)
    }

    /// First weight of 500 g 30.00, each further 500 g 12.00 up to 10 kg, then 10.00 up to 30 kg.
    private func usual() throws -> Tariff {
        try tariff([
            row(.cosmetics, bands: [(500, 3000), (10_000, 1200), (30_000, 1000)], minimum: 4000),
            row(.food, "*", step: 1000, bands: [(20_000, 2500)], minimum: 5000),
            row(.clothing, bands: [(500, 2000), (20_000, 800)], divisor: 5000),
            row(.clothing, "*", bands: [(20_000, 3000)]),
        ])
    }

    private func line(
        _ goods: GoodsClass, _ mass: Int64?, _ quantity: Int = 1, volume: Int64? = nil
    ) throws -> FreightLine {
        try FreightLine(
            goods: goods, unitMass: mass.map(grams), unitVolume: volume, quantity: quantity)
    }

    @Test(
        arguments: [
            (0, 0, 4000), (1, 500, 4000), (500, 500, 4000), (501, 1000, 4200), (1000, 1000, 4200),
            (10_000, 10_000, 25_800), (10_001, 10_500, 26_800), (30_000, 30_000, 65_800),
        ] as [(Int64, Int64, Int64)])
    func `each started step costs its band's price, the minimum at least`(
        mass: Int64, charged: Int64, price: Int64
    ) throws {
        let freight = try usual().freight(of: [line(.cosmetics, mass)], to: country("CN"))
        #expect(freight.total == yuan(price))
        #expect(freight.parts[0].chargedGrams == charged)
        #expect(freight.parts[0].row.goods == .cosmetics)
        #expect((freight.appliedMinimum != nil) == (freight.sum.minorUnits < 4000))
    }

    @Test func `units of one class are weighed together`() throws {
        let lines = [
            try line(.cosmetics, 150, 2), try line(.cosmetics, 180), try line(.food, 400, 3),
        ]
        let freight = try usual().freight(of: lines, to: country("CN"))
        #expect(freight.parts.map(\.actualGrams) == [480, 1200])
        #expect(freight.parts.map(\.price) == [yuan(3000), yuan(5000)])
        // The higher minimum of both rows, once.
        #expect(freight.total == yuan(8000))
        #expect(freight.tariff == "cn-air")
    }

    @Test func `the highest minimum counts once`() throws {
        let tariff = try tariff([
            row(.cosmetics, bands: [(1000, 10)], minimum: 4000),
            row(.food, bands: [(1000, 20)], minimum: 6000),
        ])
        let freight = try tariff.freight(
            of: [line(.cosmetics, 100), line(.food, 100)], to: country("CN"))
        #expect(freight.sum == yuan(30))
        #expect(freight.appliedMinimum == yuan(6000))
    }

    @Test func `a country's own row comes before the one for anywhere`() throws {
        let tariff = try usual()
        #expect(try tariff.freight(of: [line(.clothing, 1)], to: country("CN")).total == yuan(2000))
        #expect(try tariff.freight(of: [line(.clothing, 1)], to: country("RU")).total == yuan(3000))
    }

    @Test func `bulky things are charged by volume`() throws {
        // 6,000 cm³ count as 1,200 g at 5,000 cm³/kg.
        let freight = try usual().freight(
            of: [line(.clothing, 300, volume: 6000)], to: country("CN"))
        #expect(freight.parts[0].volumetricGrams == 1200)
        #expect(freight.parts[0].chargedGrams == 1500)
        #expect(freight.total == yuan(2000 + 2 * 800))
    }

    @Test func `nothing to send costs nothing`() throws {
        #expect(try usual().freight(of: [], to: country("CN")).total == yuan(0))
    }

    @Test func `freight that cannot be told is an error by case`() throws {
        let tariff = try usual()
        let cn = country("CN")
        #expect(throws: FreightError.noRow(.watches, cn)) {
            try tariff.freight(of: [line(.watches, 1)], to: cn)
        }
        #expect(throws: FreightError.noRow(.cosmetics, country("RU"))) {
            try tariff.freight(of: [line(.cosmetics, 1)], to: country("RU"))
        }
        #expect(throws: FreightError.tooHeavy(.cosmetics, charged: 30_500, limit: 30_000)) {
            try tariff.freight(of: [line(.cosmetics, 30_001)], to: cn)
        }
        #expect(throws: FreightError.unknownWeight(.cosmetics, line: 1)) {
            try tariff.freight(of: [line(.cosmetics, 1), line(.cosmetics, nil)], to: cn)
        }
        let lines = Array(repeating: try line(.cosmetics, 1), count: Tariff.maximumLines)
        #expect(try tariff.freight(of: lines, to: cn).total == yuan(3000 + 3 * 1200))
        #expect(throws: FreightError.tooManyLines(limit: 2000)) {
            try tariff.freight(of: lines + [line(.cosmetics, 1)], to: cn)
        }
    }

    @Test func `the next item's freight is told before it is bought`() throws {
        let tariff = try usual()
        let lines = [try line(.cosmetics, 450)]
        let added = { (line: FreightLine) in
            try tariff.freightAdded(by: line, to: lines, country: country("CN"))
        }
        #expect(try added(line(.cosmetics, 50)) == yuan(0))
        // Out of the minimum: 42.00 after 40.00.
        #expect(try added(line(.cosmetics, 51)) == yuan(200))
        #expect(try added(line(.cosmetics, 551)) == yuan(1400))
    }

    @Test(arguments: 1...200 as ClosedRange<UInt64>)
    func `freight is what counting step by step gives`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let step = Int64.random(in: 1...50, using: &random) * 10
        var (end, bands) = (Int64(0), [(Int64, Int64)]())
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            end += step * Int64.random(in: 1...20, using: &random)
            bands.append((end, Int64.random(in: 0...5000, using: &random)))
        }
        let minimum = Int64.random(in: 0...5000, using: &random)
        let tariff = try tariff([row(.food, "*", step: step, bands: bands, minimum: minimum)])
        var (lines, total, before) = ([FreightLine](), Int64(0), Int64(0))
        while true {
            let line = try line(
                .food, Int64.random(in: 0...step, using: &random),
                Int.random(in: 1...3, using: &random))
            let mass = (line.unitMass?.grams ?? 0) * Int64(line.quantity)
            let steps = (total + mass) / step + ((total + mass) % step == 0 ? 0 : 1)
            guard steps * step <= end else {
                #expect(throws: FreightError.self) {
                    try tariff.freight(of: lines + [line], to: country("CN"))
                }
                break
            }
            var price: Int64 = 0
            for number in 0..<steps {
                price += bands.first { number * step < $0.0 }?.1 ?? 0
            }
            price = max(price, minimum)
            let added = try tariff.freightAdded(by: line, to: lines, country: country("CN"))
            #expect(added == yuan(price - before))
            lines.append(line)
            #expect(try tariff.freight(of: lines, to: country("CN")).total == yuan(price))
            (total, before) = (total + mass, price)
        }
    }

    @Test func `rows have limits`() throws {
        let refused: [() throws -> TariffRow] = [
            { try self.row(.food, step: 100_001, bands: [(200_002, 1)]) },
            { try self.row(.food, step: 0, bands: [(1, 1)]) },
            { try self.row(.food, bands: []) },
            { try self.row(.food, bands: (1...51).map { ($0 * 500, 1) }) },
            { try self.row(.food, bands: [(500, 1), (500, 1)]) },
            { try self.row(.food, bands: [(501, 1)]) },
            { try self.row(.food, bands: [(500, -1)]) },
            { try self.row(.food, bands: [(500, 1_000_000_000_001)]) },
            { try self.row(.food, bands: [(500, 1)], minimum: -1) },
            { try self.row(.food, bands: [(500, 1)], divisor: 999) },
            { try self.row(.food, bands: [(500, 1)], divisor: 20_001) },
        ]
        for make in refused { #expect(throws: InvalidField.self) { try make() } }
        #expect(try row(.food, bands: (1...50).map { ($0 * 500, 1) }).bands.count == 50)
        #expect(throws: InvalidField.self) {
            try TariffRow(
                goods: .food, destination: .anywhere, step: grams(1),
                bands: [TariffBand(upTo: grams(1), pricePerStep: yuan(1))],
                minimum: Money(1, currency("KRW")))
        }
    }

    @Test func `tariffs have limits`() throws {
        let row = try row(.food, bands: [(500, 1)])
        #expect(throws: InvalidField.self) { try tariff([]) }
        #expect(throws: InvalidField.self) { try tariff([row, row]) }
        #expect(throws: InvalidField.self) {
            try Tariff(
                id: "", validFrom: day("2026-01-01"), source: "s", currency: currency("CNY"),
                rows: [row])
        }
        #expect(throws: InvalidField.self) {
            try Tariff(
                id: "t", validFrom: day("2026-01-01"), source: "s", currency: currency("KRW"),
                rows: [row])
        }
        #expect(throws: InvalidField.self) { try line(.food, 1, 0) }
        #expect(throws: InvalidField.self) { try line(.food, 1, 10_000) }
        #expect(throws: InvalidField.self) { try line(.food, 1, volume: 1_000_001) }
    }

    @Test func `the latest table that has begun is in force`() throws {
        let row = try row(.food, bands: [(500, 1)])
        let tables = try ["2026-01-01", "2026-11-01", "2027-01-01"].map {
            try tariff([row], from: $0)
        }
        #expect(tables.inForce(on: day("2025-12-31")) == nil)
        #expect(tables.inForce(on: day("2026-01-01"))?.validFrom == day("2026-01-01"))
        #expect(tables.inForce(on: day("2026-12-31"))?.validFrom == day("2026-11-01"))
        #expect(tables.inForce(on: day("2030-01-01"))?.validFrom == day("2027-01-01"))
    }
}

struct PlaceAndMassTests {
    @Test func `there are 249 countries and territories`() {
        #expect(Country.codes.count == 249)
        #expect(Country.codes.allSatisfy { $0.utf8.count == 2 && $0 == $0.uppercased() })
    }

    @Test(arguments: ["CN", "KR", "RU", "*"])
    func `a destination is written as it is read`(text: String) {
        #expect(Destination(text)?.description == text)
    }

    @Test(arguments: ["", "cn", "XX", "EU", "UK", "CHN", "**"])
    func `other texts are no destinations`(text: String) { #expect(Destination(text) == nil) }

    @Test(arguments: [("1.25", 1250), ("0", 0), ("0.001", 1), ("1000", 1_000_000), ("2.500", 2500)])
    func `a mass is read in kilograms`(text: String, expected: Int64) {
        #expect(Mass(kilograms: text)?.grams == expected)
    }

    @Test(arguments: ["", "-1", "0.0001", "1000.001", "1,5", "1e3", "9223372036854775807"])
    func `other masses are refused`(text: String) { #expect(Mass(kilograms: text) == nil) }

    @Test func `a mass is 0 to 1,000 kg`() {
        #expect(Mass(grams: -1) == nil)
        #expect(Mass(grams: 1_000_001) == nil)
        #expect(Mass(grams: 1_250)?.description == "1.250 kg")
    }

    @Test func `goods classes keep their names`() {
        #expect(
            GoodsClass.allCases.map(\.rawValue) == [
                "cosmetics", "food", "supplements", "pharma", "clothing", "jewellery", "watches",
                "infant_formula", "electronics", "other",
            ])
    }
}
