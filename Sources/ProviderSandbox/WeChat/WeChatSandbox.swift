import OpenSSLBridge
package import ShopModel

/// A stand-in for WeChat Pay's side of API v3, Native payments: its books and its rules.
///
/// It is written from the provider's documentation alone and shares no code with our adapter. It
/// does no I/O; time and randomness come in as arguments.
package struct WeChatSandbox: Sendable {
    package static let answerDelay = TimeSpan.seconds(5)
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
    /// What the intervals between notices are multiplied with; 1 is the provider's pace.
    package let timeScale: Double
    package internal(set) var orders: [String: SandboxOrder] = [:]
    package internal(set) var faults: [FaultRule] = []
    var referencesByCode: [String: String] = [:]
    /// Orders with a notice that is still to be sent, so that finding the next one stays fast.
    var awaitingNotice: Set<String> = []
    private var changed: Set<String> = []

    /// - Parameters:
    ///   - account: The merchant and the keys.
    ///   - orders: The books as stored; of several states of an order the last one counts.
    ///   - timeScale: Above 0.
    package init(account: WeChatAccount, orders: [SandboxOrder] = [], timeScale: Double = 1) {
        precondition(timeScale > 0, "time does not stand still")
        (self.account, self.timeScale) = (account, timeScale)
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
        let fault = route.flatMap { takeFault(on: $0.kind) }
        do throws(WeChatRefusal) {
            try authorize(request, at: now)
            guard let route else { throw .noPath }
            if fault == .serverError { throw .system }
            if fault == .payFirst { payFirst(route, at: now, using: &random) }
            let (status, body) = try answer(route, request, at: now, using: &random)
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

        init?(_ request: SandboxRequest) {
            let base = "/v3/pay/transactions/"
            let path = request.path
            guard path.hasPrefix(base) else { return nil }
            let parts = path.dropFirst(base.count).split(
                separator: "/", omittingEmptySubsequences: false)
            switch (request.method, parts.count) {
            case ("POST", 1) where parts[0] == "native": self = .create
            case ("GET", 2) where parts[0] == "out-trade-no": self = .query(String(parts[1]))
            case ("POST", 3) where parts[0] == "out-trade-no" && parts[2] == "close":
                self = .close(String(parts[1]))
            default: return nil
            }
        }

        var kind: WeChatCallKind {
            switch self {
            case .create: .create
            case .query: .query
            case .close: .close
            }
        }

        var reference: String? {
            switch self {
            case .create: nil
            case .query(let reference), .close(let reference): reference
            }
        }
    }

    private mutating func answer(
        _ route: Route, _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) throws(WeChatRefusal) -> (Int, [UInt8]) {
        switch route {
        case .create: (200, try create(request.body, at: now, using: &random))
        case .query(let reference):
            (200, try query(reference, merchant: request.parameter("mchid"), at: now))
        case .close(let reference):
            try close(reference, request.body, at: now)
        }
    }

    private mutating func takeFault(on kind: WeChatCallKind) -> CallFault? {
        guard let index = faults.firstIndex(where: { $0.call == kind }) else { return nil }
        let fault = faults[index].fault
        faults[index].times -= 1
        if faults[index].times < 1 { faults.remove(at: index) }
        return fault
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
