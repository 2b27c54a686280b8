import ShopModel

/// A slow exact number to compare with: reduced after each step.
struct Rational: Comparable {
    let numerator: Int128
    let denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128 = 1) {
        var (a, b) = (numerator.magnitude, denominator.magnitude)
        while b != 0 { (a, b) = (b, a % b) }
        let divisor = Int128(max(a, 1))
        let sign: Int128 = denominator < 0 ? -1 : 1
        (self.numerator, self.denominator) = (
            sign * numerator / divisor, sign * denominator / divisor
        )
    }

    init(_ decimal: ExactDecimal) {
        self.init(Int128(decimal.mantissa), ExactDecimal.powerOfTen(decimal.scale))
    }

    static func * (left: Rational, right: Rational) -> Rational {
        // Reduced crosswise first, so that the products stay small.
        let one = Rational(left.numerator, right.denominator)
        let other = Rational(right.numerator, left.denominator)
        return Rational(
            one.numerator * other.numerator, one.denominator * other.denominator)
    }

    static func / (left: Rational, right: Rational) -> Rational {
        left * Rational(right.denominator, right.numerator)
    }

    static func + (left: Rational, right: Rational) -> Rational {
        Rational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            left.denominator * right.denominator)
    }

    static func - (left: Rational, right: Rational) -> Rational {
        left + Rational(-1) * right
    }

    static func < (left: Rational, right: Rational) -> Bool {
        left.numerator * right.denominator < right.numerator * left.denominator
    }

    var floor: Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// To the nearest whole number, halves away from zero.
    var roundedHalfUp: Int128 {
        numerator < 0
            ? -((Rational(-1) * self + Rational(1, 2)).floor) : (self + Rational(1, 2)).floor
    }

    /// To the next whole number away from zero.
    var roundedUp: Int128 { numerator < 0 ? floor : -((Rational(-1) * self).floor) }
}
