/// How an exact amount becomes a whole number of minor units: a direction and a step.
///
/// Both directions treat amounts below zero like those above, so a refund is rounded as its
/// payment was.
package struct Rounding: Hashable, Sendable {
    package enum Direction: String, CaseIterable, Sendable {
        /// To the nearest step, halves away from zero.
        case halfUp = "half-up"
        /// To the next step away from zero, when there is any remainder.
        case up
    }

    package let direction: Direction
    /// In major units of the result's currency; `nil` for its minor unit.
    package let step: ExactDecimal?

    /// The rule of `ExchangeRate`: to the nearest minor unit.
    package static let halfUp = Rounding(.halfUp)
    package static let up = Rounding(.up)

    private init(_ direction: Direction) { (self.direction, step) = (direction, nil) }

    /// Fails unless `step` is above zero.
    package init?(_ direction: Direction, step: ExactDecimal?) {
        if let step, step.mantissa <= 0 { return nil }
        (self.direction, self.step) = (direction, step)
    }

    /// Reads the rule's stable name, such as `half-up`, `up` or `half-up 0.10`.
    package init?(id: some StringProtocol) {
        let words = id.split(separator: " ", omittingEmptySubsequences: false)
        guard (1...2).contains(words.count), let direction = Direction(rawValue: String(words[0]))
        else { return nil }
        guard words.count == 2 else {
            self.init(direction)
            return
        }
        guard let step = ExactDecimal(words[1]) else { return nil }
        self.init(direction, step: step)
    }

    /// The rule's stable name; a quote keeps it.
    package var id: String { step.map { "\(direction.rawValue) \($0)" } ?? direction.rawValue }

    /// The step in minor units of `currency`; `nil` when it is not a whole number of them.
    package func stepMinorUnits(in currency: Currency) -> Int64? {
        guard let step else { return 1 }
        let scaled = Int128(step.mantissa) * ExactDecimal.powerOfTen(currency.minorUnitDigits)
        let (units, rest) = scaled.quotientAndRemainder(
            dividingBy: ExactDecimal.powerOfTen(step.scale))
        return rest == 0 ? Int64(exactly: units) : nil
    }
}

extension Rounding.Direction {
    /// `dividend / divisor` as a whole number; the divisor is above zero.
    func quotient(_ dividend: Int128, by divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        let roundsAway =
            switch self {
            // Twice the remainder could overflow; its distance to the divisor cannot.
            case .halfUp: remainder.magnitude >= divisor.magnitude - remainder.magnitude
            case .up: remainder != 0
            }
        return roundsAway ? quotient + dividend.signum() : quotient
    }
}
