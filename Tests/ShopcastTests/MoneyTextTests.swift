import Testing
import Wire

@testable import shopcast

struct MoneyTextTests {
    @Test(
        arguments: [
            (38_000, "KRW", "₩38,000"), (6400, "CNY", "¥64.00"), (5, "CNY", "¥0.05"),
            (0, "KRW", "₩0"), (-123_456, "USD", "-$1,234.56"), (12_500, "BHD", "12.500 BHD"),
            (1_000_000, "KRW", "₩1,000,000"), (999, "KRW", "₩999"),
            (Int64.min, "KRW", "-₩9,223,372,036,854,775,808"),
            (7, "X\u{1b}[31m", "7 minor units of X\u{FFFD}[31m"),
        ] as [(Int64, String, String)])
    func `amounts have their sign, groups and exact digits`(
        minorUnits: Int64, currency: String, text: String
    ) {
        #expect(money(minorUnits, currency).text == text)
    }

    @Test(
        arguments: [
            ("64", "CNY", 6400), ("64.5", "CNY", 6450), ("0.01", "CNY", 1),
            ("38000", "KRW", 38_000),
            ("64.005", "CNY", nil), ("1.5", "KRW", nil), ("-3", "KRW", nil), ("1,000", "KRW", nil),
            ("", "KRW", nil), ("5", "XXX", nil),
        ] as [(String, String, Int64?)])
    func `typed amounts are exact or refused`(text: String, currency: String, expected: Int64?) {
        let money = try? text.money(currency, "--price")
        #expect(money?.minorUnits == expected)
    }

    @Test(
        arguments: [
            (0, 0, "00:00"), (1_795_304_892_280, 0, "23:48"), (1_795_304_892_280, 32_400, "08:48"),
            (1_795_304_892_280, -3600, "22:48"), (-60_000, 0, "23:59"),
        ] as [(Int64, Int, String)])
    func `times are those of the place`(milliseconds: Int64, offset: Int, text: String) {
        #expect(ClockText(offsetSeconds: offset).timeOfDay(milliseconds) == text)
    }

    @Test(arguments: [(45, "45 s"), (90, "90 s"), (300, "5 min"), (3600, "60 min"), (7200, "2 h")])
    func `lengths of time are short`(seconds: Int, text: String) {
        #expect(durationText(seconds: seconds) == text)
    }

    @Test func `columns line up, wide characters too`() {
        var table = TextTable()
        table.add("A12", "손크림", "x")
        table.add("B", "cup", "y", "")
        #expect(table.lines == ["A12  손크림  x", "B    cup     y"])
    }
}

func money(_ minorUnits: Int64, _ currency: String) -> WireMoney {
    var money = WireMoney()
    (money.minorUnits, money.currency) = (minorUnits, currency)
    return money
}
