import OpenSSLBridge
package import ShopModel

/// A stand-in for WeChat Pay's side of API v3, Native payments: its books and its rules.
///
/// It is written from the provider's documentation alone and shares no code with our adapter. It
/// does no I/O; time and randomness come in as arguments.
package struct WeChatSandbox: Sendable {
    /// A QR code lives this long, whatever the order's own limit.
    package static let codeLifetime = TimeSpan.hours(2)
    package static let clockTolerance = TimeSpan.seconds(300)
    /// After each sending without an answer of 200 or 204; then no more.
    package static let noticeIntervals: [TimeSpan] = [
        .seconds(15), .seconds(15), .seconds(30), .minutes(3), .minutes(10), .minutes(20),
        .minutes(30), .minutes(30), .minutes(30), .minutes(60), .hours(3), .hours(3), .hours(3),
        .hours(6), .hours(6),
    ]

    package let account: WeChatAccount
    /// Its scale also shortens refunds.
    let schedule: NoticeSchedule
    package internal(set) var orders: [String: SandboxOrder] = [:]
    package internal(set) var faults: [FaultRule] = []
    package internal(set) var keyInUse = 0
    var referencesByCode: [String: String] = [:]
    /// Orders with a notice that is still to be sent, so that finding the next one stays fast.
    var awaitingNotice: Set<String> = []
    private var changed: Set<String> = []

    /// - Parameters:
    ///   - account: The merchant and the keys.
    ///   - orders: The books as stored; of several states of an order the last one counts.
    ///   - timeScale: Above 0.
    package init(account: WeChatAccount, orders: [SandboxOrder] = [], timeScale: Double = 1) {
        self.account = account
        schedule = NoticeSchedule(Self.noticeIntervals, scale: timeScale)
        for order in orders { self.orders[order.reference] = order }
        for order in self.orders.values {
            referencesByCode[order.codeURL] = order.reference
            if order.isAwaitingNotice { awaitingNotice.insert(order.reference) }
        }
    }

    /// Answers a merchant's call.
    package mutating func handle(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        let route = Route(request)
        let fault = route.flatMap { faults.take($0.kind) }
        do throws(WeChatRefusal) {
            try authorize(request, at: now)
            guard let route else { throw .noPath }
            if fault == .serverError { throw .system }
            if fault == .payFirst { payFirst(route, at: now, using: &random) }
            let (status, body) = try answer(route, request, fault, at: now, using: &random)
            if case .billFile = route {
                return SandboxResponse(status: status, body: body).delayed(by: fault)
            }
            return signed(status, body, fault, at: now, using: &random)
        } catch {
            // Whom would a signature reach who has not shown who he is?
            let isStranger = error.status == 401
            return signed(
                error.status, error.body, isStranger ? .unsigned : fault, at: now, using: &random)
        }
    }

    /// The orders that changed since the last time, for the stored books.
    package mutating func takeChanged() -> [SandboxOrder] {
        defer { changed.removeAll() }
        return changed.sorted().compactMap { orders[$0] }
    }

    /// Makes the next calls of a kind go wrong.
    package mutating func add(_ rule: FaultRule) { faults.append(rule) }

    package mutating func clearFaults() { faults.removeAll() }

    private enum Route {
        case create
        case query(String)
        case close(String)
        case refund
        case queryRefund(String)
        case bill
        case billFile

        init?(_ request: SandboxRequest) {
            let parts = request.path.split(separator: "/", omittingEmptySubsequences: false)
            switch (request.method, parts.dropFirst().map(String.init)) {
            case ("POST", ["v3", "pay", "transactions", "native"]): self = .create
            case ("GET", let path)
            where path.count == 5 && path.starts(with: Self.orders): self = .query(path[4])
            case ("POST", let path)
            where path.count == 6 && path.starts(with: Self.orders) && path[5] == "close":
                self = .close(path[4])
            case ("POST", Self.refunds): self = .refund
            case ("GET", let path) where path.count == 5 && path.starts(with: Self.refunds):
                self = .queryRefund(path[4])
            case ("GET", ["v3", "bill", "tradebill"]): self = .bill
            case ("GET", ["v3", "billdownload", "file"]): self = .billFile
            default: return nil
            }
        }

        private static let orders = ["v3", "pay", "transactions", "out-trade-no"]
        private static let refunds = ["v3", "refund", "domestic", "refunds"]

        var kind: CallKind {
            switch self {
            case .create: .create
            case .query: .query
            case .close: .close
            case .refund: .refund
            case .queryRefund: .queryRefund
            case .bill, .billFile: .bill
            }
        }

        var reference: String? {
            switch self {
            case .query(let reference), .close(let reference): reference
            case .create, .refund, .queryRefund, .bill, .billFile: nil
            }
        }
    }

    private mutating func answer(
        _ route: Route, _ request: SandboxRequest, _ fault: CallFault?, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(WeChatRefusal) -> (Int, [UInt8]) {
        switch route {
        case .create: return (200, try create(request.body, at: now, using: &random))
        case .query(let reference):
            return (200, try query(reference, merchant: request.parameter("mchid"), at: now))
        case .close(let reference): return try close(reference, request.body, at: now)
        case .refund: return (200, try refund(request.body, fault, at: now, using: &random))
        case .queryRefund(let number): return (200, try queryRefund(number, at: now))
        case .bill: return (200, try bill(request.parameter("bill_date"), fault))
        case .billFile:
            guard let file = billFile(request.parameter("token") ?? "") else { throw .noBill }
            return (200, file)
        }
    }

    private mutating func payFirst(
        _ route: Route, at now: Timestamp, using random: inout some RandomNumberGenerator
    ) {
        guard let reference = route.reference else { return }
        _ = pay(.order(reference), .normal, at: now, using: &random)
    }

    /// The order as it is now: an unpaid one closes when its time is over.
    mutating func order(_ reference: String, at now: Timestamp) -> SandboxOrder? {
        guard var order = orders[reference] else { return nil }
        if order.state == .notPaid, now >= order.expiresAt {
            order.state = .closed
            put(order)
        }
        return order
    }

    mutating func put(_ order: SandboxOrder) {
        orders[order.reference] = order
        changed.insert(order.reference)
        if order.isAwaitingNotice {
            awaitingNotice.insert(order.reference)
        } else {
            awaitingNotice.remove(order.reference)
        }
    }
}
