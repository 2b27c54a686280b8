import ShopModel
import Wire

// Amounts for people: the currency's sign where there is one, grouped digits, exact minor units.

extension WireMoney {
    /// Such as `₩38,000`, `¥64.00` or `12.500 BHD`.
    var text: String {
        guard let currency = Currency(currency) else {
            return "\(minorUnits) minor units of \(self.currency.neutralised())"
        }
        let digits = ExactDecimal(
            mantissa: minorUnits, scale: currency.minorUnitDigits
        ).description
        let isNegative = digits.hasPrefix("-")
        let number = Self.grouped(isNegative ? String(digits.dropFirst()) : digits)
        let sign = isNegative ? "-" : ""
        guard let symbol = Self.symbols[currency.code] else {
            return "\(sign)\(number) \(currency.code)"
        }
        return sign + symbol + number
    }

    /// Signs that mean one currency only to those who read prices in it.
    private static let symbols = [
        "KRW": "₩", "CNY": "¥", "JPY": "JP¥", "USD": "$", "EUR": "€", "GBP": "£", "VND": "₫",
        "THB": "฿", "RUB": "₽", "HKD": "HK$", "TWD": "NT$", "SGD": "S$", "AUD": "A$",
    ]

    private static func grouped(_ number: String) -> String {
        let parts = number.split(separator: ".", maxSplits: 1)
        let whole = Array(parts[0])
        var text = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return parts.count == 2 ? text + "." + parts[1] : text
    }
}
