import ShopModel
import TestSupport
import Testing

struct QuoteRateTests {
    private func posted(
        _ base: String, _ quote: String, _ rate: String, source: String = "seller"
    ) throws -> ExchangeRate {
        let rate = try #require(ExactDecimal(rate))
        return try #require(
            ExchangeRate(
                base: currency(base), quote: currency(quote), rate: rate, source: source,
                postedAt: Timestamp(milliseconds: 1000)))
    }

    private func rate(
        _ base: String, _ quote: String, _ text: String, buffer: Int = 0, rounding: String
    ) throws -> QuoteRate {
        try QuoteRate(
            posted: posted(base, quote, text), bufferBasisPoints: buffer,
            rounding: try #require(Rounding(id: rounding)),
            validUntil: Timestamp(milliseconds: 5000))
    }

    @Test(arguments: [
        ("0.0052", 0, "half-up", 76_000, 39_520), ("0.0052", 250, "half-up", 76_000, 40_508),
        ("0.0052", 250, "half-up 0.10", 76_000, 40_510),
        ("0.0052", 250, "half-up 1", 76_000, 40_500),
        ("0.0052", 250, "up 1", 76_000, 40_600), ("0.0052", 0, "up", 1, 1),
        ("0.0049", 0, "half-up", 1, 0), ("0.0049", 0, "up", 1, 1), ("0.005", 0, "half-up", 1, 1),
        ("0.0052", 0, "up", 0, 0), ("0.005", 0, "up 0.10", -1, -10),
        ("0.005", 0, "half-up", -1, -1),
        ("0.01", 0, "up 0.10", 10, 10), ("0.01", 0, "up 0.10", 11, 20),
    ])
    func `an amount is converted with buffer and step, rounded once`(
        text: String, buffer: Int, rounding: String, won: Int64, fen: Int64
    ) throws {
        let rate = try rate("KRW", "CNY", text, buffer: buffer, rounding: rounding)
        #expect(try rate.convert(Money(won, currency("KRW"))) == yuan(fen))
    }

    @Test(arguments: 1...400 as ClosedRange<UInt64>)
    func `conversion is exact`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let codes = ["KRW", "JPY", "CNY", "USD", "BHD"]
        let base = try #require(codes.randomElement(using: &random))
        let quote = try #require(codes.filter { $0 != base }.randomElement(using: &random))
        let mantissa = Int64.random(in: 1...1_000_000_000, using: &random)
        let decimal = ExactDecimal(mantissa: mantissa, scale: Int.random(in: 0...9, using: &random))
        let buffer = Int.random(in: 0...5000, using: &random)
        let ids = ["half-up", "up", "half-up 1", "up 1", "half-up 5", "up 10"]
        let rounding = try #require(Rounding(id: ids.randomElement(using: &random) ?? ""))
        let rate = try QuoteRate(
            posted: posted(base, quote, decimal.description), bufferBasisPoints: buffer,
            rounding: rounding, validUntil: Timestamp(milliseconds: 2000))
        let amount = Int64.random(in: -1_000_000...1_000_000, using: &random)
        let step = try #require(rounding.stepMinorUnits(in: currency(quote)))

        let exact =
            Rational(Int128(amount)) * Rational(decimal) * Rational(Int128(10_000 + buffer), 10_000)
            * Rational(ExactDecimal.powerOfTen(currency(quote).minorUnitDigits))
            / Rational(ExactDecimal.powerOfTen(currency(base).minorUnitDigits))
        let steps = exact / Rational(Int128(step))
        let whole = rounding.direction == .up ? steps.roundedUp : steps.roundedHalfUp
        let converted = try rate.convert(Money(amount, currency(base)))
        #expect(Int128(converted.minorUnits) == whole * Int128(step))
        #expect(converted.currency == currency(quote))
    }

    @Test func `without buffer and step it converts as the posted rate does`() throws {
        for won in Int64(-500)...500 {
            let rate = try rate("KRW", "CNY", "0.00523", rounding: "half-up")
            let amount = Money(won, currency("KRW"))
            #expect(try rate.convert(amount) == rate.posted.convert(amount))
        }
    }

    @Test func `the cost of buffer and rounding is told`() throws {
        let rate = try rate("KRW", "CNY", "0.0052", buffer: 250, rounding: "up 1")
        let cost = try rate.cost(of: Money(76_000, currency("KRW")))
        #expect(cost.total == yuan(40_600))
        #expect(cost.atPostedRate == yuan(39_520))
        #expect(cost.surcharge == yuan(1_080))
    }

    @Test func `a rate is good from its posting up to its end`() throws {
        let rate = try rate("KRW", "CNY", "0.0052", rounding: "up")
        #expect(!rate.isValid(at: Timestamp(milliseconds: 999)))
        #expect(rate.isValid(at: Timestamp(milliseconds: 1000)))
        #expect(rate.isValid(at: Timestamp(milliseconds: 4999)))
        #expect(!rate.isValid(at: Timestamp(milliseconds: 5000)))
    }

    @Test func `a rate is written in one line`() throws {
        let plain = try rate("KRW", "CNY", "0.0052", rounding: "half-up")
        #expect(plain.description == "1 KRW = 0.0052 CNY, half-up")
        let dear = try rate("KRW", "CNY", "0.0052", buffer: 250, rounding: "up 0.10")
        #expect(dear.description == "1 KRW = 0.0052 CNY + 2.5 %, up 0.10")
    }

    @Test(arguments: [
        (-1, "half-up", "seller", 5000, "buffer"), (5001, "half-up", "seller", 5000, "buffer"),
        (0, "half-up 0.001", "seller", 5000, "rounding"),
        (0, "half-up 10000.01", "seller", 5000, "rounding"), (0, "up", "", 5000, "rate source"),
        (0, "up", String(repeating: "s", count: 201), 5000, "rate source"),
        (0, "up", "seller", 1000, "valid_until"),
    ])
    func `a quote's rate has limits`(
        buffer: Int, rounding: String, source: String, end: Int64, field: String
    ) throws {
        let posted = try posted("KRW", "CNY", "0.0052", source: source)
        let rounding = try #require(Rounding(id: rounding))
        let error = #expect(throws: InvalidField.self) {
            try QuoteRate(
                posted: posted, bufferBasisPoints: buffer, rounding: rounding,
                validUntil: Timestamp(milliseconds: end))
        }
        #expect(error?.field == field)
    }

    @Test func `what does not fit is an error, not a wrong number`() throws {
        let rate = try rate("KRW", "CNY", "9000000", buffer: 5000, rounding: "half-up")
        #expect(throws: MoneyError.overflow) { try rate.convert(Money(.max, currency("KRW"))) }
        #expect(throws: MoneyError.overflow) { try rate.convert(Money(.min, currency("KRW"))) }
        #expect(throws: MoneyError.differentCurrencies(currency("CNY"), currency("KRW"))) {
            try rate.convert(yuan(1))
        }
    }

    @Test(arguments: ["half-up", "up", "half-up 0.10", "up 1", "half-up 0.5"])
    func `a rounding rule is known by its name`(id: String) {
        #expect(Rounding(id: id)?.id == id)
    }

    @Test(arguments: ["", "down", "half-up 0", "up -1", "up  1", "up 1 ", "up 1 2", "UP"])
    func `other names are no rounding rules`(id: String) { #expect(Rounding(id: id) == nil) }
}

struct AllocationTests {
    @Test(
        arguments: [
            (100, [1, 1, 1], [34, 33, 33]), (101, [1, 1, 1], [34, 34, 33]),
            (-100, [1, 1, 1], [-34, -33, -33]),
            (10, [0, 5, 0, 5], [0, 5, 0, 5]), (1, [1, 2, 2], [0, 1, 0]), (0, [3, 4], [0, 0]),
            (7, [7], [7]), (5, [1, 1000], [0, 5]),
            (Int64.max, [1, 1], [Int64.max / 2 + 1, Int64.max / 2]),
            (Int64.min, [1], [Int64.min]),
        ] as [(Int64, [Int64], [Int64])])
    func `shares follow the weights to the last minor unit`(
        amount: Int64, weights: [Int64], shares: [Int64]
    ) throws {
        #expect(try yuan(amount).allocated(by: weights) == shares.map(yuan))
    }

    @Test(arguments: 1...300 as ClosedRange<UInt64>)
    func `shares are exact, complete and fair`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let amount = Int64.random(in: -1_000_000...1_000_000, using: &random)
        var weights = (0..<Int.random(in: 1...12, using: &random)).map { _ in
            Int64.random(in: 0...1000, using: &random)
        }
        weights.append(Int64.random(in: 1...5, using: &random))
        let shares = try yuan(amount).allocated(by: weights).map(\.minorUnits)
        #expect(shares.reduce(0, +) == amount)
        // By hand: one minor unit at a time to whoever is furthest below the exact share.
        let total = Int128(weights.reduce(0, +))
        let exact = weights.map { Rational(Int128(amount.magnitude) * Int128($0), total) }
        var expected = exact.map(\.floor)
        var left = Int128(amount.magnitude) - expected.reduce(0, +)
        var remainders = zip(exact, expected).map { $0 - Rational($1) }
        while left > 0 {
            let largest = try #require(remainders.max())
            let place = try #require(remainders.firstIndex(of: largest))
            expected[place] += 1
            remainders[place] = Rational(-1)
            left -= 1
        }
        #expect(shares.map { Int128($0.magnitude) } == expected)
        #expect(shares.allSatisfy { $0 == 0 || $0.signum() == amount.signum() })
    }

    @Test func `without a weight there is nobody to share with`() {
        #expect(throws: AllocationError.noWeight) { try yuan(1).allocated(by: []) }
        #expect(throws: AllocationError.noWeight) { try yuan(1).allocated(by: [0, 0]) }
        #expect(throws: AllocationError.negativeWeight(-1)) { try yuan(1).allocated(by: [2, -1]) }
    }
}

struct CurrencyTests {
    @Test(arguments: [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (2, "CNY USD EUR GBP HKD TWD RUB SGD THB MYR SVC VED XCG ZWG HUF IDR MRU MGA"),
    ])
    func `a currency counts in its own minor unit`(digits: Int, codes: String) {
        for code in codes.split(separator: " ") {
            #expect(Currency(String(code))?.minorUnitDigits == digits, "\(code)")
        }
    }

    @Test(arguments: ["XAU", "XDR", "XTS", "XXX", "CLF", "UYW", "USN", "HRK", "ZWL"])
    func `funds, metals, tests and what has gone are no currencies`(code: String) {
        #expect(Currency(code) == nil)
    }
}
