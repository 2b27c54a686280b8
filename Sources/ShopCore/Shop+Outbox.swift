package import ShopModel

/// Something to be done at a payment provider. It follows from state, so after a crash the same
/// effect is found again; the provider knows it by the payment's reference and does it once.
package enum ProviderEffect: Hashable, Sendable {
    case create(PaymentID)
    /// No notice may ever come, so ask now and then.
    case watch(PaymentID)
    case close(PaymentID)
}

extension Shop {
    /// What is to be done at providers now; empty when nothing is open there.
    package var outbox: [ProviderEffect] {
        livePayments.sorted().compactMap { id in
            guard let payment = payments[id], payment.method.hasProvider else { return nil }
            switch payment.state {
            case .created: return .create(id)
            case .open: return .watch(id)
            case .closing: return .close(id)
            default: return nil
            }
        }
    }

    /// The payment with this order number at its provider.
    package func payment(reference: String) -> Payment? {
        guard let number = reference.split(separator: "-").last.flatMap({ UInt64($0) }),
            let payment = payments[PaymentID(number)], payment.reference == reference
        else { return nil }
        return payment
    }
}
