import ShopCore
import Wire

// States: one name on each side, spelled out so that the compiler asks about a new one.

extension Order.State {
    var wire: WireOrderState {
        switch self {
        case .placed: .placed
        case .confirmed: .confirmed
        case .completed: .completed
        case .expired: .expired
        case .cancelled: .cancelled
        }
    }
}

extension WireOrderState {
    func core(_ field: String) throws(FieldError) -> Order.State {
        switch self {
        case .placed: return .placed
        case .confirmed: return .confirmed
        case .completed: return .completed
        case .expired: return .expired
        case .cancelled: return .cancelled
        case .unspecified, .UNRECOGNIZED: throw FieldError(field: field, rule: "is no order state")
        }
    }
}

extension MoneyState {
    var wire: WireMoneyState {
        switch self {
        case .unpaid: .unpaid
        case .partial: .partial
        case .paid: .paid
        case .overpaid: .overpaid
        case .refundDue: .refundDue
        case .partlyRefunded: .partlyRefunded
        case .refunded: .refunded
        }
    }
}

extension Payment.State {
    var wire: WirePaymentState {
        switch self {
        case .created: .created
        case .open: .open
        case .claimed: .claimed
        case .closing: .closing
        case .settled: .settled
        case .settledLate: .settledLate
        case .closed: .closed
        case .failed: .failed
        case .rejected: .rejected
        case .quarantined: .quarantined
        }
    }
}

extension WirePaymentState {
    /// The end of a payment that brought no money.
    func paymentEnd() throws(FieldError) -> PaymentEnd {
        switch self {
        case .closed: return .closed
        case .failed: return .failed
        case .rejected: return .rejected
        case .quarantined: return .quarantined
        default: throw FieldError(field: "state", rule: "is no end of a payment")
        }
    }
}

extension Parcel.State {
    var wire: WireParcelState {
        switch self {
        case .open: .open
        case .sealed: .sealed
        case .declared: .declared
        case .handedOver: .handedOver
        case .inTransit: .inTransit
        case .customsHold: .customsHold
        case .customsCleared: .customsCleared
        case .outForDelivery: .outForDelivery
        case .availableForPickup: .availableForPickup
        case .attemptFailed: .attemptFailed
        case .delivered: .delivered
        case .exception: .exception
        case .returning: .returning
        case .returned: .returned
        case .lost: .lost
        case .created: .created
        case .infoReceived: .infoReceived
        case .expiredNoInfo: .expiredNoInfo
        }
    }
}

extension WireParcelState {
    func core(_ field: String) throws(FieldError) -> Parcel.State {
        switch self {
        case .open: return .open
        case .handedOver: return .handedOver
        case .inTransit: return .inTransit
        case .customsHold: return .customsHold
        case .customsCleared: return .customsCleared
        case .outForDelivery: return .outForDelivery
        case .availableForPickup: return .availableForPickup
        case .attemptFailed: return .attemptFailed
        case .delivered: return .delivered
        case .exception: return .exception
        case .returning: return .returning
        case .returned: return .returned
        case .lost: return .lost
        case .sealed: return .sealed
        case .declared: return .declared
        case .created: return .created
        case .infoReceived: return .infoReceived
        case .expiredNoInfo: return .expiredNoInfo
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: field, rule: "is no parcel state")
        }
    }
}

extension StaffRole {
    var wire: WireRole {
        switch self {
        case .owner: .owner
        case .shopper: .shopper
        case .packer: .packer
        case .moderator: .moderator
        }
    }
}
