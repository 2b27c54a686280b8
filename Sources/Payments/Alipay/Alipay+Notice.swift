package import ShopModel

extension Alipay {
    /// The form is decoded once, the signature checked on what that gave, then the content.
    ///
    /// There is no signed time: what repeats itself is known by its id.
    package func notice(
        headers: ProviderHeaders, body: [UInt8], at now: Timestamp
    ) throws(ProviderError) -> ProviderNotice {
        let limit = ProviderCall.usualLimitBytes
        guard body.count <= limit else { throw .tooLong(count: body.count, limit: limit) }
        guard let fields = FormText.decode(body) else { throw .malformed("notice: no form") }
        guard (fields["charset"] ?? "utf-8").lowercased() == "utf-8" else {
            throw .malformed("notice: charset")
        }
        try AlipaySignature.checkNotice(fields, by: alipayKeys)
        guard let id = fields["notify_id"], (1...128).contains(id.utf8.count) else {
            throw .malformed("notify_id")
        }
        guard fields["notify_type"] == "trade_status_sync" else {
            let type = (fields["notify_type"] ?? "").quoted
            return ProviderNotice(id: id.neutralised(), .ignored(type: type))
        }
        let trade = try AlipayTrade(notice: fields)
        let contradiction = contradiction(fields)
        let standing = if let contradiction { contradiction } else { try trade.standing() }
        return ProviderNotice(
            id: id.neutralised(),
            .payment(reference: trade.outTradeNo.neutralised(), standing))
    }

    private func contradiction(_ fields: [String: String]) -> PaymentStanding? {
        guard fields["app_id"] == applicationID else {
            return .contradicted(.application(fields["app_id"] ?? ""))
        }
        guard fields["seller_id"] == sellerID else {
            return .contradicted(.merchant(fields["seller_id"] ?? ""))
        }
        return nil
    }

    package var accepted: ProviderResponse { text(200, replyText) }

    package var unavailable: ProviderResponse { text(503, "fail") }

    package func reply(to error: ProviderError) -> ProviderResponse {
        text(error.replyStatus, "fail")
    }

    private func text(_ status: Int, _ body: String) -> ProviderResponse {
        ProviderResponse(
            status: status, headers: ["Content-Type": "text/plain"], body: Array(body.utf8))
    }
}
