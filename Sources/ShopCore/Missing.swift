package import ShopModel

/// Something that was named and is not there, at least not in memory.
package enum Missing: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    case order(OrderID)
    case payment(PaymentID)
    case parcel(ParcelID)
    case refund(RefundID)
    case tick(PurchaseID)
    case substitute(SubstituteID)
    case invoice(of: OrderID)
    /// Something that archived sessions do not have.
    case other(String)

    package init(stringLiteral name: String) { self = .other(name) }

    package var description: String {
        switch self {
        case .order(let id): "order \(id)"
        case .payment(let id): "payment \(id)"
        case .parcel(let id): "parcel \(id)"
        case .refund(let id): "refund \(id)"
        case .tick(let id): "tick \(id)"
        case .substitute(let id): "substitute \(id)"
        case .invoice(let order): "invoice of order \(order)"
        case .other(let name): name
        }
    }
}

extension Missing: Equatable {
    /// Two are the same when they say the same.
    package static func == (first: Missing, second: Missing) -> Bool {
        first.description == second.description
    }
}
