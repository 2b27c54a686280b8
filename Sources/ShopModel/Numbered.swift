/// A number that names one thing of a kind within its shop, counted from 1.
///
/// `Subject` only tells kinds apart: an order's number is not a parcel's.
package struct Numbered<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }

    package var next: Self { Self(number + 1) }
    package var description: String { String(number) }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

/// The kinds that are numbered within a shop.
package enum Subject {
    package enum Session {}
    package enum Item {}
    package enum Buyer {}
    package enum Order {}
    package enum Hold {}
    package enum Payment {}
    package enum Parcel {}
    package enum Refund {}
    package enum Place {}
    package enum Event {}
}

package typealias SessionID = Numbered<Subject.Session>
package typealias ItemID = Numbered<Subject.Item>
package typealias BuyerID = Numbered<Subject.Buyer>
package typealias OrderID = Numbered<Subject.Order>
package typealias HoldID = Numbered<Subject.Hold>
package typealias PaymentID = Numbered<Subject.Payment>
package typealias ParcelID = Numbered<Subject.Parcel>
package typealias RefundID = Numbered<Subject.Refund>
/// A place in the line for an item.
package typealias PlaceID = Numbered<Subject.Place>
/// An event's place in its shop's journal; the first is 1.
package typealias EventSequence = Numbered<Subject.Event>
