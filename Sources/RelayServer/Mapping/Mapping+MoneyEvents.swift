import ShopCore
import ShopModel
import Wire

extension ShopEvent {
    /// An event about refunds, rules or books, as its audience sees it.
    func moneyBody(in shop: Shop) -> WireEvent.OneOf_Body {
        switch self {
        case .paymentRulesSet(let rules): .paymentRulesSet(rules.wire)
        case .paymentAsked(let id, let amount):
            .paymentAsked(make { ($0.order, $0.amount) = (id.number, amount.wire) })
        case .refundRequested(let refund): .refundRequested(refund.wire)
        case .refundChanged(let id, let state, let reference, let note):
            .refundChanged(
                make {
                    ($0.refund, $0.order) = (id.number, shop.refunds[id]?.order.number ?? 0)
                    ($0.state, $0.reference, $0.note) = (state.wire, reference, note)
                })
        case .alertRaised(let alert): .alert(alert.wire)
        case .alertClosed(let id, let by, let note):
            .alertClosed(make { ($0.alert, $0.by, $0.note) = (id.number, by, note) })
        case .reconciliationRequested(let wish):
            .reconciliationRequested(
                make { ($0.method, $0.day) = (wish.method.wire, wish.day.description) })
        case .reconciled(let result): .reconciled(result.wire)
        default: preconditionFailure("not an event about refunds, rules or books")
        }
    }

    /// Reads such an event of the journal back; `nil` when it is of another kind.
    static func money(_ body: WireEvent.OneOf_Body?) throws(FieldError) -> ShopEvent? {
        switch body {
        case .paymentRulesSet(let rules)?: .paymentRulesSet(try rules.core())
        case .paymentAsked(let asked)?:
            .paymentAsked(OrderID(asked.order), amount: try asked.amount.core("amount"))
        case .refundRequested(let refund)?: .refundRequested(try refund.core())
        case .refundChanged(let changed)?:
            .refundChanged(
                RefundID(changed.refund), try changed.state.core(), reference: changed.reference,
                note: changed.note)
        case .alert(let alert)?: .alertRaised(try alert.core())
        case .alertClosed(let closed)?:
            .alertClosed(EventSequence(closed.alert), by: closed.by, note: closed.note)
        case .reconciliationRequested(let wish)?:
            .reconciliationRequested(
                ReconciliationWish(try wish.method.core(), try wish.day.asDate("day")))
        case .reconciled(let result)?: .reconciled(try result.core())
        default: nil
        }
    }
}
