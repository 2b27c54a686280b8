package import TerminalScreen
package import Wire

/// What lies over the buyer's panes.
package enum BuySheet: Sendable {
    case order(OrderSheet)
    /// One order with its quote, money and parcels.
    case details(order: UInt64, top: Int)
    case payment(PaymentSheet)
    case items(ListCursor)
    case parcels(ListCursor)
    case photo

    var place: BuyPlace {
        switch self {
        case .order: .orderSheet
        case .details: .details
        case .payment: .payment
        case .items: .items
        case .parcels: .parcels
        case .photo: .photo
        }
    }
}

/// An order that is being put together: what it would cost, before anything is held.
package struct OrderSheet: Equatable, Sendable {
    package enum State: Equatable, Sendable {
        /// The shop is asked what it costs.
        case asking
        case quoted(WirePreview)
        case refused(String, isSoldOut: Bool)
        /// The shop has the order; its answer is waited for.
        case placing
    }

    package let item: UInt64
    package var quantity: UInt32
    /// One value of each option of the item.
    package var variant: [String]
    package var state = State.asking
    /// Of the item when the shop was asked: what is ordered is what was quoted.
    package var version: UInt32 = 0
    /// The session's rate when the shop was asked.
    var rate = WireExchangeRate()
    /// When the quote came, on the program's clock.
    var quotedAtMs: Int64 = 0

    package init(item: WireItem, quantity: UInt32 = 1, variant: [String] = []) {
        (self.item, self.quantity) = (item.item, max(1, quantity))
        self.variant =
            variant.count == item.options.count
            ? variant : OrderSheet.variants(of: item).first ?? []
    }

    /// All choices of an item, those that are there first.
    static func variants(of item: WireItem) -> [[String]] {
        let stocked = item.stock.variants
        if !stocked.isEmpty {
            return stocked.filter { $0.available > 0 }.map(\.variant)
                + stocked.filter { $0.available == 0 }.map(\.variant)
        }
        return item.options.reduce([[]]) { sofar, option in
            sofar.flatMap { start in option.values.map { start + [$0] } }
        }
    }

    /// The next choice of the item's options.
    mutating func chooseNext(of item: WireItem) {
        let all = Self.variants(of: item)
        guard let index = all.firstIndex(of: variant), all.count > 1 else { return }
        variant = all[(index + 1) % all.count]
    }

    /// The line as the shop takes it.
    func line(of item: WireItem) -> WirePlaceOrder.Line {
        var line = WirePlaceOrder.Line()
        (line.code, line.quantity, line.variant) = (item.code, quantity, variant)
        line.version = version
        return line
    }
}

/// How an order is paid: a code to scan, a link, or words for a transfer.
package struct PaymentSheet: Equatable, Sendable {
    package let order: UInt64
    /// Waits for the shop's answer to the request.
    package var isAsking = false
    /// Of the ways to pay, the one asked for last.
    package var method: WirePaymentMethod = .unspecified
    package var isInverted = false
    /// The code that is shown, and what it says.
    package var code: CodeOrder?
    package var cells: Grid?
    package var refusal: String?

    package init(order: UInt64) { self.order = order }
}
