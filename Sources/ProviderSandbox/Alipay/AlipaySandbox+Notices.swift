package import ShopModel

// Notices: forms, signed at each sending, repeated until the reply is the right word.
extension AlipaySandbox {
    package var nextDelivery: Timestamp? {
        trades.values.lazy.flatMap(\.notices).compactMap(\.dueAtMilliseconds).min()
            .map { Timestamp(milliseconds: $0) }
    }

    /// What the trade is at this moment, to be told.
    func notice(
        _ trade: AlipayTrade, at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> SandboxNotice? {
        guard let url = trade.notifyURL else { return nil }
        let id = WallTime.plain(now).filter(\.isNumber) + random.digits(20)
        let amount = Yuan.text(trade.paidFen)
        let paidAt = WallTime.plain(Timestamp(milliseconds: trade.paidAtMilliseconds ?? 0))
        var fields = [
            "notify_type": "trade_status_sync", "notify_id": id,
            "app_id": trade.mode == .wrongApplication ? "2021000000000000" : account.applicationID,
            "auth_app_id": account.applicationID, "charset": "utf-8", "version": "1.0",
            "trade_no": trade.tradeNo ?? "", "out_trade_no": trade.reference,
            "trade_status": trade.state.rawValue, "total_amount": amount,
            "receipt_amount": amount, "invoice_amount": amount, "buyer_pay_amount": amount,
            "point_amount": "0.00", "buyer_id": "2088102534368455",
            "seller_id": trade.mode == .wrongSeller ? "2088000000000000" : account.sellerID,
            "subject": trade.subject, "gmt_create": paidAt, "gmt_payment": paidAt,
            "fund_bill_list": "[{\"amount\":\"\(amount)\",\"fundChannel\":\"ALIPAYACCOUNT\"}]",
        ]
        if let refund = trade.refunds.last {
            fields["refund_fee"] = Yuan.text(trade.refundedFen)
            fields["out_biz_no"] = refund.number
            fields["gmt_refund"] = WallTime.plain(now) + ".000"
            if trade.state == .closed { fields["gmt_close"] = WallTime.plain(now) }
        }
        if trade.mode == .otherCurrency { fields["trans_currency"] = "USD" }
        if trade.mode == .extraField { fields["novelty"] = "100% new & = + 新" }
        let isPayment = trade.refunds.isEmpty
        let hasFlaw = trade.mode == .downgrade || trade.mode == .wrongSignature
        return SandboxNotice(
            id: id, url: url, content: String(decoding: SandboxJSON.bytes(fields), as: UTF8.self),
            due: now, flaw: isPayment && hasFlaw ? trade.mode?.rawValue : nil,
            copies: isPayment && trade.mode == .duplicateNotice ? 2 : 1)
    }

    /// - Parameter limit: Notices at most; the rest stays due.
    package mutating func deliveries(
        at now: Timestamp, limit: Int = .max, using random: inout some RandomNumberGenerator
    ) -> [SandboxDelivery] {
        let due = trades.values.sorted { $0.reference < $1.reference }.flatMap { trade in
            trade.notices.indices.filter { trade.notices[$0].isDue(at: now) }
                .map { (trade.reference, $0) }
        }
        return due.prefix(limit).flatMap { reference, index -> [SandboxDelivery] in
            guard var trade = trades[reference] else { return [] }
            let notice = trade.notices[index]
            let isFirst = notice.sendings == 0
            let delivery = SandboxDelivery(
                reference: "\(reference)/\(notice.id)", url: notice.url,
                headers: [
                    SandboxHeader(
                        "Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
                ],
                body: form(notice, isFirst ? notice.flaw : nil, at: now))
            trade.notices[index].sent(schedule, at: now)
            put(trade)
            return Array(repeating: delivery, count: isFirst ? notice.copies : 1)
        }
    }

    private func form(_ notice: SandboxNotice, _ flaw: String?, at now: Timestamp) -> [UInt8] {
        guard
            var fields = SandboxJSON.read([String: String].self, Array(notice.content.utf8))
        else { preconditionFailure("the sandbox reads what it wrote") }
        fields["notify_time"] = WallTime.plain(now)
        fields["sign"] = sign(Self.text(fields))
        fields["sign_type"] = flaw == AlipayPayMode.downgrade.rawValue ? "RSA" : "RSA2"
        if flaw == AlipayPayMode.wrongSignature.rawValue { fields["total_amount"] = "0.01" }
        let pairs = fields.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
        return Array(SandboxForm.write(pairs).utf8)
    }

    /// Only the right word ends a notice's repetitions.
    package mutating func noticeAnswered(_ reference: String, status: Int?, body: [UInt8]) {
        let parts = reference.split(separator: "/").map(String.init)
        guard status == 200, body == Array(product.reply.utf8), parts.count == 2,
            var trade = trades[parts[0]],
            let index = trade.notices.firstIndex(where: { $0.id == parts[1] })
        else { return }
        trade.notices[index].accept()
        put(trade)
    }
}
