package import ShopModel

// Orders as people see them, and the books for comparing money.
extension WeChatSandbox: SandboxMachine {
    package typealias View = OrderView

    /// Answers the control interface; see `SandboxMachine.steered`.
    package mutating func control(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        steered(request, at: now, using: &random)
    }

    mutating func payView(
        _ target: PayTarget, _ mode: PayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<OrderView, PayRefusal> {
        pay(target, mode, at: now, using: &random).map(OrderView.init)
    }

    mutating func views(_ reference: String?, at now: Timestamp) -> [OrderView] {
        let wanted = reference.map { [$0] } ?? orders.keys.sorted()
        return wanted.compactMap { order($0, at: now).map(OrderView.init) }
    }

    var keyCount: Int { account.platformKeys.count }

    /// What was paid and given back; refunds under way count.
    package var books: [BookLine] {
        orders.values.sorted { $0.reference < $1.reference }.map { order in
            BookLine(
                provider: "wechat", reference: order.reference, state: order.state.rawValue,
                transaction: order.settlement?.transactionID,
                currency: order.settlement?.mode == .otherCurrency ? "USD" : "CNY",
                paid: order.settlement == nil ? 0 : order.paidTotal,
                refunded: order.refunds.filter(\.movesMoney).reduce(0) { $0 + $1.amount })
        }
    }

    mutating func takeRecords() -> [SandboxRecord] {
        takeChanged().map { order in
            // An order number has no characters but `0-9A-Za-z_-*`.
            SandboxRecord(
                folder: "orders", name: order.reference, bytes: SandboxJSON.bytes(order))
        }
    }

    /// An order as the control interface shows it.
    package struct OrderView: Encodable {
        let out_trade_no: String
        let state: SandboxOrder.State
        let code_url: String
        let description: String
        let total: Int64
        let currency: String
        let expires_at: String
        let transaction_id: String?
        let mode: PayMode?
        let notice: NoticeView?
        let refunds: [RefundView]

        struct RefundView: Encodable {
            let out_refund_no: String
            let refund: Int64
            let outcome: SandboxRefund.Outcome
        }

        init(_ order: SandboxOrder) {
            out_trade_no = order.reference
            state = order.state
            code_url = order.codeURL
            description = order.parameters.description
            total = order.parameters.amount.total
            currency = order.parameters.amount.currency ?? "CNY"
            expires_at = WallTime.text(order.expiresAt)
            transaction_id = order.settlement?.transactionID
            mode = order.settlement?.mode
            notice = order.notice.map(NoticeView.init)
            refunds = order.refunds.map {
                RefundView(out_refund_no: $0.number, refund: $0.amount, outcome: $0.outcome)
            }
        }
    }
}
