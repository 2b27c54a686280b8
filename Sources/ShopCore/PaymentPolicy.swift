package import ShopModel

/// When buyers pay, and what makes their orders firm. The gate stays the same: nothing is handed
/// over that is not settled in full.
package enum PaymentPolicy: Equatable, Sendable {
    /// Confirmed when paid in full.
    case payFirst
    /// Confirmed when the seller accepts; paid when the goods are bought and the seller asks.
    case payAfterPurchase
    /// Confirmed when the deposit is paid; the rest is due before the parcel leaves.
    case deposit(Deposit)

    package enum Deposit: Equatable, Sendable {
        /// 1 to 99 of a hundred, rounded up to the next minor unit.
        case share(percent: Int)
        /// In the settlement currency; of a smaller order the whole total.
        case amount(Money)
    }

    /// What must be paid of `total` before the order is firm, when that is not all or nothing.
    package func deposit(of total: Money) -> Money {
        guard case .deposit(let deposit) = self else { return total }
        switch deposit {
        case .share(let percent):
            // Cannot overflow: totals are at most `ShopLimits.amountMinorUnits`.
            return Money((total.minorUnits * Int64(percent) + 99) / 100, total.currency)
        case .amount(let amount):
            return Money(min(amount.minorUnits, total.minorUnits), total.currency)
        }
    }
}
