package import ShopModel

/// How a shop wants to be paid; a setting of the seller.
package struct PaymentRules: Equatable, Sendable {
    /// The first route that fits an amount is taken when the buyer does not choose; those that fit
    /// are the ones that may be chosen. Without routes everything that is set up may.
    package let routes: [PaymentRoute]
    /// Late and surplus money is given back without being asked.
    package let automaticRefunds: Bool

    package init(routes: [PaymentRoute] = [], automaticRefunds: Bool = false) {
        (self.routes, self.automaticRefunds) = (routes, automaticRefunds)
    }
}

/// A way to pay for amounts of a currency.
package struct PaymentRoute: Equatable, Sendable {
    package let method: PaymentMethod
    /// `nil`: any.
    package let currency: Currency?
    /// In minor units, both ends included.
    package let amounts: ClosedRange<Int64>

    package init(
        _ method: PaymentMethod, currency: Currency? = nil,
        amounts: ClosedRange<Int64> = 0...Int64.max
    ) {
        (self.method, self.currency, self.amounts) = (method, currency, amounts)
    }

    func fits(_ money: Money) -> Bool {
        (currency ?? money.currency) == money.currency && amounts.contains(money.minorUnits)
    }
}

extension PaymentMethod {
    /// Whether such an amount can be paid by it at all; its provider may take less.
    func takes(_ money: Money) -> Bool {
        switch self {
        case .manual: true
        case .wechat, .alipay: money.currency.code == "CNY" && money.isPositive
        case .stripe: money.isPositive
        }
    }
}
