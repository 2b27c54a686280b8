package import ShopModel

/// How a payer finds an order.
package enum PayTarget: Equatable, Sendable {
    /// What the QR code holds.
    case code(String)
    /// `out_trade_no`; no payer knows it, a test does.
    case order(String)
}

/// Why a payer could not pay.
package enum PayRefusal: String, Error, CaseIterable, Sendable {
    case unknown = "no order has this code or number"
    case codeExpired = "the code is older than two hours; ask for a fresh one"
    case closed = "the order is closed"
    case paid = "the order is paid"
}

extension WeChatSandbox {
    /// The payer scans the code and pays.
    ///
    /// - Parameter mode: What goes wrong with it.
    /// - Returns: The order, or why not.
    package mutating func pay(
        _ target: PayTarget, _ mode: PayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<SandboxOrder, PayRefusal> {
        let reference: String? =
            switch target {
            case .code(let url): referencesByCode[url]
            case .order(let reference): reference
            }
        guard let reference, var order = order(reference, at: now) else {
            return .failure(.unknown)
        }
        switch order.state {
        case .paid: return .failure(.paid)
        case .closed: return .failure(.closed)
        case .notPaid: break
        }
        guard now.milliseconds < order.codeUntilMilliseconds else { return .failure(.codeExpired) }
        order.state = .paid
        order.settlement = SandboxOrder.Settlement(
            transactionID: "42000" + random.digits(23), payer: "o" + random.text(27),
            paidAtMilliseconds: now.milliseconds, mode: mode)
        if mode != .noNotice {
            let delay = mode == .lateNotice ? schedule.scaled(.hours(1)) : .seconds(0)
            order.notice = SandboxNotice(
                id: random.uuid(), url: order.parameters.notify_url, content: "",
                due: now + delay, flaw: SignatureFlaw(rawValue: mode.rawValue)?.rawValue,
                copies: mode == .duplicateNotice ? 2 : 1)
        }
        put(order)
        return .success(order)
    }
}
