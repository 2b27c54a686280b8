package import Wire

/// What happens in a shop and the states of its things, for both roles.
package enum ShopPhrase: Phrase {
    // The session.
    case opened(String)
    case closed
    case rate(WireExchangeRate)
    case joined(String)
    case announced(String)
    case slow(UInt32)

    // Items.
    case posted(String, String, WireMoney)
    case corrected(String, WireMoney)
    case soldOut(String)
    case withdrawn(String)
    case restored(String)
    case pinned(String)
    case flashStarted(String, WireMoney, until: Int64)
    case flashEnded(String, WireMoney)
    case stock(WireStock)

    // Orders.
    case ordered(WireOrder)
    case orderConfirmed(UInt64, WireMoney)
    case orderEnded(UInt64, WireOrderState, String)
    case orderEnding(UInt64)
    case orderReinstated(UInt64)
    case requoted(UInt64, WireMoney)
    case short(String, UInt32, instead: String)
    case bought(UInt64, String, UInt32)
    case orderState(WireOrderState, WireMoneyState)

    // Money.
    case paid(UInt64, WireMoney)
    case paymentAsked(UInt64, WireMoney)
    case paymentClaimed(UInt64)
    case paymentEnded(UInt64, WirePaymentState, String)
    case refundDue(UInt64, WireMoney)
    case refunded(UInt64, WireMoney)
    case freightCredited(UInt64, WireMoney)
    case paymentState(WirePaymentState)
    case method(WirePaymentMethod)

    // Parcels.
    case packed(UInt64)
    case shipped(UInt64, String, String)
    case tracked(UInt64, WireParcelState, String)
    case parcelState(WireParcelState)

    // Waiting and requests.
    case waiting(String, UInt32, UInt32)
    case waitingEnded(String, String)
    case offered(String, UInt32, until: Int64)
    case offerEnded(String, String)
    case requestOffered(UInt64, String)

    // Talk.
    case message(String, String)
    case muted(until: Int64, String)
    case unmuted
    case claimRefused(String, String)
    case nothingToPass
    case lineDeleted
    case you, seller
    case alert(String)

    // The stream.
    case newBelow
    case missed(posts: Int, lines: Int)
    case fetched(Int)
    case gap(UInt64)
    case notice(String)
    case draining
    case cursorReset
    case violation(String)
}

extension WireOrder {
    /// Such as `A12 ×2, B3 blue ×1`.
    package var linesText: String {
        lines.map { line in
            ([line.code] + line.variant + ["×\(line.quantity)"]).joined(separator: " ")
        }.joined(separator: ", ")
    }
}

extension String {
    /// Behind a sentence, if there is a reason at all.
    func because(_ mark: String) -> String { isEmpty ? "" : mark + self }
}
