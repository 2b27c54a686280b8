package import ShopModel

/// Something to be done at a payment provider. It follows from state, so after a crash the same
/// effect is found again; the provider knows it by the payment's reference and does it once.
package enum ProviderEffect: Hashable, Sendable {
    case create(PaymentID)
    /// No notice may ever come, so ask now and then.
    case watch(PaymentID)
    case close(PaymentID)
    /// To be sent, or asked for until it has ended.
    case refund(RefundID)
    case reconcile(ReconciliationWish)
}

extension Shop {
    /// What is to be done at providers now; empty when nothing is open there.
    package var outbox: [ProviderEffect] {
        let payments: [ProviderEffect] = livePayments.sorted().compactMap { id in
            guard let payment = self.payments[id], payment.method.hasProvider else { return nil }
            switch payment.state {
            case .created: return .create(id)
            case .open: return .watch(id)
            case .closing: return .close(id)
            default: return nil
            }
        }
        let refunds = liveRefunds.sorted().filter { refund in
            self.refunds[refund].flatMap { self.payments[$0.payment] }?.method.hasProvider == true
        }
        let late = latePayments.sorted().map(ProviderEffect.watch)
        return payments + late + refunds.map(ProviderEffect.refund)
            + wishedReconciliations.map(ProviderEffect.reconcile)
    }

    /// The payment with this order number at its provider.
    package func payment(reference: String) -> Payment? {
        guard let payment = Self.payment(of: reference).flatMap({ payments[$0] }),
            payment.reference == reference
        else { return nil }
        return payment
    }

    /// The payment that an order number at a provider names, whether it is in memory or not.
    package static func payment(of reference: String) -> PaymentID? {
        reference.split(separator: "-").last.flatMap { UInt64($0) }.map { PaymentID($0) }
    }

    /// The payment with this number at its provider that has this transaction on its books, else
    /// the one that was asked for under the number.
    package func payment(reference: String, transaction: String) -> Payment? {
        guard let first = payment(reference: reference) else { return nil }
        let booked = orders[first.order]?.payments.compactMap { payments[$0] }.first {
            $0.reference == reference
                && ($0.transaction == transaction || $0.found?.transaction == transaction)
        }
        return booked ?? first
    }

    /// The refund with this number at its provider.
    package func refund(number: String) -> Refund? {
        guard let refund = Self.refund(of: number).flatMap({ refunds[$0] }),
            refund.number == number
        else { return nil }
        return refund
    }

    /// The refund that a number at a provider names, whether it is in memory or not.
    package static func refund(of number: String) -> RefundID? {
        guard let digits = number.split(separator: "-").last, digits.first == "r" else {
            return nil
        }
        return UInt64(digits.dropFirst()).map { RefundID($0) }
    }

    /// The payment that a provider's transaction has settled.
    package func payment(transaction: String, _ method: PaymentMethod) -> Payment? {
        transactions[Transaction(method: method, id: transaction)].flatMap { payments[$0] }
    }
}
