/// Whether the shop's money is the provider's: payment by payment, and order by order.
///
/// Amounts are in minor units of one currency.
package struct MoneyCheck: Sendable {
    package struct Payment: Sendable {
        package let reference: String
        package let order: UInt64
        package let isSettled: Bool
        package let received: Int64

        package init(reference: String, order: UInt64, isSettled: Bool, received: Int64) {
            (self.reference, self.order) = (reference, order)
            (self.isSettled, self.received) = (isSettled, received)
        }
    }

    package struct Order: Sendable {
        package let number: UInt64
        /// It was firm once, so its money must have come.
        package let isConfirmed: Bool
        package let total: Int64
        package let settled: Int64

        package init(number: UInt64, isConfirmed: Bool, total: Int64, settled: Int64) {
            (self.number, self.isConfirmed) = (number, isConfirmed)
            (self.total, self.settled) = (total, settled)
        }
    }

    package var orders: [Order]
    package var payments: [Payment]
    /// What the provider has for each of its order numbers.
    package var provider: [String: Int64]
    /// Which numbers buyers have paid, as the provider confirmed to them.
    package var paidByBuyers: Set<String>

    package init(
        orders: [Order], payments: [Payment], provider: [String: Int64], paidByBuyers: Set<String>
    ) {
        (self.orders, self.payments) = (orders, payments)
        (self.provider, self.paidByBuyers) = (provider, paidByBuyers)
    }

    package var shopTotal: Int64 {
        payments.reduce(0) { $0 + ($1.isSettled ? $1.received : 0) }
    }

    /// Of the payments that the shop knows.
    package var providerTotal: Int64 {
        payments.reduce(0) { $0 + (provider[$1.reference] ?? 0) }
    }

    /// What does not fit, in words.
    package func faults() -> [String] {
        var faults: [String] = []
        for payment in payments {
            let ours = payment.isSettled ? payment.received : 0
            let theirs = provider[payment.reference] ?? 0
            if ours != theirs {
                faults.append(
                    """
                    payment \(payment.reference) of order \(payment.order): the shop has \(ours), \
                    the provider \(theirs)
                    """)
            }
        }
        let known = Set(payments.map(\.reference))
        for reference in paidByBuyers.subtracting(known).sorted() {
            faults.append("payment \(reference) was paid, but is not in the shop's books")
        }
        let received = Dictionary(grouping: payments.filter(\.isSettled), by: \.order)
            .mapValues { $0.reduce(0) { $0 + $1.received } }
        for order in orders {
            let sum = received[order.number] ?? 0
            if order.settled != sum {
                faults.append(
                    "order \(order.number): settled is \(order.settled), its payments are \(sum)")
            }
            if order.isConfirmed, order.settled < order.total {
                faults.append(
                    "order \(order.number) is confirmed with \(order.settled) of \(order.total)")
            }
        }
        return faults
    }
}
