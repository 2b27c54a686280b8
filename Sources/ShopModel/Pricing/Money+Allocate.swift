/// Why an amount cannot be shared out.
package enum AllocationError: Error, Equatable {
    /// No weight is above zero.
    case noWeight
    case negativeWeight(Int64)
}

extension Money {
    /// Shares the amount out in proportion to `weights`, to the last minor unit.
    ///
    /// Each share is the exact one rounded down (towards zero), and the minor units that remain go
    /// one each to the largest remainders, the earlier first among equals. So the shares' sum is
    /// the amount, no share is a whole minor unit off, and the same input gives the same shares.
    ///
    /// Source: the largest remainder method (Hamilton).
    ///
    /// - Throws: `.noWeight` without a weight above zero; `.negativeWeight`.
    package func allocated(by weights: [Int64]) throws(AllocationError) -> [Money] {
        if let negative = weights.first(where: { $0 < 0 }) { throw .negativeWeight(negative) }
        let total = weights.reduce(UInt128(0)) { $0 + UInt128($1) }
        guard total > 0 else { throw .noWeight }
        let amount = UInt128(minorUnits.magnitude)
        var shares: [UInt64] = []
        var remainders: [(UInt128, index: Int)] = []
        shares.reserveCapacity(weights.count)
        remainders.reserveCapacity(weights.count)
        for (index, weight) in weights.enumerated() {
            let (share, remainder) = (amount * UInt128(weight))
                .quotientAndRemainder(dividingBy: total)
            shares.append(UInt64(share))
            remainders.append((remainder, index))
        }
        let left = minorUnits.magnitude - shares.reduce(0, +)
        remainders.sort { ($1.0, $0.index) < ($0.0, $1.index) }
        for (_, index) in remainders.prefix(Int(left)) { shares[index] += 1 }
        return shares.map { share in
            // A magnitude that only `Int64.min` has comes back as it was.
            Money(Int64(truncatingIfNeeded: minorUnits < 0 ? 0 &- share : share), currency)
        }
    }
}
