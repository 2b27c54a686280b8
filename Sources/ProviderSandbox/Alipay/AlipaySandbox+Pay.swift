package import ShopModel

// The payer, and what people see.
extension AlipaySandbox {
    /// The payer scans the code and pays, or not yet.
    ///
    /// - Returns: The trade, or why not.
    @discardableResult
    package mutating func pay(
        _ target: PayTarget, _ mode: AlipayPayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<AlipayTrade, PayRefusal> {
        let reference: String? =
            switch target {
            case .code(let url): trades.values.first { $0.code == url }?.reference
            case .order(let reference): reference
            }
        guard let reference, var trade = trade(reference, at: now) else {
            return .failure(.unknown)
        }
        switch trade.state {
        case .paid, .finished: return .failure(.paid)
        case .closed: return .failure(trade.isPaid ? .paid : .closed)
        case .prepared, .waiting: break
        }
        trade.tradeNo = trade.tradeNo ?? WallTime.plain(now).filter(\.isNumber) + random.digits(14)
        trade.mode = mode
        if mode == .scan {
            trade.state = .waiting
        } else {
            trade.state = mode == .finished ? .finished : .paid
            trade.paidAtMilliseconds = now.milliseconds
            if mode != .noNotice, let notice = notice(trade, at: now, using: &random) {
                trade.notices.append(notice)
            }
        }
        put(trade)
        return .success(trade)
    }

    /// An order as the control interface shows it.
    package struct View: Encodable {
        let out_trade_no: String
        let state: AlipayTrade.State
        let code_url: String
        let description: String
        let total: Int64
        let refunded: Int64
        let transaction_id: String?
        let mode: AlipayPayMode?
        let notices: [NoticeView]

        init(_ trade: AlipayTrade) {
            (out_trade_no, state) = (trade.reference, trade.state)
            (code_url, description) = (trade.code, trade.subject)
            (total, refunded) = (trade.fen, trade.refundedFen)
            (transaction_id, mode) = (trade.tradeNo, trade.mode)
            notices = trade.notices.map(NoticeView.init)
        }
    }

    /// Answers the control interface; see `SandboxMachine.steered`.
    package mutating func control(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        steered(request, at: now, using: &random)
    }

    mutating func payView(
        _ target: PayTarget, _ mode: AlipayPayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<View, PayRefusal> {
        pay(target, mode, at: now, using: &random).map(View.init)
    }

    mutating func views(_ reference: String?, at now: Timestamp) -> [View] {
        let wanted = reference.map { [$0] } ?? trades.keys.sorted()
        return wanted.compactMap { trade($0, at: now).map(View.init) }
    }

    /// What was paid and given back.
    package var books: [BookLine] {
        trades.values.sorted { $0.reference < $1.reference }.map { trade in
            BookLine(
                provider: "alipay", reference: trade.reference, state: trade.state.rawValue,
                transaction: trade.tradeNo, currency: trade.mode == .otherCurrency ? "USD" : "CNY",
                paid: trade.isPaid ? trade.paidFen : 0, refunded: trade.refundedFen)
        }
    }
}
