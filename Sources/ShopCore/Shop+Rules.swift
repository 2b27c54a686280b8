package import ShopModel

// What the seller decides about being paid: routes, policies, and comparisons with providers.
extension Shop {
    mutating func setPaymentRules(_ rules: PaymentRules) throws(Refusal) -> CommandSubject? {
        guard rules.routes.count <= limits.paymentRoutes else {
            throw .invalid(field: "routes", rule: "are at most \(limits.paymentRoutes)")
        }
        for route in rules.routes where route.method.hasProvider {
            guard providers.contains(route.method) else {
                throw .methodUnavailable(route.method, why: "the shop has not set it up")
            }
        }
        emit(.paymentRulesSet(rules), to: .staff)
        return .paymentRules
    }

    /// How an amount may be paid; the first is the shop's choice.
    package func methods(for due: Money) -> [PaymentMethod] {
        let wanted: [PaymentMethod] =
            paymentRules.routes.isEmpty
            ? PaymentMethod.providers + [.manual]
            : paymentRules.routes.filter { $0.fits(due) }.map(\.method)
        var methods: [PaymentMethod] = []
        for method in wanted where !methods.contains(method) && method.takes(due) {
            if !method.hasProvider || providers.contains(method) { methods.append(method) }
        }
        return methods
    }

    /// The way to pay that the buyer chose, or the shop's choice.
    func chosen(_ method: PaymentMethod?, for due: Money) throws(Refusal) -> PaymentMethod {
        let allowed = methods(for: due)
        guard let method else {
            if let first = allowed.first { return first }
            throw .invalid(field: "method", rule: "the shop takes \(due) in no way now")
        }
        if allowed.contains(method) { return method }
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        let ways = names.isEmpty ? "nothing else is either" : "possible: \(names)"
        if method.hasProvider, !providers.contains(method) {
            throw .methodUnavailable(method, why: "the shop has not set it up; \(ways)")
        }
        guard method.takes(due) else {
            throw .methodUnavailable(method, why: "it takes CNY only, and \(due) is due; \(ways)")
        }
        throw .methodUnavailable(method, why: "the shop does not take \(due) by it; \(ways)")
    }

    func checkPolicy(_ policy: PaymentPolicy, _ settlement: Currency) throws(Refusal) {
        guard case .deposit(let deposit) = policy else { return }
        switch deposit {
        case .share(let percent):
            guard (1...99).contains(percent) else {
                throw .invalid(field: "deposit_percent", rule: "must be 1 to 99")
            }
        case .amount(let amount):
            guard amount.currency == settlement,
                (1...limits.amountMinorUnits).contains(amount.minorUnits)
            else {
                throw .invalid(field: "deposit", rule: "must be above zero, in \(settlement)")
            }
        }
    }

    /// The seller takes on an order that is paid after purchase.
    mutating func acceptOrder(_ id: OrderID) throws(Refusal) -> CommandSubject {
        guard let order = orders[id] else { throw .noSuch(.order(id)) }
        guard order.policy == .payAfterPurchase, order.state == .placed, order.ending == nil else {
            let hint =
                order.policy == .payAfterPurchase
                ? "only a placed order is accepted" : "money confirms it"
            throw .orderHas(id, state: order.state.rawValue, hint: hint)
        }
        try checkVetoIsOver(id)
        emit(.orderConfirmed(id), to: .buyer(order.buyer))
        supply(id)
        return .order(id)
    }

    /// The goods are bought: what is left can be paid now.
    mutating func askPayment(_ id: OrderID) throws(Refusal) -> CommandSubject {
        guard let order = orders[id] else { throw .noSuch(.order(id)) }
        guard order.policy != .payFirst, order.state == .confirmed, !order.isAsked else {
            let hint =
                order.isAsked
                ? "its payment was asked for already"
                : "only a confirmed order "
                    + "with something left to pay is asked for it"
            throw .orderHas(id, state: order.state.rawValue, hint: hint)
        }
        let left = Money(
            max(0, order.owedMinorUnits - order.keptMinorUnits), order.settled.currency)
        emit(.paymentAsked(id, amount: left), to: .buyer(order.buyer))
        return .order(id)
    }

    mutating func reconcile(
        _ day: CalendarDate, _ method: PaymentMethod?
    ) throws(Refusal) -> CommandSubject? {
        guard day < CalendarDate.inChina(at: time) else {
            throw .invalid(field: "day", rule: "must be a day that is over in China")
        }
        if let method, !providers.contains(method) {
            throw .methodUnavailable(method, why: "the shop has not set it up")
        }
        for provider in PaymentMethod.providers where providers.contains(provider) {
            let wish = ReconciliationWish(provider, day)
            guard method == nil || method == provider, !wishedReconciliations.contains(wish)
            else { continue }
            emit(.reconciliationRequested(wish), to: .staff)
        }
        return nil
    }

    mutating func reportReconciliation(_ result: Reconciliation) -> CommandSubject? {
        emit(.reconciled(result), to: .staff)
        guard !result.differences.isEmpty else { return nil }
        return raise(
            Alert(
                .difference,
                text: "\(result.wish.method.rawValue) on \(result.wish.day): "
                    + "\(result.differences.count) differences"))
    }

    @discardableResult
    mutating func raise(_ alert: Alert) -> CommandSubject? {
        emit(.alertRaised(alert), to: .staff)
        return nil
    }

    /// The last day that was compared with a provider's books.
    package func lastReconciledDay(_ method: PaymentMethod) -> CalendarDate? {
        reconciliations.filter { $0.wish.method == method }.map(\.wish.day).max()
    }
}
