package import ShopModel

// Refunds: accepted at once, done later, told by a notice.
extension WeChatSandbox {
    /// From acceptance to the end of a refund, times the time scale.
    package static let refundTime = TimeSpan.seconds(10)
    /// Between two partial refunds of an order, times the time scale.
    package static let refundGap = TimeSpan.minutes(1)
    package static let refundsLimit = 50

    private struct Wish: Decodable {
        let transaction_id: String?
        let out_trade_no: String?
        let out_refund_no: String
        let notify_url: String?
        let amount: Amount

        struct Amount: Decodable {
            let refund: Int64
            let total: Int64
            let currency: String
        }
    }

    mutating func refund(
        _ body: [UInt8], _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(WeChatRefusal) -> [UInt8] {
        guard let wish = SandboxJSON.read(Wish.self, body) else {
            throw .parameter("/", "the body is not the JSON of this call")
        }
        if fault == .noFunds { throw .noFunds }
        guard var order = orders.values.first(where: { isMeant($0, by: wish) }) else {
            throw .noResource
        }
        let total = order.parameters.amount.total
        guard order.state == .paid, wish.amount.total == total, wish.amount.currency == "CNY",
            wish.amount.refund >= 1
        else { throw .invalid("the order is not paid, or its amount is another") }
        if let known = orders.values.flatMap(\.refunds).first(where: {
            $0.number == wish.out_refund_no
        }) {
            let isSame =
                known.amount == wish.amount.refund
                && order.refunds.contains { $0.number == known.number }
            guard isSame else { throw .invalid("the refund number is in use") }
            return view(known, of: order, at: now)
        }
        let given = order.refunds.filter { $0.outcome != .closed }.reduce(0) { $0 + $1.amount }
        guard given + wish.amount.refund <= total else {
            throw .invalid("more than was paid")
        }
        guard order.refunds.count < Self.refundsLimit else { throw .invalid("50 refunds") }
        let gap = schedule.scaled(Self.refundGap)
        if let last = order.refunds.last,
            now < Timestamp(milliseconds: last.madeAtMilliseconds) + gap
        {
            throw .frequency
        }
        let refund = make(wish, fault, at: now, using: &random)
        order.refunds.append(refund)
        put(order)
        return view(refund, of: order, at: now)
    }

    private func isMeant(_ order: SandboxOrder, by wish: Wish) -> Bool {
        if let number = wish.out_trade_no { return order.reference == number }
        return wish.transaction_id != nil && order.settlement?.transactionID == wish.transaction_id
    }

    private func make(
        _ wish: Wish, _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxRefund {
        let doneAt = now + schedule.scaled(Self.refundTime)
        let outcome: SandboxRefund.Outcome =
            switch fault {
            case .refundAbnormal: .abnormal
            case .refundClosed: .closed
            default: .done
            }
        let notice = wish.notify_url.map {
            SandboxNotice(id: random.uuid(), url: $0, content: outcome.rawValue, due: doneAt)
        }
        return SandboxRefund(
            number: wish.out_refund_no, id: "50000" + random.digits(23),
            amount: wish.amount.refund, madeAtMilliseconds: now.milliseconds,
            doneAtMilliseconds: doneAt.milliseconds, outcome: outcome, notice: notice)
    }

    func queryRefund(_ number: String, at now: Timestamp) throws(WeChatRefusal) -> [UInt8] {
        for order in orders.values {
            if let refund = order.refunds.first(where: { $0.number == number }) {
                return view(refund, of: order, at: now)
            }
        }
        throw .noResource
    }

    private func view(
        _ refund: SandboxRefund, of order: SandboxOrder, at now: Timestamp
    ) -> [UInt8] {
        var view = WeChatRefundView(refund, of: order)
        view.status = refund.status(at: now)
        return SandboxJSON.bytes(view)
    }
}
