package import ShopModel

/// A stand-in for Alipay's gateway: its books and its rules for QR codes and refunds.
///
/// It is written from the provider's documentation alone and shares no code with our adapter.
package struct AlipaySandbox: SandboxMachine {
    package let account: AlipayAccount
    package let product: AlipayProduct
    let schedule: NoticeSchedule
    package internal(set) var trades: [String: AlipayTrade] = [:]
    package internal(set) var faults: [FaultRule] = []
    package internal(set) var keyInUse = 0
    private var changed: Set<String> = []

    /// - Parameters:
    ///   - account: The merchant and the keys.
    ///   - trades: The books as stored.
    ///   - timeScale: What the intervals between notices are multiplied with, above 0.
    package init(
        account: AlipayAccount, product: AlipayProduct = .mainland, trades: [AlipayTrade] = [],
        timeScale: Double = 1
    ) {
        (self.account, self.product) = (account, product)
        schedule = NoticeSchedule(product.intervals, scale: timeScale)
        for trade in trades { self.trades[trade.reference] = trade }
    }

    var keyCount: Int { account.keys.count }

    package mutating func add(_ rule: FaultRule) { faults.append(rule) }

    /// Answers a merchant's call.
    package mutating func handle(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        guard request.method == "POST", request.path == "/gateway.do" else {
            return SandboxResponse(status: 404, body: Array("no such page".utf8))
        }
        var method = ""
        var fault: CallFault?
        do throws(AlipayRefusal) {
            let call = try authorize(request, at: now)
            method = call.method
            fault = faults.take(try call.kind())
            if fault == .serverError { throw .busy }
            if fault == .payFirst, let reference = call.content["out_trade_no"] {
                _ = pay(.order(reference), .normal, at: now, using: &random)
            }
            let answer = try answer(call, fault, at: now, using: &random)
            return signed(method, answer, fault)
        } catch {
            return signed(method, error.fields, fault)
        }
    }

    private mutating func answer(
        _ call: AlipayCall, _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(AlipayRefusal) -> [String: String] {
        switch try call.kind() {
        case .create: try create(call, at: now, using: &random)
        case .query: try query(call, at: now)
        case .close: try close(call, at: now)
        case .refund: try refund(call, fault, at: now, using: &random)
        case .queryRefund: try queryRefund(call, at: now)
        case .bill: throw .missing("method")
        }
    }

    /// The trade as it is now: an unpaid one closes when its time is over.
    mutating func trade(_ reference: String, at now: Timestamp) -> AlipayTrade? {
        guard var trade = trades[reference] else { return nil }
        let isUnpaid = trade.state == .prepared || trade.state == .waiting
        if isUnpaid, now.milliseconds >= trade.expiresAtMilliseconds {
            trade.state = .closed
            put(trade)
        }
        return trade
    }

    mutating func put(_ trade: AlipayTrade) {
        trades[trade.reference] = trade
        changed.insert(trade.reference)
    }

    package mutating func takeChanged() -> [AlipayTrade] {
        defer { changed.removeAll() }
        return changed.sorted().compactMap { trades[$0] }
    }

    mutating func takeRecords() -> [SandboxRecord] {
        takeChanged().map {
            SandboxRecord(folder: "alipay", name: $0.reference, bytes: SandboxJSON.bytes($0))
        }
    }
}
