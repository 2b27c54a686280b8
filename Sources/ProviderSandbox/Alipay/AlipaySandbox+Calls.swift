import ShopModel

// The merchant's calls: precreate, query, close, refund, refund query.
extension AlipaySandbox {
    mutating func create(
        _ call: AlipayCall, at now: Timestamp, using random: inout some RandomNumberGenerator
    ) throws(AlipayRefusal) -> [String: String] {
        let reference = try call.value("out_trade_no")
        let isPlain = reference.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0))
        }
        guard (1...64).contains(reference.count), isPlain else { throw .missing("out_trade_no") }
        guard let fen = Yuan.read(try call.value("total_amount")),
            (1...10_000_000_000).contains(fen)
        else { throw .missing("total_amount") }
        let subject = try call.value("subject")
        guard subject.count <= 256 else { throw .missing("subject") }
        if let seller = call.content["seller_id"], seller != account.sellerID {
            throw .business("INVALID_PARAMETER", "seller_id")
        }
        let expiry = call.content["time_expire"].map(WallTime.readPlain) ?? now + .hours(2)
        guard let expiry else { throw .missing("time_expire") }
        let code = "https://qr.alipay.com/bax" + random.text(20).lowercased()
        if var known = trade(reference, at: now) {
            switch known.state {
            case .paid, .finished: throw .business("TRADE_HAS_SUCCESS", "the trade is paid")
            case .closed: throw .business("TRADE_HAS_CLOSE", "the trade is closed")
            case .prepared, .waiting: break
            }
            guard known.fen == fen, known.subject == subject else {
                throw .business("CONTEXT_INCONSISTENT", "the trade has other content")
            }
            known.code = code
            put(known)
        } else {
            put(
                AlipayTrade(
                    reference: reference, fen: fen, subject: subject, notifyURL: call.notifyURL,
                    expiresAtMilliseconds: expiry.milliseconds, code: code))
        }
        return ["code": "10000", "msg": "Success", "out_trade_no": reference, "qr_code": code]
    }

    /// A code that nobody has scanned is no trade.
    private mutating func known(
        _ call: AlipayCall, at now: Timestamp
    ) throws(AlipayRefusal) -> AlipayTrade {
        let byNumber = trades.values.first {
            $0.tradeNo != nil && $0.tradeNo == call.content["trade_no"]
        }
        let reference = call.content["out_trade_no"] ?? byNumber?.reference
        guard let reference else { throw .missing("out_trade_no") }
        guard let trade = trade(reference, at: now), trade.tradeNo != nil else { throw .noTrade }
        if let number = call.content["trade_no"], number != trade.tradeNo { throw .noTrade }
        return trade
    }

    private func head(_ trade: AlipayTrade) -> [String: String] {
        [
            "code": "10000", "msg": "Success", "out_trade_no": trade.reference,
            "trade_no": trade.tradeNo ?? "",
        ]
    }

    mutating func query(
        _ call: AlipayCall, at now: Timestamp
    ) throws(AlipayRefusal) -> [String: String] {
        let trade = try known(call, at: now)
        var fields = head(trade)
        fields["trade_status"] = trade.state.rawValue
        fields["total_amount"] = Yuan.text(trade.paidFen)
        fields["buyer_logon_id"] = "159****5620"
        if trade.mode == .otherCurrency { fields["trans_currency"] = "USD" }
        if let paidAt = trade.paidAtMilliseconds {
            fields["send_pay_date"] = WallTime.plain(Timestamp(milliseconds: paidAt))
        }
        return fields
    }

    mutating func close(
        _ call: AlipayCall, at now: Timestamp
    ) throws(AlipayRefusal) -> [String: String] {
        var trade = try known(call, at: now)
        guard trade.state == .waiting else {
            throw .business("REASON_TRADE_STATUS_INVALID", "the trade is not waiting")
        }
        trade.state = .closed
        put(trade)
        return head(trade)
    }

    mutating func refund(
        _ call: AlipayCall, _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(AlipayRefusal) -> [String: String] {
        var trade = try known(call, at: now)
        if fault == .noFunds { throw .business("SELLER_BALANCE_NOT_ENOUGH", "not enough money") }
        guard let fen = Yuan.read(try call.value("refund_amount")), fen > 0 else {
            throw .missing("refund_amount")
        }
        let number = call.content["out_request_no"] ?? ""
        guard !number.isEmpty || fen == trade.paidFen else {
            throw .business("INVALID_PARAMETER", "a partial refund needs out_request_no")
        }
        var fields = head(trade)
        if let known = trade.refunds.first(where: { $0.number == number }) {
            guard known.fen == fen else {
                throw .business("DISCORDANT_REPEAT_REQUEST", "the number has another amount")
            }
            fields["fund_change"] = "N"
        } else {
            guard trade.state == .paid else {
                throw .business("TRADE_STATUS_ERROR", "the trade is not refundable")
            }
            guard trade.refundedFen + fen <= trade.paidFen else {
                throw .business("REFUND_AMT_NOT_EQUAL_TOTAL", "more than was paid")
            }
            trade.refunds.append(AlipayTrade.Refund(number: number, fen: fen))
            if trade.refundedFen == trade.paidFen { trade.state = .closed }
            noteRefund(&trade, at: now, using: &random)
            put(trade)
            fields["fund_change"] = fault == .refundIdle ? "N" : "Y"
        }
        fields["refund_fee"] = Yuan.text(trade.refundedFen)
        fields["gmt_refund_pay"] = WallTime.plain(now)
        return fields
    }

    /// A refund has no notice of its own: the payment's is sent again.
    private func noteRefund(
        _ trade: inout AlipayTrade, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) {
        guard let notice = notice(trade, at: now, using: &random) else { return }
        trade.notices.append(notice)
    }

    mutating func queryRefund(
        _ call: AlipayCall, at now: Timestamp
    ) throws(AlipayRefusal) -> [String: String] {
        let trade = try known(call, at: now)
        let number = try call.value("out_request_no")
        guard let refund = trade.refunds.first(where: { $0.number == number }) else {
            return ["code": "10000", "msg": "Success"]  // Without fields: there is none.
        }
        var fields = head(trade)
        fields["out_request_no"] = number
        fields["refund_amount"] = Yuan.text(refund.fen)
        fields["total_amount"] = Yuan.text(trade.paidFen)
        fields["refund_status"] = "REFUND_SUCCESS"
        return fields
    }
}
