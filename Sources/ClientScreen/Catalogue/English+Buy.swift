extension BuyPhrase {
    package func english(_ look: Look) -> String {
        switch self {
        case .action(let action): Self.english(action)
        case .guideTitle: "Welcome"
        case .guide:
            """
            You see the item on show, the chat, and your orders.

            Say something      type and press Enter
            Order              type the code, such as A12 or A12 x2
                               or press Ctrl-O: first you see what it costs
            Pay                Alt-P, or Tab to your orders and press p
            Earlier posts      left and right on an empty line
            Everything else    press ? on an empty line and search

            Nothing that costs money happens without a question.
            Esc closes what is open and never quits; Ctrl-D quits.

            Press Enter to begin. /guide shows this again.
            """
        case .answer: "Answer"
        case .noItemYet: "Nothing was posted yet"
        case .nothingOnShow: "There is nothing to order yet"
        case .noOrders: "No orders yet: Ctrl-O orders what you see"
        case .noParcels: "No parcels yet"
        case .noItems: "No items yet"
        case .myOrders: "My orders"
        case .myParcels: "My parcels"
        case .allItems: "All items"
        case .photoCount(let number, let count): "photo \(number)/\(count)"
        case .earlier: "before:"
        case .endsIn(let time): "ends in \(time)"
        case .each(let count): "\(count) each at most"
        case .toPayCount(let count): "\(count) to pay"
        case .messages(let count): plural(count, "message", "messages")
        case .unanswered(let count): "\(count) not answered yet"
        case .left(let time): "\(time) left"
        default: englishOrdering(look)
        }
    }

    private func englishOrdering(_ look: Look) -> String {
        switch self {
        case .orderOf(let code): "Order \(code)"
        case .quantity: "Quantity"
        case .variant: "Choice"
        case .goods: "Goods"
        case .rate: "Rate"
        case .freight: "Freight"
        case .total: "Total"
        case .duty: "Customs may ask (estimate)"
        case .dutyUnknown: "Customs: no estimate"
        case .validUntil: "Good until"
        case .newQuote: "New quote, waits for you"
        case .toPay: "To pay now"
        case .given: "Given back"
        case .asking: "Asking what it costs…"
        case .placing: "Ordering…"
        case .orderKeys: "Enter order · + - quantity · Esc close"
        case .waitKeys: "w wait in line · Esc close"
        case .closeKeys: "Esc close"
        case .notOrdered(let text): "Not possible: \(text)"
        case .placed(let number): "Order #\(number) is placed: pay while it is held (p)"
        case .heldFor(let time): "held for you, \(time) left to pay"
        case .liked(let code): "You like \(code)"
        case .done: "Done"
        case .payTitle(let number, let amount): "Pay order #\(number): \(look.money(amount))"
        case .linkOf(let number, let amount):
            "Order #\(number) can still be paid (\(look.money(amount))):"
        case .nothingToPay: "There is nothing to pay"
        case .preparing: "The way to pay is being prepared…"
        case .waitingForBank: "Waiting for the bank…"
        case .paid: "Paid. Thank you!"
        case .scan: "Scan this, or open the link:"
        case .noRoomForCode: "The window is too low for the code; open the link:"
        case .transfer(let amount, let reference):
            "Transfer \(look.money(amount)) and write “\(reference)” with it; then press d"
        case .checking: "You said it is paid; the seller checks"
        case .refused(let text): "It cannot be paid: \(text)"
        case .paymentKeys(let manual, let methods):
            "y copy" + (manual ? " · d I have paid" : " · o browser · i invert")
                + (methods ? " · m other way" : "") + " · Esc"
        case .detailKeys(let pay, let cancel, let agree):
            (pay ? "p pay · " : "") + (agree ? "a agree · " : "") + (cancel ? "x cancel · " : "")
                + "Esc close"
        case .parcelTitle(let number): "Parcel \(number)"
        case .noTracking: "nothing was heard of it yet"
        case .askCancel(let number): "Cancel order #\(number)?"
        case .askAgree(let number, let total):
            "Agree to \(look.money(total)) for order #\(number)?"
        case .askPaid(let number): "Say that order #\(number) is paid?"
        default: ""
        }
    }

    private static func english(_ action: BuyAction) -> String {
        switch action {
        case .older: "older chat"
        case .newer: "newer chat"
        case .newest: "newest chat"
        case .earlierPost: "earlier post"
        case .laterPost: "later post"
        case .nextPhoto: "next photo"
        case .onShow: "back to what is on show"
        case .fullPhoto: "photo on the whole screen"
        case .orderThis: "order this"
        case .allItems: "all items"
        case .payNow: "pay"
        case .myParcels: "my parcels"
        case .myOrders: "my orders"
        case .pay: "pay"
        case .cancel: "cancel the order"
        case .agree: "agree to the new quote"
        case .more: "one more"
        case .fewer: "one less"
        case .option: "other choice"
        case .place: "order"
        case .waitInLine: "wait in line"
        case .browser: "open in the browser"
        case .invert: "swap dark and light"
        case .claimPaid: "I have paid"
        case .method: "other way to pay"
        case .like: "like it"
        default: ""
        }
    }
}
