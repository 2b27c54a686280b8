import ShopModel
import TestSupport
import Testing

struct MoneyTests {
    @Test(arguments: [
        ("KRW", "38000", 38_000), ("CNY", "12.5", 1250), ("CNY", "0.01", 1),
        ("BHD", "1.234", 1234), ("CNY", "-3", -300), ("JPY", "0", 0),
    ])
    func `major units are read exactly`(code: String, text: String, minorUnits: Int64) {
        #expect(Money(majorUnits: text, currency(code))?.minorUnits == minorUnits)
    }

    @Test(arguments: [
        ("KRW", "1.5"), ("CNY", "0.001"), ("CNY", ""), ("CNY", "."), ("CNY", "1."), ("CNY", ".5"),
        ("CNY", "1e3"), ("CNY", "+1"), ("CNY", "1,000"), ("CNY", "92233720368547758.08"),
    ])
    func `what is not exact is refused`(code: String, text: String) {
        #expect(Money(majorUnits: text, currency(code)) == nil)
    }

    @Test(arguments: [
        ("CNY", 5, "0.05 CNY"), ("CNY", -1234, "-12.34 CNY"), ("KRW", 63_000, "63000 KRW"),
        ("BHD", 1, "0.001 BHD"),
    ])
    func `an amount is written in major units`(code: String, minorUnits: Int64, text: String) {
        #expect(Money(minorUnits, currency(code)).description == text)
    }

    @Test func `sums of different currencies and overflows are errors`() {
        let one = Money(1, currency("CNY"))
        #expect(throws: MoneyError.differentCurrencies(currency("CNY"), currency("KRW"))) {
            try one.adding(Money(1, currency("KRW")))
        }
        #expect(throws: MoneyError.overflow) { try Money(.max, currency("CNY")).adding(one) }
        #expect(throws: MoneyError.overflow) { try Money(.max, currency("CNY")).multiplied(by: 2) }
    }

    @Test(arguments: ["", "KR", "krw", "XXX", "KRWW"])
    func `only known ISO 4217 codes are currencies`(code: String) {
        #expect(Currency(code) == nil)
    }
}

struct ExchangeRateTests {
    private func rate(_ base: String, _ quote: String, _ text: String) -> ExchangeRate? {
        ExactDecimal(text).flatMap {
            ExchangeRate(
                base: currency(base), quote: currency(quote), rate: $0, source: "seller",
                postedAt: Timestamp(milliseconds: 0))
        }
    }

    @Test(arguments: [
        ("KRW", "CNY", "0.0052", 76_000, 39_520),
        ("KRW", "CNY", "0.0052", 1, 1),  // 0.52 fen
        ("KRW", "CNY", "0.005", 1, 1),  // exactly half a fen goes away from zero
        ("KRW", "CNY", "0.0049", 1, 0),
        ("KRW", "CNY", "0.005", -1, -1),
        ("CNY", "KRW", "192.3", 1250, 2404),  // 2403.75
        ("CNY", "BHD", "0.0527", 100, 53),  // 52.7 of a thousandth
        ("CNY", "CNY", "1.000", 77, 77),
    ])
    func `a sum is converted exactly and rounded once`(
        base: String, quote: String, text: String, amount: Int64, expected: Int64
    ) throws {
        let rate = try #require(self.rate(base, quote, text))
        #expect(
            try rate.convert(Money(amount, currency(base))) == Money(expected, currency(quote)))
    }

    @Test(arguments: [("KRW", "CNY", "0"), ("KRW", "CNY", "-1"), ("CNY", "CNY", "1.01")])
    func `a rate is above zero, and one between equals`(base: String, quote: String, text: String) {
        #expect(rate(base, quote, text) == nil)
    }

    @Test func `what does not fit is an error, not a wrong number`() throws {
        let rate = try #require(self.rate("KRW", "CNY", "9000000"))
        #expect(throws: MoneyError.overflow) {
            try rate.convert(Money(.max, currency("KRW")))
        }
    }
}

struct TextTests {
    @Test(arguments: [("a12", "A12"), ("9", "9"), ("abcdefgh", "ABCDEFGH")])
    func `an item code is kept in capitals`(text: String, code: String) {
        #expect(ItemCode(text)?.text == code)
    }

    @Test(arguments: ["", "abcdefghi", "A 1", "A-1", "é1", "ß"])
    func `an item code is one to eight letters and digits`(text: String) {
        #expect(ItemCode(text) == nil)
    }

    @Test(arguments: ["2027-02-28", "2028-02-29", "1999-12-31", "0001-01-01"])
    func `a date is written as it is read`(text: String) {
        #expect(CalendarDate(text)?.description == text)
    }

    @Test(arguments: ["2027-02-29", "2027-13-01", "2027-00-01", "2027-1-1", "20270101", ""])
    func `days that do not exist are no dates`(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(arguments: [0x00, 0x07, 0x1B, 0x7F, 0x9B, 0x202E, 0x2066, 0x2028] as [UInt32])
    func `what moves the cursor or turns the line is replaced`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect("a\(scalar)b".neutralised() == "a\u{FFFD}b")
    }

    @Test func `ordinary text of any script stays as it is`() {
        let text = "還有嗎？ chị ơi ✨👩‍👩‍👧 خوب"
        #expect(text.neutralised() == text)
        #expect("a\nb".neutralised(keepingLines: true) == "a\nb")
        #expect("a\nb".neutralised() == "a\u{FFFD}b")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `a photo's name survives its spellings`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        let id = try #require(PhotoID(digest: bytes))
        #expect(id.bytes == bytes)
        #expect(PhotoID(hexadecimal: id.description) == id)
        #expect(PhotoID(hexadecimal: id.description.uppercased()) == nil)
    }
}
