import Wire

// Alerts: what staff has to look at.
extension WireAlert {
    var members: Members {
        [
            ("kind", .string(enumText(kind))), ("order", .number(order)),
            ("payment", .number(payment)), ("text", .string(text)),
        ]
    }

    var line: String {
        enumWords(kind) + (order == 0 ? "" : ", order \(order)")
            + (payment == 0 ? "" : ", payment \(payment)") + ": \(clean(text))"
    }
}

extension WireAlertClosed {
    var members: Members {
        [("alert", .number(alert)), ("by", .string(by)), ("note", .string(note))]
    }
}

extension WireAlerts {
    func lines(_ clock: ClockText) -> [String] {
        guard open > 0 else { return ["nothing to look at"] }
        let shown = alerts.map { "\($0.alert)  \(clock.timeOfDay($0.raisedAtMs))  \($0.what.line)" }
        return alerts.count < open ? shown + ["\(open) in all"] : shown
    }
}
