/// A decimal number kept exactly: `mantissa` × 10⁻ˢᶜᵃˡᵉ. Rates and typed amounts are never floats.
package struct ExactDecimal: Hashable, Sendable {
    package let mantissa: Int64
    /// Digits behind the point, 0 to 18.
    package let scale: Int

    package static let maximumScale = 18

    package init(mantissa: Int64, scale: Int) {
        precondition((0...Self.maximumScale).contains(scale), "a scale is 0 to 18 digits")
        (self.mantissa, self.scale) = (mantissa, scale)
    }

    /// Reads plain decimal text such as `0.0052`, `-3` or `630.`-less `630`.
    ///
    /// Fails on anything else: no exponent, no grouping, no leading `+`, no bare point, at most 18
    /// digits behind the point.
    package init?(_ text: some StringProtocol) {
        var digits: Int64 = 0
        var scale = 0
        var (seenPoint, seenDigit, negative) = (false, false, false)
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where index == 0:
                negative = true
            case UInt8(ascii: ".") where seenDigit && !seenPoint:
                (seenPoint, seenDigit) = (true, false)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                seenDigit = true
                if seenPoint { scale += 1 }
                let (shifted, overflow) = digits.multipliedReportingOverflow(by: 10)
                let (sum, carry) = shifted.addingReportingOverflow(Int64(byte & 0x0F))
                guard !overflow, !carry, scale <= Self.maximumScale else { return nil }
                digits = sum
            default:
                return nil
            }
        }
        guard seenDigit else { return nil }
        self.init(mantissa: negative ? -digits : digits, scale: scale)
    }

    package static func powerOfTen(_ exponent: Int) -> Int128 {
        var power: Int128 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }
}

extension ExactDecimal: CustomStringConvertible {
    package var description: String {
        // Most texts have fewer than 16 bytes, which a `String` keeps in itself.
        let most = 21 + Self.maximumScale  // 19 digits, sign and point, and zeros in front.
        return unsafe String(unsafeUninitializedCapacity: most) { text in
            var (rest, place, digits) = (mantissa.magnitude, most, 0)
            func put(_ byte: UInt8) {
                place -= 1
                unsafe text[place] = byte
            }
            repeat {
                if digits == scale, scale > 0 { put(UInt8(ascii: ".")) }
                put(UInt8(ascii: "0") + UInt8(rest % 10))
                (rest, digits) = (rest / 10, digits + 1)
            } while rest > 0 || digits <= scale
            if mantissa < 0 { put(UInt8(ascii: "-")) }
            for index in place..<most { unsafe text[index - place] = text[index] }
            return most - place
        }
    }
}

extension Money {
    /// Reads an amount in major units, such as `12.5` CNY or `38000` KRW.
    ///
    /// Fails when the text is no plain decimal or has more digits than the currency's minor unit.
    package init?(majorUnits text: some StringProtocol, _ currency: Currency) {
        guard let decimal = ExactDecimal(text), decimal.scale <= currency.minorUnitDigits else {
            return nil
        }
        let factor = ExactDecimal.powerOfTen(currency.minorUnitDigits - decimal.scale)
        guard let minorUnits = Int64(exactly: Int128(decimal.mantissa) * factor) else { return nil }
        self.init(minorUnits, currency)
    }
}
