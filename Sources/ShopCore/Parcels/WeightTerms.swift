package import ShopModel

/// What was agreed for parcels that do not weigh what was estimated. More weight never costs more:
/// extra money would need a new payment request, and there is none for it.
package struct WeightTerms: Equatable, Sendable {
    package enum Rule: Equatable, Sendable {
        /// Differences change no price.
        case waive
        /// Of the freight, the share that the missing weight is of the estimate comes back,
        /// when it is more than so many per cent of it.
        case refund(tolerancePercent: Int)
    }

    package let rule: Rule
    /// What box and padding of each parcel are estimated at.
    package let packing: Mass

    package static let waived = WeightTerms(rule: .waive, packing: .zero)

    package init(rule: Rule, packing: Mass) { (self.rule, self.packing) = (rule, packing) }

    /// What comes back of a freight, in minor units: 0 to `freight`, rounded down.
    ///
    /// - Parameters:
    ///   - own: What of the parcel is the order's, and what all the order weighs, in grams.
    ///   - estimated: Of the parcel with its packing, in grams; above zero.
    func refund(
        of freight: Int64, own: (grams: Int64, of: Int64), estimated: Int64, actual: Int64
    ) -> Int64 {
        guard case .refund(let tolerance) = rule, actual < estimated, own.of > 0 else { return 0 }
        let missing = Int128(estimated - actual)
        guard missing * 100 > Int128(estimated) * Int128(tolerance) else { return 0 }
        let part = Int128(freight) * Int128(own.grams) * missing
        return Int64(part / (Int128(own.of) * Int128(estimated)))
    }
}

/// Freight that an order does not cost because a parcel weighed less.
package struct FreightCredit: Equatable, Sendable {
    package let order: OrderID
    package let parcel: ParcelID
    package let amount: Money
    package let estimated: Mass
    package let actual: Mass

    package init(
        order: OrderID, parcel: ParcelID, amount: Money, estimated: Mass, actual: Mass
    ) {
        (self.order, self.parcel, self.amount) = (order, parcel, amount)
        (self.estimated, self.actual) = (estimated, actual)
    }
}

extension Shop {
    func checked(_ terms: WeightTerms) throws(Refusal) -> WeightTerms {
        if case .refund(let tolerance) = terms.rule, !(0...99).contains(tolerance) {
            throw .invalid(
                field: "weight_terms.tolerance_percent", rule: "must be 0 to 99 per cent")
        }
        return terms
    }
}
