package import ShopModel

/// How an order's freight came about by a tariff. Orders that go in one parcel are weighed
/// together; each pays what it adds, and all of them never more than the session's cap.
package struct FreightBasis: Equatable, Sendable {
    /// All units of one goods class in the parcel.
    package struct Part: Equatable, Sendable {
        package let goods: GoodsClass
        package let actualGrams: Int64
        /// Rounded up to the tariff's step, or weighed by volume.
        package let chargedGrams: Int64
        package let price: Money

        package init(goods: GoodsClass, actualGrams: Int64, chargedGrams: Int64, price: Money) {
            (self.goods, self.actualGrams) = (goods, actualGrams)
            (self.chargedGrams, self.price) = (chargedGrams, price)
        }
    }

    /// The tariff's id.
    package let tariff: String
    package let parts: [Part]
    /// What the tariff asks for the parcel with this order in it.
    package let parcel: Money
    /// The minimum, when it was more than the parts.
    package let minimum: Money?
    package let cap: Money?
    /// What of it counts without this order; zero for the first one.
    package let already: Money
    /// The earlier orders in the parcel; they are paid before this one.
    package let togetherWith: [OrderID]

    package init(
        tariff: String, parts: [Part], parcel: Money, minimum: Money?, cap: Money?,
        already: Money, togetherWith: [OrderID]
    ) {
        (self.tariff, self.parts, self.parcel) = (tariff, parts, parcel)
        (self.minimum, self.cap) = (minimum, cap)
        (self.already, self.togetherWith) = (already, togetherWith)
    }

    /// What this order pays; never below zero.
    package var charged: Money {
        let counted = min(parcel.minorUnits, cap?.minorUnits ?? parcel.minorUnits)
        return Money(counted - already.minorUnits, parcel.currency)
    }
}

extension FreightBasis {
    /// - Parameters:
    ///   - together: What goes in the parcel already.
    ///   - lines: What this order adds.
    /// - Throws: As `Tariff.freight(of:to:)`, lines counted from the first of `together`.
    init(
        _ tariff: Tariff, together: [(order: OrderID, lines: [FreightLine])],
        adding lines: [FreightLine], to country: Country, cap: Money?
    ) throws(FreightError) {
        let counted = together.flatMap(\.lines)
        let all = try tariff.freight(of: counted + lines, to: country)
        let before = try tariff.freight(of: counted, to: country).total
        self.init(
            tariff: tariff.id,
            parts: all.parts.map {
                Part(
                    goods: $0.row.goods, actualGrams: $0.actualGrams,
                    chargedGrams: $0.chargedGrams, price: $0.price)
            },
            parcel: all.total, minimum: all.appliedMinimum, cap: cap,
            already: Money(
                min(before.minorUnits, cap?.minorUnits ?? before.minorUnits), before.currency),
            togetherWith: together.map(\.order))
    }
}
