import ShopCore
import ShopModel
import Testing

extension RandomRun {
    mutating func auditMoney(_ step: String) throws {
        for order in bench.shop.orders.values { try audit(order, step) }
        for payment in bench.shop.payments.values { audit(payment, step) }
        for index in auditedEntries..<bench.journal.count {
            let entry = bench.journal[index]
            verify(entry.sequence.number == UInt64(index + 1), "\(step)")
            guard case .paymentSettled(let id, _, let transaction, _) = entry.event else {
                continue
            }
            let method = bench.shop.payments[id]?.method.rawValue ?? ""
            let isNew = settlements.insert("\(method) \(transaction)").inserted
            verify(isNew, "\(step): settled twice")
        }
        auditedEntries = bench.journal.count
        // Money that is set aside is on the list of what has to be looked at, and nothing else is.
        let aside = bench.shop.payments.values.filter { $0.state == .quarantined }.map(\.id)
        let told = bench.shop.alerts.values.filter { $0.alert.kind == .quarantine }
        verify(Set(told.compactMap(\.alert.payment)) == Set(aside), "\(step): alerts")
        try auditGate(step)
    }

    private func audit(_ order: Order, _ step: String) throws {
        let payments = order.payments.compactMap { bench.shop.payments[$0] }
        let received = payments.compactMap(\.received?.minorUnits).reduce(0, +)
        let refunds = order.refunds.compactMap { bench.shop.refunds[$0] }
        let back = refunds.filter { $0.state == .succeeded }.map(\.amount.minorUnits).reduce(0, +)
        let underWay = refunds.filter(\.isUnderWay).map(\.amount.minorUnits).reduce(0, +)
        verify(order.settled.minorUnits == received, "\(step): settled")
        verify(order.refunded.minorUnits == back, "\(step): refunded")
        verify(back + underWay <= order.refundDue.minorUnits, "\(step): not promised")
        verify(order.refundDue.minorUnits <= received, "\(step): more than came")
        verify((order.refundDueBy == nil) == (order.outstandingMinorUnits == 0), "\(step)")
        try verify(try order.quote.goods.adding(order.quote.freight) == order.quote.total)
        let methods = payments.filter(\.isLive).map(\.method)
        verify(Set(methods).count == methods.count, "\(step): two open payments")
        if order.hasEnded {
            verify(methods.isEmpty, "\(step): ended before its payments")
            verify(order.refundDue == order.settled, "\(step): silent money")
        }
    }

    private func audit(_ payment: Payment, _ step: String) {
        let refunds = payment.refunds.compactMap { bench.shop.refunds[$0] }
        let given = refunds.filter { $0.state != .failed }.map(\.amount.minorUnits).reduce(0, +)
        verify(given <= payment.received?.minorUnits ?? 0, "\(step): payment \(payment.id)")
        verify(refunds.count <= 50, "\(step)")
        verify(refunds.allSatisfy { $0.order == payment.order }, "\(step)")
    }

    /// What left was settled in full, with nothing in doubt, when it left.
    private func auditGate(_ step: String) throws {
        let left = bench.journal[stepStart...].compactMap { entry -> Parcel? in
            guard case .parcelHandedOver(let id, _, _) = entry.event else { return nil }
            return bench.shop.parcels[id]
        }.last
        guard let parcel = left else { return }
        for order in parcel.orders.compactMap({ bench.shop.orders[$0] }) {
            let states = order.payments.compactMap { bench.shop.payments[$0]?.state }
            verify(order.isFullySettled && !states.contains(.quarantined), "\(step): gate")
        }
    }
}
