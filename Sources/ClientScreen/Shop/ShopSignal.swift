/// What of the news may concern a screen beyond being shown: scrolling, bells, overlays.
package enum ShopSignal: Equatable, Sendable {
    /// The scrollback has one more entry.
    case talked
    /// An item is new, by its number.
    case posted(UInt64)
    /// The seller shows another item now; 0: none.
    case pinned(UInt64)
    case ordered(UInt64)
    /// An order or its money is in another state.
    case orderChanged(UInt64)
    /// A way to pay is open, or has ended; by order.
    case paymentChanged(UInt64)
    /// Units are kept for somebody who waited, by offer.
    case offered(UInt64)
    case requestChanged(UInt64)
    case parcelChanged(UInt64)
    /// A message in a buyer's thread.
    case messaged(UInt64)
    case linkChanged
    /// All that had happened before is told.
    case live
}
