import ShopModel

// The control interface: for people, scripts and tests; not part of the provider's protocol.
extension SandboxMachine {
    /// Answers `/sandbox/pay`, `/sandbox/orders`, `/sandbox/faults` and `/sandbox/rotate`.
    ///
    /// - `POST /sandbox/pay {"code_url" or "out_trade_no", "mode"}` pays.
    /// - `GET /sandbox/orders` lists the books; `?out_trade_no=` picks one order.
    /// - `POST /sandbox/faults {"fault", "call", "times"}` plans a fault, `GET` lists, `DELETE`
    ///   clears.
    /// - `POST /sandbox/rotate` signs with the next key from now on.
    mutating func steered(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        switch (request.method, request.path) {
        case ("POST", "/sandbox/pay"): return controlPay(request.body, at: now, using: &random)
        case ("GET", "/sandbox/orders"):
            return .json(200, ["orders": views(request.parameter("out_trade_no"), at: now)])
        case ("POST", "/sandbox/faults"): return controlFault(request.body)
        case ("GET", "/sandbox/faults"): return .json(200, ["faults": faults])
        case ("DELETE", "/sandbox/faults"):
            faults.removeAll()
            return .json(200, ["faults": faults])
        case ("POST", "/sandbox/rotate"):
            keyInUse = (keyInUse + 1) % keyCount
            return .json(200, ["key": keyInUse])
        default:
            return .refusal(
                404,
                "the control paths are /sandbox/pay, /sandbox/orders, /sandbox/faults, "
                    + "/sandbox/rotate, /sandbox/books, /sandbox/webhook, /sandbox/clock")
        }
    }

    private mutating func controlPay(
        _ body: [UInt8], at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        guard let wish = SandboxJSON.read(PayBody.self, body) else {
            return .refusal(400, "the body is JSON with code_url or out_trade_no, and mode")
        }
        guard let mode = Mode(rawValue: wish.mode ?? "normal") else {
            return .refusal(400, "mode is one of \(names(Mode.self))")
        }
        let target: PayTarget
        switch (wish.code_url, wish.out_trade_no) {
        case (let code?, nil): target = .code(code)
        case (nil, let reference?): target = .order(reference)
        default: return .refusal(400, "give code_url or out_trade_no, one of them")
        }
        switch payView(target, mode, at: now, using: &random) {
        case .success(let view): return .json(200, view)
        case .failure(let reason):
            return .refusal(reason == .unknown ? 404 : 409, reason.rawValue)
        }
    }

    private mutating func controlFault(_ body: [UInt8]) -> SandboxResponse {
        guard let wish = SandboxJSON.read(FaultBody.self, body) else {
            return .refusal(400, "the body is JSON with fault, call and times")
        }
        guard let fault = CallFault(rawValue: wish.fault) else {
            return .refusal(400, "fault is one of \(names(CallFault.self))")
        }
        guard let call = CallKind(rawValue: wish.call) else {
            return .refusal(400, "call is one of \(names(CallKind.self))")
        }
        let times = wish.times ?? 1
        guard (1...1_000_000).contains(times) else {
            return .refusal(400, "times is 1 to 1000000")
        }
        faults.append(FaultRule(fault, on: call, times: times))
        return .json(200, ["faults": faults])
    }

    private func names<Kind: CaseIterable & RawRepresentable<String>>(_ kind: Kind.Type) -> String {
        kind.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

private struct PayBody: Decodable {
    let code_url: String?
    let out_trade_no: String?
    let mode: String?
}

private struct FaultBody: Decodable {
    let fault: String
    let call: String
    let times: Int?
}

extension SandboxResponse {
    static func json(_ status: Int, _ value: some Encodable) -> SandboxResponse {
        SandboxResponse(
            status: status, headers: [SandboxHeader("Content-Type", "application/json")],
            body: SandboxJSON.bytes(value, pretty: true) + Array("\n".utf8))
    }

    static func refusal(_ status: Int, _ text: String) -> SandboxResponse {
        json(status, ["error": text])
    }
}
