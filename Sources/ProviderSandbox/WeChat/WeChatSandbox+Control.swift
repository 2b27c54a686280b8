package import ShopModel

// The control interface: for people, scripts and tests; not part of the provider's protocol.
extension WeChatSandbox {
    /// Answers `/sandbox/pay`, `/sandbox/orders` and `/sandbox/faults`.
    ///
    /// - `POST /sandbox/pay {"code_url" or "out_trade_no", "mode"}` pays.
    /// - `GET /sandbox/orders` lists the books; `?out_trade_no=` picks one order.
    /// - `POST /sandbox/faults {"fault", "call", "times"}` plans a fault, `GET` lists, `DELETE`
    ///   clears.
    package mutating func control(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        switch (request.method, request.path) {
        case ("POST", "/sandbox/pay"): controlPay(request.body, at: now, using: &random)
        case ("GET", "/sandbox/orders"):
            controlOrders(request.parameter("out_trade_no"), at: now)
        case ("POST", "/sandbox/faults"): controlFault(request.body)
        case ("GET", "/sandbox/faults"): json(200, ["faults": faults])
        case ("DELETE", "/sandbox/faults"): controlClear()
        default:
            refusal(404, "the control paths are /sandbox/pay, /sandbox/orders, /sandbox/faults")
        }
    }

    private struct PayBody: Decodable {
        let code_url: String?
        let out_trade_no: String?
        let mode: String?
    }

    private mutating func controlPay(
        _ body: [UInt8], at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        guard let wish = SandboxJSON.read(PayBody.self, body) else {
            return refusal(400, "the body is JSON with code_url or out_trade_no, and mode")
        }
        guard let mode = PayMode(rawValue: wish.mode ?? "normal") else {
            return refusal(400, "mode is one of \(names(PayMode.self))")
        }
        let target: PayTarget
        switch (wish.code_url, wish.out_trade_no) {
        case (let code?, nil): target = .code(code)
        case (nil, let reference?): target = .order(reference)
        default: return refusal(400, "give code_url or out_trade_no, one of them")
        }
        switch pay(target, mode, at: now, using: &random) {
        case .success(let order): return json(200, OrderView(order))
        case .failure(let reason):
            return refusal(reason == .unknown ? 404 : 409, reason.rawValue)
        }
    }

    private mutating func controlOrders(
        _ reference: String?, at now: Timestamp
    ) -> SandboxResponse {
        let wanted = reference.map { [$0] } ?? orders.keys.sorted()
        let views = wanted.compactMap { order($0, at: now).map(OrderView.init) }
        return json(200, ["orders": views])
    }

    private struct FaultBody: Decodable {
        let fault: String
        let call: String
        let times: Int?
    }

    private mutating func controlFault(_ body: [UInt8]) -> SandboxResponse {
        guard let wish = SandboxJSON.read(FaultBody.self, body) else {
            return refusal(400, "the body is JSON with fault, call and times")
        }
        guard let fault = CallFault(rawValue: wish.fault) else {
            return refusal(400, "fault is one of \(names(CallFault.self))")
        }
        guard let call = WeChatCallKind(rawValue: wish.call) else {
            return refusal(400, "call is one of \(names(WeChatCallKind.self))")
        }
        let times = wish.times ?? 1
        guard (1...1_000_000).contains(times) else {
            return refusal(400, "times is 1 to 1000000")
        }
        add(FaultRule(fault, on: call, times: times))
        return json(200, ["faults": faults])
    }

    private mutating func controlClear() -> SandboxResponse {
        clearFaults()
        return json(200, ["faults": faults])
    }

    private func names<Kind: CaseIterable & RawRepresentable<String>>(_ kind: Kind.Type) -> String {
        kind.allCases.map(\.rawValue).joined(separator: ", ")
    }

    private func json(_ status: Int, _ value: some Encodable) -> SandboxResponse {
        SandboxResponse(
            status: status, headers: [SandboxHeader("Content-Type", "application/json")],
            body: SandboxJSON.bytes(value, pretty: true) + Array("\n".utf8))
    }

    private func refusal(_ status: Int, _ text: String) -> SandboxResponse {
        json(status, ["error": text])
    }

    /// An order as the control interface shows it.
    private struct OrderView: Encodable {
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

        struct NoticeView: Encodable {
            let id: String
            let sendings: Int
            let accepted: Bool
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
            notice = order.notice.map {
                NoticeView(id: $0.id, sendings: $0.sendings, accepted: $0.isAccepted)
            }
        }
    }
}
