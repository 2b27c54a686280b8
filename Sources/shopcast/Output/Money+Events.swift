import Wire

// Refunds, rules, alerts and comparisons with providers' books, for scripts and for people.

extension WirePaymentPolicy {
    var json: JSONValue {
        var members: Members = [
            ("kind", .string(enumText(kind == .unspecified ? .payFirst : kind)))
        ]
        if depositPercent > 0 { members.append(("deposit_percent", .number(depositPercent))) }
        if hasDeposit { members.append(("deposit", deposit.json)) }
        return .object(members)
    }
}

extension WireRefund {
    var members: Members {
        [
            ("refund", .number(refund)), ("order", .number(order)), ("payment", .number(payment)),
            ("amount", amount.json), ("number", .string(number)), ("reason", .string(reason)),
            ("state", .string(enumText(state))), ("reference", .string(reference)),
            ("note", .string(note)),
        ]
    }

    var text: String {
        var text = "refund \(refund) of payment \(payment): \(amount.text) · \(enumWords(state))"
        if !reference.isEmpty { text += " · \(clean(reference))" }
        if !note.isEmpty { text += " · \(clean(note))" }
        return text
    }
}

extension WirePaymentRules {
    var members: Members {
        [
            (
                "routes",
                .array(
                    routes.map { route in
                        .object([
                            ("method", .string(enumText(route.method))),
                            ("currency", .string(route.currency)),
                            ("from_minor_units", .number(route.fromMinorUnits)),
                            ("up_to_minor_units", .number(route.upToMinorUnits)),
                        ])
                    })
            ), ("automatic_refunds", .bool(automaticRefunds)),
            (
                "windows",
                .array(
                    windows.map {
                        .object([
                            ("method", .string(enumText($0.method))),
                            ("seconds", .number($0.seconds)),
                        ])
                    })
            ),
        ]
    }

    /// One line for each route, the shop's choice first.
    var lines: [String] {
        let refunds =
            windows.map {
                "\(enumWords($0.method)): within \(durationText(seconds: Int($0.seconds)))"
            } + ["refunds of late and surplus money: \(automaticRefunds ? "at once" : "asked for")"]
        guard !routes.isEmpty else { return ["paid by whatever is set up"] + refunds }
        return routes.map { route in
            var text = enumWords(route.method)
            text += route.currency.isEmpty ? ", any currency" : ", \(clean(route.currency))"
            if route.fromMinorUnits > 0 { text += ", from \(limit(route, route.fromMinorUnits))" }
            if route.upToMinorUnits > 0 { text += ", up to \(limit(route, route.upToMinorUnits))" }
            return text
        } + refunds
    }

    private func limit(_ route: WirePaymentRoute, _ minorUnits: Int64) -> String {
        var money = WireMoney()
        (money.minorUnits, money.currency) = (minorUnits, route.currency)
        return route.currency.isEmpty ? "\(minorUnits) minor units" : money.text
    }
}

extension WireReconciliation {
    var members: Members {
        [
            ("method", .string(enumText(method))), ("day", .string(day)),
            ("payments", .number(payments)), ("refunds", .number(refunds)),
            ("differences", .array(differences.map { .object($0.members) })),
            ("at_ms", .number(atMs)),
        ]
    }

    var text: String {
        let head =
            "\(enumWords(method)) on \(clean(day)): \(payments) payments, \(refunds) refunds, "
            + (differences.isEmpty ? "no differences" : "\(differences.count) differences")
        return ([head] + differences.map { "  \($0.line)" }).joined(separator: "\n")
    }
}

extension WireDifference {
    fileprivate var members: Members {
        [
            ("kind", .string(enumText(kind))), ("number", .string(number)),
            ("transaction", .string(transaction)), ("here", here.json), ("there", there.json),
            ("text", .string(text)),
        ]
    }

    fileprivate var line: String {
        var parts = [enumWords(kind), clean(number), clean(transaction)].filter { !$0.isEmpty }
        if hasHere { parts.append("here \(here.text)") }
        if hasThere { parts.append("there \(there.text)") }
        if !text.isEmpty { parts.append(clean(text)) }
        return parts.joined(separator: " · ")
    }
}

extension WireEvent {
    var moneyMembers: (String, Members)? {
        switch body {
        case .paymentRulesSet(let rules)?: ("payment_rules_set", rules.members)
        case .paymentAsked(let asked)?:
            ("payment_asked", [("order", .number(asked.order)), ("amount", asked.amount.json)])
        case .refundRequested(let refund)?: ("refund_requested", refund.members)
        case .refundChanged(let changed)?:
            (
                "refund_changed",
                [
                    ("refund", .number(changed.refund)), ("order", .number(changed.order)),
                    ("state", .string(enumText(changed.state))),
                    ("reference", .string(changed.reference)), ("note", .string(changed.note)),
                ]
            )
        case .alert(let alert)?: ("alert", alert.members)
        case .alertClosed(let closed)?: ("alert_closed", closed.members)
        case .reconciliationRequested(let wish)?:
            (
                "reconciliation_requested",
                [("method", .string(enumText(wish.method))), ("day", .string(wish.day))]
            )
        case .reconciled(let result)?: ("reconciled", result.members)
        default: nil
        }
    }

    var moneyText: String? {
        switch body {
        case .paymentRulesSet(let rules)?: rules.lines.joined(separator: "; ")
        case .paymentAsked(let asked)?:
            "order \(asked.order): the goods are bought; \(asked.amount.text) can be paid now"
        case .refundRequested(let refund)?: "order \(refund.order): \(refund.text)"
        case .refundChanged(let changed)?:
            "refund \(changed.refund) of order \(changed.order) \(enumWords(changed.state))"
                + because(changed.note)
        case .alert(let alert)?:
            "LOOK: \(alert.line)"
        case .alertClosed(let closed)?:
            "alert \(closed.alert) is closed" + (closed.by.isEmpty ? "" : " by \(clean(closed.by))")
                + because(closed.note)
        case .reconciliationRequested(let wish)?:
            "\(enumWords(wish.method)) on \(clean(wish.day)) is being compared"
        case .reconciled(let result)?: result.text
        default: nil
        }
    }
}
