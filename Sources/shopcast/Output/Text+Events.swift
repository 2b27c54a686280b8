import Wire

extension WireEvent {
    /// The event as a line that begins with the time.
    func text(_ clock: ClockText) -> String {
        let told = sessionText ?? itemText(clock) ?? quoteText(clock) ?? orderText(clock)
        // What was sent late says when it was done.
        let late = capturedAtMs == 0 ? "" : " (from \(clock.timeOfDay(capturedAtMs)))"
        return "\(clock.timeOfDay(atMs))\(late)  \(told ?? laterText(clock))"
    }

    private var sessionText: String? {
        switch body {
        case .sessionOpened(let session)?: "opened: \(session.text)"
        case .sessionClosed(let closed)?: "session \(closed.session) is closed"
        case .sessionsArchived(let archived)?:
            """
            \(Self.named(archived.sessions)) archived, with \(archived.orders) orders: nothing is \
            left to do
            """
        case .sessionsRestored(let restored)?:
            "\(Self.named(restored.sessions)) back from the archive: somebody asked"
        case .ratePosted(let posted)?:
            "rate: \(posted.rate.text)"
                + rateTermsText(posted.bufferBasisPoints, posted.rounding)
        case .itemPosted(let item)?: item.text
        case .stockChanged(let change)?:
            "\(clean(([change.code] + change.variant).joined(separator: " "))): \(change.stock.text)"
        case .said(let said)?:
            "#\(seq) <\(clean(said.alias))\(said.replyTo == 0 ? "" : ", to #\(said.replyTo)")> "
                + clean(said.text)
        case .buyerJoined(let joined)?: "\(clean(joined.alias)) joins (buyer \(joined.buyer))"
        default: nil
        }
    }

    private func orderText(_ clock: ClockText) -> String? {
        switch body {
        case .orderPlaced(let order)?: order.text(clock)
        case .orderEnded(let ended)?:
            "order \(ended.order) \(enumWords(ended.state))" + because(ended.reason)
        case .orderEnding(let ending)?:
            "order \(ending.order) is ending" + because(ending.reason)
        case .orderConfirmed(let confirmed)?:
            "order \(confirmed.order) is confirmed; received: \(confirmed.settled.text)"
        case .orderReinstated(let reinstated)?:
            "order \(reinstated.order) is good again: its money came late"
        case .holdExtended(let extended)?:
            "order \(extended.order) is held until \(clock.timeOfDay(extended.holdUntilMs))"
        case .refundDue(let refund)?:
            "order \(refund.order): \(refund.amount.text) to be given back by "
                + clock.timeOfDay(refund.dueByMs) + because(refund.reason)
        default: nil
        }
    }

    private func laterText(_ clock: ClockText) -> String {
        switch body {
        case .paymentRequested(let payment)?: payment.text(clock)
        case .paymentOpened(let opened)?:
            "payment \(opened.payment) for order \(opened.order), until "
                + "\(clock.timeOfDay(opened.expiresAtMs))\n  pay here: \(clean(opened.link))"
        case .paymentClaimed(let claimed)?:
            "payment \(claimed.payment) for order \(claimed.order): the buyer says it is paid"
                + (claimed.note.isEmpty ? "" : ": \(clean(claimed.note))")
        case .paymentSettled(let settled)?:
            "payment \(settled.payment) for order \(settled.order): received "
                + "\(settled.received.text)"
                + (settled.state == .settledLate ? ", after the order had ended" : "")
        case .paymentEnded(let ended)?:
            "payment \(ended.payment) for order \(ended.order) \(enumWords(ended.state))"
                + because(ended.reason)
        case .paymentClosing(let closing)?:
            "payment \(closing.payment) for order \(closing.order) is being closed"
        default:
            parcelText ?? moneyText ?? waitingText(clock) ?? peopleText ?? sourcingText(clock)
                ?? requestText(clock) ?? recordsText ?? talkText(clock)
                ?? "event \(seq) is of a kind that this version does not know"
        }
    }

    func because(_ reason: String) -> String {
        reason.isEmpty ? "" : ": \(clean(reason))"
    }
}

extension WireEvent {
    fileprivate static func named(_ sessions: [UInt64]) -> String {
        (sessions.count == 1 ? "session " : "sessions ")
            + sessions.map { "\($0)" }.joined(separator: ", ")
    }
}
