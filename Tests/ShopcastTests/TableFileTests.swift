import ArgumentParser
import Testing
import Wire

@testable import shopcast

struct TableFileTests {
    private let tariff = """
        # By air, to China and the rest.
        tariff cn-air-2026-11
        valid-from 2026-11-01
        source price list of the carrier
        currency CNY
        consolidates

        row cosmetics CN step 0.5 minimum 30.00 volumetric 6000
          to 0.5 at 28.00
          to 20 at 12.00  # each half kilogram more
        row infant-formula * step 1
          to 30 at 20
        """

    private let duties = """
        duties cn-2026
        valid-from 2026-01-01
        source customs notice
        rate cosmetics CN 2% 5%
        rate other * 10%
        country CN CNY free-duty 50.00 per-order 5000.00 per-year 26000.00
        retail CN 70%
        retail-rate CN cosmetics vat 13% consumption 15%
        """

    private func file(_ text: String) throws -> TableFile { try TableFile(text, path: "f.txt") }

    private func problem(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? CommandFailure)?.text
        }
    }

    @Test func `a tariff is read row by row`() throws {
        let wire = try file(tariff).tariff()
        #expect(wire.id == "cn-air-2026-11" && wire.validFrom == "2026-11-01")
        #expect(wire.source == "price list of the carrier" && wire.consolidates)
        #expect(wire.rows.map(\.goods) == [.cosmetics, .infantFormula])
        #expect(wire.rows[0].stepGrams == 500 && wire.rows[0].minimum.minorUnits == 3000)
        #expect(wire.rows[0].bands.map(\.upToGrams) == [500, 20_000])
        #expect(wire.rows[0].bands.map(\.pricePerStep.minorUnits) == [2800, 1200])
        #expect(wire.rows[0].volumetricDivisor == 6000 && wire.rows[1].destination == "*")
    }

    @Test func `a duty table is read line by line`() throws {
        let wire = try file(duties).dutyTable()
        #expect(wire.rates.map(\.lowPermille) == [20, 100])
        #expect(wire.rates.map(\.highPermille) == [50, 100])
        let terms = try #require(wire.terms.first)
        #expect(terms.freeDuty.minorUnits == 5000 && terms.limitPerYear.minorUnits == 2_600_000)
        #expect(terms.retailImport && terms.collectedPermille == 700)
        #expect(terms.retailRates.map(\.consumptionTaxPermille) == [150])
    }

    @Test func `restrictions are a line each; an empty file lifts them`() throws {
        let wire = try file("pharma CN 2026-01-01 'customs notice' 'needs a licence'")
            .restrictedGoods()
        #expect(wire.restrictions.map(\.reason) == ["needs a licence"])
        #expect(try file("# nothing\n").restrictedGoods().restrictions.isEmpty)
    }

    @Test(
        arguments: [
            ("currency CNY", "currency KRWX", "f.txt:5: currency: “KRWX” is no currency"),
            ("2026-11-01", "2026-11-31", "f.txt:3: valid-from: “2026-11-31” is no date"),
            ("cosmetics CN", "cosmetix CN", "f.txt:8: goods: “cosmetix” is none of"),
            ("cosmetics CN", "cosmetics XX", "f.txt:8: destination: “XX” is neither"),
            ("step 0.5 m", "step 0.3 m", "f.txt:8: bands[0].up_to: must be above 0 grams and a"),
            ("step 0.5 m", "stop 0.5 m", "f.txt:8: stop: is not expected here"),
            ("at 28.00", "at 28.001", "f.txt:9: at: “28.001” is no amount of CNY"),
            ("to 20 at", "to 0.5 at", "f.txt:8: bands[1].up_to: must be above 500 grams"),
            ("at 12.00", "", "f.txt:10: at: is missing"),
            ("infant-formula *", "cosmetics CN", "f.txt:2: rows[1]: cosmetics to CN has a row"),
            ("source price", "sauce price", "f.txt:4: sauce: is not known here"),
            ("tariff cn-air-2026-11", "tariff", "f.txt:2: tariff: is missing"),
            ("source price list of the carrier", "", "f.txt:2: source: must be 1 to 200 bytes"),
            ("consolidates", "consolidates always", "f.txt:6: always: is too much"),
            ("source price", "source 'price", "f.txt:4: a quotation mark is missing"),
        ] as [(String, String, String)])
    func `a tariff's mistake is told with line and field`(
        right: String, wrong: String, text: String
    ) throws {
        #expect(tariff.contains(right))
        let changed = tariff.replacing(right, with: wrong)
        let told = problem { _ = try file(changed).tariff() }
        #expect(told?.hasPrefix(text) == true, "\(told ?? "taken")")
    }

    @Test(
        arguments: [
            ("2% 5%", "5% 2%", "f.txt:4: low: must be 0 to the high rate"),
            ("2% 5%", "2", "f.txt:4: low: “2” is no percentage"),
            ("free-duty 50.00", "free-duty 50.00 free-value 1", "f.txt:6: free-duty: goes instead"),
            ("retail CN", "retail DE", "f.txt:7: country: “DE” has no line"),
            ("consumption 15%", "consumption 95%", "f.txt:8: consumption_tax: must be 0 to 900"),
            ("rate other *", "rate cosmetics CN", "f.txt:1: rates[1]: cosmetics to CN has a rate"),
        ] as [(String, String, String)])
    func `a duty table's mistake is told with line and field`(
        right: String, wrong: String, text: String
    ) throws {
        #expect(duties.contains(right))
        let changed = duties.replacing(right, with: wrong)
        let told = problem { _ = try file(changed).dutyTable() }
        #expect(told?.hasPrefix(text) == true, "\(told ?? "taken")")
    }

    @Test func `a restriction's mistake is told with line and field`() throws {
        let told = problem { _ = try file("\n\npharma CN 2026-01-01 notice").restrictedGoods() }
        #expect(told == "f.txt:3: reason: is missing")
    }
}

struct QuoteTextTests {
    private func money(_ minorUnits: Int64) -> WireMoney {
        var money = WireMoney()
        (money.minorUnits, money.currency) = (minorUnits, "CNY")
        return money
    }

    private var quote: WireQuote {
        var quote = WireQuote()
        (quote.goodsInPriceCurrency.minorUnits, quote.goodsInPriceCurrency.currency) =
            (20_000, "KRW")
        (quote.rate.base, quote.rate.quote, quote.rate.rate) = ("KRW", "CNY", "0.0052")
        (quote.rate.source, quote.rounding, quote.bufferBasisPoints) = ("bank", "up 1", 250)
        (quote.goods, quote.freight, quote.total) = (money(10_700), money(1000), money(11_700))
        (quote.validUntilMs, quote.destination) = (43_800_000, "CN")
        quote.freightBasis.tariff = "air-1"
        quote.freightBasis.togetherWith = [6]
        quote.freightBasis.already = money(3000)
        quote.freightBasis.cap = money(8000)
        var part = WireFreightBasis.Part()
        (part.goods, part.actualGrams, part.chargedGrams) = (.cosmetics, 900, 1000)
        part.price = money(4000)
        quote.freightBasis.parts = [part]
        (quote.duty.table, quote.duty.validFrom) = ("cn-1", "2026-01-01")
        quote.duty.source = "notice"
        (quote.duty.low, quote.duty.high) = (money(200), money(500))
        var warning = WireDuty.Warning()
        (warning.kind, warning.limit, warning.total) = (.overYearLimit, money(100), money(200))
        quote.duty.warnings = [warning]
        return quote
    }

    @Test func `a quote is shown part by part, duty as an estimate that is not paid here`() {
        #expect(
            quote.lines(ClockText(offsetSeconds: 0)) == [
                "goods    ¥107.00 (₩20,000 at 1 KRW = 0.0052 CNY (bank) + 2.5 %, rounded up 1)",
                """
                freight  ¥10.00 (to CN by air-1, added to the parcel of order 6, at most ¥80.00 a \
                parcel)
                """,
                "  cosmetics 0.900 kg, charged 1.000 kg: ¥40.00",
                "  counted already: ¥30.00",
                "total    ¥117.00 · paying can begin until 12:10",
                """
                duty     estimate ¥2.00 to ¥5.00, paid to customs and not here (cn-1 of \
                2026-01-01, notice)
                """,
                "  over the limit of ¥1.00 for one year: ¥2.00",
            ])
    }

    @Test func `a new version says what to type, and that it does not count yet`() {
        var order = WireOrder()
        (order.order, order.state, order.quote) = (7, .placed, quote)
        var version = WireQuoteVersion()
        (version.version, version.quote, version.why) = (2, quote, "the rate")
        order.quotes = [version]
        let text = order.text(ClockText(offsetSeconds: 0))
        #expect(
            text.contains(
                "order 7, quote 2: ¥117.00 · the rate · counts only once agreed to: agree 7 2"))
    }

    @Test(arguments: [("2.5%", 250), ("0%", 0), ("1.25%", 125)] as [(String, UInt32)])
    func `a buffer is a percentage`(text: String, points: UInt32) throws {
        var options = try QuotingOptions.parse(["--buffer", text])
        #expect(try options.basisPoints() == points)
        options.buffer = "\(text.dropLast())"
        #expect(throws: CommandFailure.self) { try options.basisPoints() }
    }
}
