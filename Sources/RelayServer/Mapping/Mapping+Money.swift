import ShopCore
import ShopModel
import Wire

// Policies, rules, refunds, alerts and comparisons with providers' books.

extension PaymentPolicy {
    var wire: WirePaymentPolicy {
        make {
            switch self {
            case .payFirst: $0.kind = .payFirst
            case .payAfterPurchase: $0.kind = .payAfterPurchase
            case .deposit(.share(let percent)):
                ($0.kind, $0.depositPercent) = (.deposit, UInt32(percent))
            case .deposit(.amount(let amount)): ($0.kind, $0.deposit) = (.deposit, amount.wire)
            }
        }
    }
}

extension WirePaymentPolicy {
    func core() throws(FieldError) -> PaymentPolicy {
        switch kind {
        case .unspecified, .payFirst: return .payFirst
        case .payAfterPurchase: return .payAfterPurchase
        case .deposit where hasDeposit: return .deposit(.amount(try deposit.core("deposit")))
        case .deposit: return .deposit(.share(percent: Int(depositPercent)))
        case .UNRECOGNIZED:
            throw FieldError(field: "policy.kind", rule: "is no policy known here")
        }
    }
}

extension Shop {
    /// The rules, and how long each way to pay takes at most.
    var wirePaymentRules: WirePaymentRules {
        var rules = paymentRules.wire
        rules.windows = (PaymentMethod.providers.filter(providers.contains) + [.manual]).map {
            method in
            make {
                $0.method = method.wire
                $0.seconds = UInt32(limits.paymentWindow(of: method).milliseconds / 1000)
            }
        }
        return rules
    }
}

extension PaymentRules {
    var wire: WirePaymentRules {
        make {
            $0.automaticRefunds = automaticRefunds
            $0.routes = routes.map { route in
                make {
                    ($0.method, $0.currency) = (route.method.wire, route.currency?.code ?? "")
                    $0.fromMinorUnits = route.amounts.lowerBound
                    let most = route.amounts.upperBound
                    $0.upToMinorUnits = most == .max ? 0 : most
                }
            }
        }
    }
}

extension WirePaymentRules {
    func core() throws(FieldError) -> PaymentRules {
        PaymentRules(
            routes: try routes.map { route throws(FieldError) in
                let most = route.upToMinorUnits == 0 ? .max : route.upToMinorUnits
                guard 0 <= route.fromMinorUnits, route.fromMinorUnits <= most else {
                    throw FieldError(field: "routes", rule: "go from zero or more to more")
                }
                return PaymentRoute(
                    try route.method.core(),
                    currency: route.currency.isEmpty
                        ? nil : try route.currency.asCurrency("routes"),
                    amounts: route.fromMinorUnits...most)
            }, automaticRefunds: automaticRefunds)
    }
}

extension WireResolution {
    func core() throws(FieldError) -> Resolution {
        switch self {
        case .release: return .release
        case .refund: return .refund
        case .reject: return .reject
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(
                field: "resolution", rule: "must be RESOLUTION_RELEASE, _REFUND or _REJECT")
        }
    }
}

extension Refund.State {
    var wire: WireRefundState {
        switch self {
        case .requested: .requested
        case .submitted: .submitted
        case .abnormal: .abnormal
        case .succeeded: .succeeded
        case .failed: .failed
        }
    }
}

extension WireRefundState {
    func core() throws(FieldError) -> Refund.State {
        switch self {
        case .requested: return .requested
        case .submitted: return .submitted
        case .abnormal: return .abnormal
        case .succeeded: return .succeeded
        case .failed: return .failed
        case .unspecified, .UNRECOGNIZED:
            throw FieldError(field: "state", rule: "is no refund state")
        }
    }
}

extension Refund {
    var wire: WireRefund {
        make {
            ($0.refund, $0.order, $0.payment) = (id.number, order.number, payment.number)
            ($0.amount, $0.number, $0.reason) = (amount.wire, number, reason)
            ($0.state, $0.reference, $0.note) = (state.wire, reference, note)
        }
    }
}

extension WireRefund {
    func core() throws(FieldError) -> Refund {
        Refund(
            id: RefundID(refund), order: OrderID(order), payment: PaymentID(payment),
            amount: try amount.core("amount"), number: number, reason: reason)
    }
}

extension Shop {
    func wireAlerts(after: EventSequence, limit: Int?) -> WireAlerts {
        make { list in
            list.open = UInt32(alerts.count)
            list.alerts = openAlerts(after: after, limit: limit).map { open in
                make {
                    ($0.alert, $0.what) = (open.id.number, open.alert.wire)
                    $0.raisedAtMs = open.at.milliseconds
                }
            }
        }
    }
}

extension Alert {
    var wire: WireAlert {
        make {
            $0.kind =
                switch kind {
                case .quarantine: .quarantine
                case .refundFailed: .refundFailed
                case .refundAbnormal: .refundAbnormal
                case .refundOverdue: .refundOverdue
                case .provider: .provider
                case .difference: .difference
                }
            ($0.order, $0.payment) = (order?.number ?? 0, payment?.number ?? 0)
            $0.text = text
        }
    }
}

extension WireAlert {
    func core() throws(FieldError) -> Alert {
        let known: Alert.Kind? =
            switch kind {
            case .quarantine: .quarantine
            case .refundFailed: .refundFailed
            case .refundAbnormal: .refundAbnormal
            case .refundOverdue: .refundOverdue
            case .provider: .provider
            case .difference: .difference
            case .unspecified, .UNRECOGNIZED: nil
            }
        guard let known else { throw FieldError(field: "kind", rule: "is no kind of alert") }
        return Alert(
            known, order: order == 0 ? nil : OrderID(order),
            payment: payment == 0 ? nil : PaymentID(payment), text: text)
    }
}

extension Reconciliation {
    var wire: WireReconciliation {
        make {
            ($0.method, $0.day) = (wish.method.wire, wish.day.description)
            ($0.payments, $0.refunds) = (UInt32(payments), UInt32(refunds))
            ($0.differences, $0.atMs) = (differences.map(\.wire), at.milliseconds)
        }
    }
}

extension WireReconciliation {
    func core() throws(FieldError) -> Reconciliation {
        Reconciliation(
            ReconciliationWish(try method.core(), try day.asDate("day")), payments: Int(payments),
            refunds: Int(refunds),
            differences: try differences.map { line throws(FieldError) in try line.core() },
            at: Timestamp(milliseconds: atMs))
    }
}

extension Reconciliation.Difference {
    var wire: WireDifference {
        make {
            $0.kind =
                switch kind {
                case .notHere: .notHere
                case .notAtProvider: .notAtProvider
                case .amount: .amount
                case .state: .state
                }
            ($0.number, $0.transaction, $0.text) = (number, transaction, text)
            if let here { $0.here = here.wire }
            if let there { $0.there = there.wire }
        }
    }
}

extension WireDifference {
    fileprivate func core() throws(FieldError) -> Reconciliation.Difference {
        let known: Reconciliation.Difference.Kind? =
            switch kind {
            case .notHere: .notHere
            case .notAtProvider: .notAtProvider
            case .amount: .amount
            case .state: .state
            case .unspecified, .UNRECOGNIZED: nil
            }
        guard let known else { throw FieldError(field: "kind", rule: "is no kind of difference") }
        return Reconciliation.Difference(
            known, number: number, transaction: transaction,
            here: hasHere ? try here.core("here") : nil,
            there: hasThere ? try there.core("there") : nil, text: text)
    }
}
