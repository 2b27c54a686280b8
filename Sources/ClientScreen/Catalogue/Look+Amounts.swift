import ShopModel
package import Wire

extension Look {
    /// An amount as readers of the language write it, such as `₩38,000`, `CN¥64.00`, `350,000 ₫`.
    ///
    /// Signs by the Common Locale Data Repository, from general knowledge.
    package func money(_ amount: WireMoney) -> String {
        guard let currency = Currency(amount.currency) else {
            return "\(amount.minorUnits) \(amount.currency)"
        }
        let digits = ExactDecimal(
            mantissa: amount.minorUnits, scale: currency.minorUnitDigits
        ).description
        let isNegative = digits.hasPrefix("-")
        let number = Self.grouped(isNegative ? digits.dropFirst() : digits[...])
        let sign = isNegative ? "-" : ""
        guard let symbol = symbol(of: currency.code) else {
            return "\(sign)\(number) \(currency.code)"
        }
        return sign + symbol + number
    }

    private func symbol(of code: String) -> String? {
        switch (code, language) {
        case ("CNY", .chinese): "¥"
        case ("CNY", _): "CN¥"
        case ("JPY", .english): "¥"
        case ("JPY", _): "JP¥"
        case ("USD", .english): "$"
        case ("USD", _): "US$"
        case ("KRW", _): "₩"
        case ("EUR", _): "€"
        case ("GBP", _): "£"
        case ("VND", _): "₫"
        case ("HKD", _): "HK$"
        case ("TWD", _): "NT$"
        case ("SGD", _): "S$"
        case ("AUD", _): "A$"
        default: nil
        }
    }

    private static func grouped(_ number: Substring) -> String {
        let parts = number.split(separator: ".", maxSplits: 1)
        var text = ""
        for (index, digit) in parts[0].enumerated() {
            if index > 0, (parts[0].count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return parts.count == 2 ? "\(text).\(parts[1])" : text
    }
}
