import ShopModel

/// The provider's account of one trade: the answer to a query, or the fields of a notice.
struct AlipayTrade: Decodable {
    let outTradeNo: String
    let tradeNo: String?
    let tradeStatus: String
    let totalAmount: String?
    /// When it was paid: `send_pay_date` in answers, `gmt_payment` in notices.
    let paidAt: String?
    /// Given back so far; in notices only.
    let refundFee: String?
    /// Absent for yuan.
    let currency: String?

    private enum CodingKeys: String, CodingKey {
        case outTradeNo = "out_trade_no"
        case tradeNo = "trade_no"
        case tradeStatus = "trade_status"
        case totalAmount = "total_amount"
        case paidAt = "send_pay_date"
        case refundFee = "refund_fee"
        case currency = "trans_currency"
    }

    /// - Throws: `.malformed`.
    init(notice fields: [String: String]) throws(ProviderError) {
        guard let number = fields["out_trade_no"], let status = fields["trade_status"] else {
            throw .malformed("notice: out_trade_no or trade_status is missing")
        }
        (outTradeNo, tradeStatus) = (number, status)
        (tradeNo, totalAmount) = (fields["trade_no"], fields["total_amount"])
        (paidAt, refundFee) = (fields["gmt_payment"], fields["refund_fee"])
        currency = fields["trans_currency"]
    }

    /// What the trade means. The amount is passed on as said; the shop judges it.
    ///
    /// - Throws: `.malformed` when nothing can be concluded.
    func standing() throws(ProviderError) -> PaymentStanding {
        if let currency, currency != "CNY" { return .contradicted(.currency(currency)) }
        switch tradeStatus {
        case "WAIT_BUYER_PAY": return .notPaid
        // Paid either way; the second one is not refundable any more, and may come first.
        case "TRADE_SUCCESS", "TRADE_FINISHED": return try paid(isOver: false)
        // Closed unpaid, or paid and given back as a whole.
        case "TRADE_CLOSED":
            let wasPaid = !(paidAt ?? "").isEmpty || !(refundFee ?? "").isEmpty
            return wasPaid ? try paid(isOver: true) : .closed
        default: throw .malformed("trade_status \(tradeStatus.quoted)")
        }
    }

    private func paid(isOver: Bool) throws(ProviderError) -> PaymentStanding {
        guard let tradeNo, tradeNo.isToken(limit: 64) else { throw .malformed("trade_no") }
        let amount = try Alipay.money(totalAmount, "total_amount")
        let refunded = try refundFee.map { text throws(ProviderError) in
            try Alipay.money(text, "refund_fee")
        }
        if let refunded, refunded.isPositive {
            return .givenBack(transaction: tradeNo, amount: amount, refunded: refunded)
        }
        return isOver
            ? .givenBack(transaction: tradeNo, amount: amount, refunded: amount)
            : .paid(transaction: tradeNo, amount: amount)
    }
}

/// The answer to a refund or to a question about one.
struct AlipayRefund: Decodable {
    let out_trade_no: String?
    let trade_no: String?
    let out_request_no: String?
    /// Of this refund; in queries.
    let refund_amount: String?
    let refund_status: String?
    /// Of all refunds of the trade; in answers to a refund.
    let refund_fee: String?
    /// Whether money moved by this very call.
    let fund_change: String?
}
