/// An ISO 4217 currency: three capital letters, and how many digits its minor unit has.
package struct Currency: Hashable, Sendable, CustomStringConvertible {
    /// The alphabetic code, such as `KRW`.
    package let code: String

    /// Fails unless `code` is one of the currencies this shop can count in.
    package init?(_ code: String) {
        guard Self.minorUnitDigits[code] != nil else { return nil }
        self.code = code
    }

    /// The number of decimal digits of the minor unit: 0 for KRW, 2 for CNY, 3 for BHD.
    package var minorUnitDigits: Int {
        guard let digits = Self.minorUnitDigits[code] else {
            preconditionFailure("a Currency is only made from a code in the table")
        }
        return digits
    }

    package var description: String { code }

    package static func == (left: Currency, right: Currency) -> Bool { left.code == right.code }
    package func hash(into hasher: inout Hasher) { hasher.combine(code) }

    /// Source: ISO 4217 list one, national currencies, with those withdrawn in 2025 and 2026 (ANG,
    /// BGN), which older records are in. Funds, metals and testing codes are left out.
    private static let minorUnitDigits: [String: Int] = {
        let two = """
            AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN \
            BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS \
            GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR \
            LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD \
            PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
            SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER \
            ZAR ZMW ZWG
            """
        let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
        let three = "BHD IQD JOD KWD LYD OMR TND"
        var table: [String: Int] = [:]
        for (codes, digits) in [(two, 2), (none, 0), (three, 3)] {
            for code in codes.split(separator: " ") { table[String(code)] = digits }
        }
        return table
    }()
}
