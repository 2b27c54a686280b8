package import ShopModel

// Alerts stay open until what they tell of is settled, or a person says that it is.
extension Shop {
    /// Open alerts behind an event, oldest first.
    ///
    /// - Parameter limit: `nil`: all.
    package func openAlerts(after: EventSequence, limit: Int?) -> [OpenAlert] {
        let all = alerts.values.filter { $0.id > after }.sorted { $0.id < $1.id }
        return Array(all.prefix(limit ?? all.count))
    }

    /// A person has seen to what an alert tells of. Money that is set aside has to be decided
    /// about: that closes its alert.
    mutating func closeAlert(
        _ id: EventSequence, note: String, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        guard let open = alerts[id] else { throw .noSuch("open alert \(id)") }
        let note = try checked(note, "note", limitBytes: limits.textBytes, required: false)
        if let payment = open.alert.payment.flatMap({ payments[$0] }),
            open.alert.kind == .quarantine, payment.state == .quarantined
        {
            throw .paymentHas(
                payment.id, state: "set aside",
                hint: "release, refund or reject it; that closes the alert")
        }
        emit(.alertClosed(id, by: actor.name, note: note), to: .staff)
        return nil
    }

    /// Closes the alerts that an event settles: a payment is not set aside any more, or nothing of
    /// an order is still to be given back.
    mutating func closeSettledAlerts(after event: ShopEvent) {
        guard !alerts.isEmpty else { return }
        switch event {
        case .paymentSettled(let id, _, _, _): closeAlerts("it is decided") { $0.isAside(id) }
        case .paymentEnded(let id, let end, _, _) where end != .quarantined:
            closeAlerts("it is decided") { $0.isAside(id) }
        case .refundChanged(let id, .succeeded, _, _):
            guard let order = refunds[id].flatMap({ orders[$0.order] }),
                order.outstandingMinorUnits == 0
            else { break }
            closeAlerts("all of it is given back") { $0.isAboutRefunds(of: order.id) }
        default: break
        }
    }

    private mutating func closeAlerts(_ note: String, where isSettled: (Alert) -> Bool) {
        for id in alerts.values.filter({ isSettled($0.alert) }).map(\.id).sorted() {
            emit(.alertClosed(id, by: "", note: note), to: .staff)
        }
    }
}

extension Alert {
    fileprivate func isAside(_ id: PaymentID) -> Bool { kind == .quarantine && payment == id }

    fileprivate func isAboutRefunds(of id: OrderID) -> Bool {
        switch kind {
        case .refundFailed, .refundAbnormal, .refundOverdue: order == id
        case .quarantine, .provider, .difference: false
        }
    }
}
