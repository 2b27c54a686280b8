package import Wire

/// What the buyer's screen says.
package enum BuyPhrase: Phrase {
    case action(BuyAction)
    case guideTitle, guide, answer

    // The panes.
    case noItemYet, nothingOnShow, noOrders, noParcels, noItems
    case myOrders, myParcels, allItems
    case photoCount(Int, Int)
    case earlier
    case endsIn(String)
    case each(UInt32)
    case toPayCount(Int)
    case messages(Int)
    case unanswered(Int)
    case left(String)

    // Ordering.
    case orderOf(String)
    case quantity, variant
    case goods, rate, freight, total, duty, dutyUnknown, validUntil, newQuote, toPay, given
    case asking, placing
    case orderKeys, waitKeys, closeKeys
    case notOrdered(String)
    case placed(UInt64)
    case heldFor(String)
    case liked(String)
    case done

    // Paying.
    case payTitle(UInt64, WireMoney)
    case linkOf(UInt64, WireMoney)
    case nothingToPay
    case preparing, waitingForBank, paid, scan, noRoomForCode
    case transfer(WireMoney, String)
    case checking
    case refused(String)
    case paymentKeys(manual: Bool, methods: Bool)
    case detailKeys(pay: Bool, cancel: Bool, agree: Bool)
    case parcelTitle(UInt64)
    case noTracking

    // Questions.
    case askCancel(UInt64)
    case askAgree(UInt64, WireMoney)
    case askPaid(UInt64)
}
