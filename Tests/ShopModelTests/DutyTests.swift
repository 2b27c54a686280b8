import ShopModel
import TestSupport
import Testing

struct DutyTests {
    private let cn = country("CN")

    /// Taxes of the years after 2019: value added 13 %, consumption 15 % on dear cosmetics; the
    /// duties are two of those that a customs table has.
    private func table(deMinimis: DutyTerms.DeMinimis? = nil) throws -> DutyTable {
        try DutyTable(
            id: "cn-2026", validFrom: day("2026-01-01"), source: "customs notice",
            rates: [
                DutyRate(
                    goods: .cosmetics, destination: .country(country("CN")), lowPermille: 20,
                    highPermille: 50),
                DutyRate(
                    goods: .clothing, destination: .anywhere, lowPermille: 71, highPermille: 71),
            ],
            terms: [
                DutyTerms(
                    country: country("CN"), currency: currency("CNY"), deMinimis: deMinimis,
                    limitPerTransaction: yuan(500_000), limitPerYear: yuan(2_600_000),
                    retailImport: RetailImportRoute(rates: [
                        RetailImportRate(
                            goods: .cosmetics, valueAddedTaxPermille: 130,
                            consumptionTaxPermille: 150),
                        RetailImportRate(
                            goods: .clothing, valueAddedTaxPermille: 130,
                            consumptionTaxPermille: 0),
                    ]))
            ])
    }

    private func goods(_ goods: GoodsClass, _ fen: Int64) -> DutiableGoods {
        DutiableGoods(goods: goods, value: yuan(fen))
    }

    @Test func `a duty is an estimate between two bounds, with its table and date`() throws {
        let estimate = try table().estimate([goods(.cosmetics, 100_00)], to: cn)
        #expect((estimate.low, estimate.high) == (yuan(2_00), yuan(5_00)))
        #expect(estimate.description == "estimate 2.00 CNY to 5.00 CNY (cn-2026, from 2026-01-01)")
        #expect(estimate.warnings.isEmpty)
        #expect(estimate.source == "customs notice")
    }

    @Test func `one class is summed before it is rounded`() throws {
        // 0.25 of a fen each: once 0.50, not twice 0.25.
        let rate = try DutyRate(
            goods: .food, destination: .anywhere, lowPermille: 250, highPermille: 250)
        let table = try DutyTable(
            id: "t", validFrom: day("2026-01-01"), source: "s", rates: [rate], terms: [])
        let estimate = try table.estimate([goods(.food, 1), goods(.food, 1)], to: cn)
        #expect(estimate.low == yuan(1))
        #expect(estimate.description == "estimate 0.01 CNY (t, from 2026-01-01)")
    }

    @Test(
        arguments: [
            (.cosmetics, 100_00, 23_06),  // 28 / 85 × 70 % = 23.0588 %
            (.clothing, 100_00, 9_10),  // 13 % × 70 %
            (.cosmetics, 5_000_00, 1_152_94), (.clothing, 1, 0), (.clothing, 6, 1),
        ] as [(GoodsClass, Int64, Int64)])
    func `retail import collects 70 % of the statutory taxes`(
        goods: GoodsClass, value: Int64, tax: Int64
    ) throws {
        let estimate = try table().estimate([self.goods(goods, value)], to: cn, by: .retailImport)
        #expect((estimate.low, estimate.high) == (yuan(tax), yuan(tax)))
        #expect(estimate.warnings.isEmpty)
    }

    @Test func `beyond a limit duty and full taxes are collected, with a warning`() throws {
        let estimate = try table().estimate(
            [goods(.clothing, 5_000_01)], to: cn, by: .retailImport)
        #expect(
            estimate.warnings == [
                .overTransactionLimit(limit: yuan(5_000_00), total: yuan(5_000_01)),
                .reducedRateLost,
            ])
        // (1.071 × 13 % + 7.1 %) of 5,000.01 = 21.023 %
        #expect(estimate.low == yuan(1_051_15))
    }

    @Test func `what was imported this year counts towards the year's limit`() throws {
        let table = try table()
        let lines = [goods(.cosmetics, 1_000_00)]
        let within = try table.estimate(lines, to: cn, importedThisYear: yuan(25_000_00))
        #expect(within.warnings.isEmpty)
        let beyond = try table.estimate(lines, to: cn, importedThisYear: yuan(25_000_01))
        #expect(
            beyond.warnings == [.overYearLimit(limit: yuan(26_000_00), total: yuan(26_000_01))])
        // The general route's duty does not change with it.
        #expect(beyond.high == within.high)
    }

    @Test(
        arguments: [(99_99, 0, 0), (100_00, 0, 0), (100_01, 2_00, 5_00)] as [(Int64, Int64, Int64)])
    func `a small value is free`(value: Int64, low: Int64, high: Int64) throws {
        let estimate = try table(deMinimis: .goodsValue(yuan(100_00)))
            .estimate([goods(.cosmetics, value)], to: cn)
        #expect((estimate.low, estimate.high) == (yuan(low), yuan(high)))
    }

    @Test func `a small duty is free, bound by bound`() throws {
        let estimate = try table(deMinimis: .duty(yuan(50_00)))
            .estimate([goods(.cosmetics, 2_000_00)], to: cn)
        #expect((estimate.low, estimate.high) == (yuan(0), yuan(100_00)))
        #expect(estimate.parts[0].low == yuan(40_00))
    }

    @Test func `what cannot be estimated is an error by case`() throws {
        let table = try table()
        #expect(throws: DutyError.noRate(.watches, cn)) {
            try table.estimate([goods(.watches, 1)], to: cn)
        }
        #expect(throws: DutyError.noRetailImport(country("RU"))) {
            try table.estimate([goods(.clothing, 1)], to: country("RU"), by: .retailImport)
        }
        #expect(throws: DutyError.notOnPositiveList(.pharma)) {
            try table.estimate([goods(.pharma, 1)], to: cn, by: .retailImport)
        }
        #expect(throws: DutyError.differentCurrencies(currency("CNY"), currency("KRW"))) {
            try table.estimate(
                [DutiableGoods(goods: .clothing, value: Money(1, currency("KRW")))], to: cn)
        }
        #expect(throws: DutyError.negativeValue(yuan(-1))) {
            try table.estimate([goods(.clothing, -1)], to: cn)
        }
        #expect(throws: DutyError.lineCount(0, limit: 2000)) { try table.estimate([], to: cn) }
        #expect(throws: DutyError.lineCount(2001, limit: 2000)) {
            try table.estimate(Array(repeating: goods(.clothing, 1), count: 2001), to: cn)
        }
        #expect(throws: DutyError.overflow) {
            try table.estimate([goods(.clothing, .max), goods(.clothing, 1)], to: cn)
        }
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `taxes are exact`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let ct = Int.random(in: 0...900, using: &random)
        let vat = Int.random(in: 0...1000, using: &random)
        let duty = Int.random(in: 0...5000, using: &random)
        let collected = Int.random(in: 0...1000, using: &random)
        let value = Int64.random(in: 0...1_000_000_000, using: &random)
        let limit = Int64.random(in: 0...1_000_000_000, using: &random)
        let table = try DutyTable(
            id: "t", validFrom: day("2026-01-01"), source: "s",
            rates: [
                DutyRate(
                    goods: .food, destination: .anywhere, lowPermille: duty, highPermille: duty)
            ],
            terms: [
                DutyTerms(
                    country: cn, currency: currency("CNY"), limitPerTransaction: yuan(limit),
                    retailImport: RetailImportRoute(
                        collectedPermille: collected,
                        rates: [
                            RetailImportRate(
                                goods: .food, valueAddedTaxPermille: vat, consumptionTaxPermille: ct
                            )
                        ]))
            ])
        let estimate = try table.estimate([goods(.food, value)], to: cn, by: .retailImport)
        func permille(_ number: Int) -> Rational { Rational(Int128(number), 1000) }
        let goods = Rational(Int128(value))
        let expected: Rational
        if value <= limit {
            expected =
                goods * ((permille(ct) + permille(vat)) / (Rational(1) - permille(ct)))
                * permille(collected)
        } else {
            // As customs computes it: duty, then the composite price with both taxes on it.
            let dutyAmount = goods * permille(duty)
            let composite = (goods + dutyAmount) / (Rational(1) - permille(ct))
            expected = dutyAmount + composite * permille(ct) + composite * permille(vat)
        }
        #expect(Int128(estimate.low.minorUnits) == expected.roundedHalfUp)
        #expect(estimate.low == estimate.high)
    }

    @Test func `tables have limits`() throws {
        let rate = { (low: Int, high: Int) in
            try DutyRate(goods: .food, destination: .anywhere, lowPermille: low, highPermille: high)
        }
        for (low, high) in [(-1, 5), (6, 5), (0, 5001)] {
            #expect(throws: InvalidField.self) { try rate(low, high) }
        }
        let twice = try rate(0, 5000)
        #expect(throws: InvalidField.self) {
            try DutyTable(
                id: "t", validFrom: day("2026-01-01"), source: "s", rates: [twice, twice], terms: []
            )
        }
        for (vat, ct) in [(-1, 0), (1001, 0), (0, -1), (0, 901)] {
            #expect(throws: InvalidField.self) {
                try RetailImportRate(
                    goods: .food, valueAddedTaxPermille: vat, consumptionTaxPermille: ct)
            }
        }
        let row = try RetailImportRate(
            goods: .food, valueAddedTaxPermille: 0, consumptionTaxPermille: 900)
        #expect(throws: InvalidField.self) { try RetailImportRoute(rates: [row, row]) }
        #expect(throws: InvalidField.self) {
            try RetailImportRoute(collectedPermille: 1001, rates: [])
        }
        for amount in [Money(1, currency("KRW")), yuan(-1), yuan(1_000_000_000_001)] {
            #expect(throws: InvalidField.self) {
                try DutyTerms(country: cn, currency: currency("CNY"), limitPerYear: amount)
            }
            #expect(throws: InvalidField.self) {
                try DutyTerms(country: cn, currency: currency("CNY"), deMinimis: .duty(amount))
            }
        }
        let terms = try DutyTerms(country: cn, currency: currency("CNY"))
        #expect(throws: InvalidField.self) {
            try DutyTable(
                id: "t", validFrom: day("2026-01-01"), source: "s", rates: [],
                terms: [terms, terms])
        }
    }
}

struct RestrictedGoodsTests {
    private func restriction(
        _ goods: GoodsClass, _ place: String, _ reason: String
    ) throws -> Restriction {
        try Restriction(
            goods: goods, destination: try #require(Destination(place)), reason: reason,
            source: "post office", date: day("2026-03-01"))
    }

    @Test func `a restriction says why, by whom and since when`() throws {
        let list = try RestrictedGoods([
            restriction(.pharma, "*", "medicines need a licence"),
            restriction(.pharma, "CN", "medicines are not carried"),
        ])
        #expect(
            list.restriction(of: .pharma, to: country("CN"))?.reason == "medicines are not carried")
        #expect(
            list.restriction(of: .pharma, to: country("RU"))?.reason == "medicines need a licence")
        #expect(list.restriction(of: .pharma, to: country("RU"))?.date == day("2026-03-01"))
        #expect(list.restriction(of: .food, to: country("CN")) == nil)
        #expect(RestrictedGoods.none.restriction(of: .pharma, to: country("CN")) == nil)
    }

    @Test func `the list has limits`() throws {
        let row = try restriction(.pharma, "*", "reason")
        #expect(throws: InvalidField.self) { try RestrictedGoods([row, row]) }
        #expect(throws: InvalidField.self) { try restriction(.pharma, "*", "") }
        #expect(throws: InvalidField.self) {
            try restriction(.pharma, "*", String(repeating: "r", count: 201))
        }
    }
}
