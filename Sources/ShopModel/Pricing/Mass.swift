/// A weight in whole grams.
package struct Mass: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let grams: Int64

    /// The most that one thing or parcel can weigh here: 1,000 kg, in grams.
    package static let maximumGrams: Int64 = 1_000_000
    package static let zero = Mass(unchecked: 0)

    /// Fails outside 0 to 1,000,000 g.
    package init?(grams: Int64) {
        guard (0...Self.maximumGrams).contains(grams) else { return nil }
        self.grams = grams
    }

    /// Reads kilograms such as `1.25`; fails unless they are 0 to 1,000 kg in whole grams.
    package init?(kilograms text: some StringProtocol) {
        guard let decimal = ExactDecimal(text)?.trimmed, decimal.scale <= 3 else { return nil }
        let grams = Int128(decimal.mantissa) * ExactDecimal.powerOfTen(3 - decimal.scale)
        guard let grams = Int64(exactly: grams) else { return nil }
        self.init(grams: grams)
    }

    private init(unchecked grams: Int64) { self.grams = grams }

    /// Such as `1.250 kg`.
    package var description: String { "\(ExactDecimal(mantissa: grams, scale: 3)) kg" }

    package static func < (left: Mass, right: Mass) -> Bool { left.grams < right.grams }
}
