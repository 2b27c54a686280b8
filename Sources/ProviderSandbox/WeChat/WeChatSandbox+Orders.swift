import ShopModel

// The merchant's calls: create, query, close.
extension WeChatSandbox {
    mutating func create(
        _ body: [UInt8], at now: Timestamp, using random: inout some RandomNumberGenerator
    ) throws(WeChatRefusal) -> [UInt8] {
        guard let wish = SandboxJSON.read(SandboxOrder.Parameters.self, body) else {
            throw .parameter("/", "the body is not the JSON of this call")
        }
        try check(wish)
        let expiry = try expiry(wish, at: now)
        let codeURL = "weixin://wxpay/bizpayurl/up?pr=" + random.text(14)
        let codeUntil = (now + Self.codeLifetime).milliseconds
        if var known = order(wish.out_trade_no, at: now) {
            switch known.state {
            case .paid: throw .paid
            case .closed: throw .closed
            case .notPaid:
                guard known.parameters == wish else { throw .otherParameters }
                referencesByCode[known.codeURL] = nil
                (known.codeURL, known.codeUntilMilliseconds) = (codeURL, codeUntil)
                put(known)
            }
        } else {
            put(
                SandboxOrder(
                    parameters: wish, codeURL: codeURL, codeUntilMilliseconds: codeUntil,
                    expiresAtMilliseconds: expiry.milliseconds))
        }
        referencesByCode[codeURL] = wish.out_trade_no
        return SandboxJSON.bytes(["code_url": codeURL])
    }

    private func check(_ wish: SandboxOrder.Parameters) throws(WeChatRefusal) {
        guard wish.mchid == account.merchantID, wish.appid == account.applicationID else {
            throw WeChatRefusal(
                status: 400, code: "APPID_MCHID_NOT_MATCH", message: "appid or mchid is unknown")
        }
        guard (1...127).contains(wish.description.count) else {
            throw .parameter("/body/description", "has 1 to 127 characters")
        }
        let number = wish.out_trade_no
        guard (6...32).contains(number.count),
            number.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-*".contains($0)) })
        else { throw .parameter("/body/out_trade_no", "is 6 to 32 of 0-9A-Za-z_-*") }
        guard wish.notify_url.hasPrefix("https://"), wish.notify_url.count <= 255,
            !wish.notify_url.contains("?")
        else { throw .parameter("/body/notify_url", "is a full https URL without a query") }
        guard wish.amount.total >= 1 else {
            throw .parameter("/body/amount/total", "is at least 1")
        }
        guard wish.amount.currency ?? "CNY" == "CNY" else {
            throw .parameter("/body/amount/currency", "is CNY")
        }
        guard (wish.attach ?? "").count <= 128 else {
            throw .parameter("/body/attach", "has at most 128 characters")
        }
    }

    /// Seven days when not said; raised to one minute, cut to ninety days.
    private func expiry(
        _ wish: SandboxOrder.Parameters, at now: Timestamp
    ) throws(WeChatRefusal) -> Timestamp {
        guard let text = wish.time_expire else { return now + .hours(7 * 24) }
        guard let time = WallTime.read(text) else {
            throw .parameter("/body/time_expire", "is a time by RFC 3339")
        }
        return min(max(time, now + .minutes(1)), now + .hours(90 * 24))
    }

    mutating func query(
        _ reference: String, merchant: String?, at now: Timestamp
    ) throws(WeChatRefusal) -> [UInt8] {
        guard merchant == account.merchantID else {
            throw WeChatRefusal(status: 400, code: "MCH_NOT_EXISTS", message: "unknown mchid")
        }
        guard let order = order(reference, at: now) else { throw .noOrder }
        return SandboxJSON.bytes(WeChatTransactionView(order, account, tellsRefunds: true))
    }

    private struct CloseBody: Decodable {
        let mchid: String
    }

    mutating func close(
        _ reference: String, _ body: [UInt8], at now: Timestamp
    ) throws(WeChatRefusal) -> (Int, [UInt8]) {
        guard SandboxJSON.read(CloseBody.self, body)?.mchid == account.merchantID else {
            throw .parameter("/body/mchid", "is the merchant's")
        }
        guard var order = order(reference, at: now) else { throw .noOrder }
        switch order.state {
        case .paid: throw .paid
        case .closed: throw .closed
        case .notPaid:
            order.state = .closed
            put(order)
        }
        return (204, [])
    }
}
