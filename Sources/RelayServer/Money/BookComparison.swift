import Payments
import ShopCore
import ShopModel

/// Compares a day at a provider with the shop's books; makes no calls itself.
///
/// Lines are matched by our numbers, not by day: a payment that the provider counts a moment
/// before midnight may be known here only after it.
struct BookComparison {
    let wish: ReconciliationWish
    private(set) var payments = 0
    private(set) var refunds = 0
    private(set) var differences: [Reconciliation.Difference] = []
    /// Money that the shop did not know of, to be told it.
    private(set) var news: [(payment: PaymentID, report: ProviderReport)] = []
    private var seenPayments: Set<PaymentID> = []
    private var seenRefunds: Set<RefundID> = []

    init(_ wish: ReconciliationWish) { self.wish = wish }

    mutating func take(_ line: BillLine, in shop: Shop) {
        switch line.kind {
        case .payment:
            payments += 1
            guard
                let payment = shop.payment(
                    reference: line.reference, transaction: line.transaction),
                payment.method == wish.method
            else {
                return add(
                    .notHere, line.reference, line.transaction, there: line.amount,
                    "a payment that nobody here asked for")
            }
            seenPayments.insert(payment.id)
            compare(payment, line.transaction, line.amount)
        case .refund(let number, let id, let isDone):
            refunds += 1
            guard let refund = shop.refund(number: number), shop.method(of: refund) == wish.method
            else {
                return add(
                    .notHere, number.isEmpty ? line.reference : number, id, there: line.amount,
                    "a refund that was not made here")
            }
            seenRefunds.insert(refund.id)
            compare(refund, id, line.amount, isDone: isDone)
        }
    }

    /// What the provider says of a payment that its bill did not list, or that has no bill.
    mutating func take(_ standing: PaymentStanding, of payment: Payment, in shop: Shop) {
        payments += 1
        switch standing {
        case .paid(let transaction, let amount), .givenBack(let transaction, let amount, _):
            let booked = shop.payment(reference: payment.reference, transaction: transaction)
            compare(booked ?? payment, transaction, amount)
        case .contradicted(let what):
            add(.state, payment.reference, payment.transaction, "\(what)")
        case .opened, .notPaid, .pending, .closed, .refused:
            guard let received = payment.received else { return }
            add(
                .notAtProvider, payment.reference, payment.transaction, here: received,
                "settled here, unpaid there")
        }
    }

    mutating func take(_ standing: RefundStanding, of refund: Refund) {
        refunds += 1
        switch standing {
        case .done(let id, let amount): compare(refund, id ?? "", amount, isDone: true)
        case .processing: break
        case .unknown:
            add(
                .notAtProvider, refund.number, refund.reference, here: refund.amount,
                "given back here, unknown there")
        case .failed(let reason), .needsAttention(let reason):
            add(.state, refund.number, refund.reference, here: refund.amount, reason)
        case .contradicted(let what):
            add(.state, refund.number, refund.reference, here: refund.amount, "\(what)")
        }
    }

    /// Payments of the day that nothing was said of: those that settled, and without a bill also
    /// those that did not, for money may have come unnoticed.
    func paymentsLeft(in shop: Shop, hasBill: Bool) -> [Payment] {
        shop.payments.values.filter { payment in
            // A second transaction cannot be asked for: the number brings the first.
            guard payment.method == wish.method, !seenPayments.contains(payment.id),
                shop.payment(reference: payment.reference)?.id == payment.id
            else { return false }
            if let settledAt = payment.settledAt { return isOfDay(settledAt) }
            return !hasBill && !payment.isLive && payment.requestedAt.map(isOfDay) == true
        }.sorted { $0.id < $1.id }
    }

    func refundsLeft(in shop: Shop) -> [Refund] {
        shop.refunds.values.filter { refund in
            refund.state == .succeeded && shop.method(of: refund) == wish.method
                && !seenRefunds.contains(refund.id) && refund.endedAt.map(isOfDay) == true
        }.sorted { $0.id < $1.id }
    }

    /// - Parameter limit: More differences are left out, and the last one says so.
    func result(limit: Int) -> Reconciliation {
        var told = differences
        if told.count > limit {
            told = Array(told.prefix(limit - 1))
            told.append(
                Reconciliation.Difference(
                    .state, number: "", transaction: "", here: nil, there: nil,
                    text: "\(differences.count - limit + 1) more differences"))
        }
        return Reconciliation(wish, payments: payments, refunds: refunds, differences: told)
    }

    private mutating func compare(_ payment: Payment, _ transaction: String, _ amount: Money) {
        let number = payment.reference
        guard let received = payment.received else {
            if payment.found?.transaction == transaction {
                // A person decides, or has decided, about this money.
                guard payment.state == .quarantined else { return }
                return add(.state, number, transaction, there: amount, "set aside here")
            }
            news.append((payment.id, .paid(transaction: transaction, amount: amount)))
            return add(.notHere, number, transaction, there: amount, "paid there, unpaid here")
        }
        if payment.transaction != transaction {
            news.append((payment.id, .paid(transaction: transaction, amount: amount)))
            add(
                .notHere, number, transaction, there: amount,
                "paid there once more; known here: \(payment.transaction)")
        } else if received != amount {
            add(.amount, number, transaction, here: received, there: amount, "")
        }
    }

    private mutating func compare(
        _ refund: Refund, _ id: String, _ amount: Money, isDone: Bool
    ) {
        if refund.amount != amount {
            add(.amount, refund.number, id, here: refund.amount, there: amount, "")
        } else if isDone, refund.state == .failed {
            add(
                .state, refund.number, id, here: refund.amount, there: amount,
                "failed here, done there")
        }
    }

    private mutating func add(
        _ kind: Reconciliation.Difference.Kind, _ number: String, _ transaction: String,
        here: Money? = nil, there: Money? = nil, _ text: String
    ) {
        differences.append(
            Reconciliation.Difference(
                kind, number: number, transaction: transaction, here: here, there: there,
                text: text))
    }

    private func isOfDay(_ time: Timestamp) -> Bool { CalendarDate.inChina(at: time) == wish.day }
}

extension Shop {
    fileprivate func method(of refund: Refund) -> PaymentMethod? {
        payments[refund.payment]?.method
    }
}
