import OpenSSLBridge
import ProviderSandbox
import Reactor
import RelayServer
import Testing
import Transport
import WebCodec
import Wire

/// A shop with providers where Linh orders from Mina: units of A12 as given, five of B3, none of
/// C7.
struct TrapScene: Sendable {
    let provider: WeChatStage
    let opened: WireSession
    private let linhsToken: String

    /// Opens the session; Linh orders one A12.
    static func ordered(
        _ provider: WeChatStage, stock: UInt32 = 1, holdSeconds: UInt32 = 60
    ) async throws -> (TrapScene, mina: TestClient, linh: TestClient, order: UInt64) {
        let (mina, session) = try await provider.stage.seller(holdSeconds: holdSeconds)
        for (code, units) in [("A12", stock), ("B3", 5), ("C7", 0)] {
            _ = try await mina.done(.post(code, in: session, stock: units))
        }
        let (linh, welcome) = try await provider.stage.buyer("Linh", in: session)
        let order = try await linh.done(.order("A12", in: session.session)).order.order
        let scene = TrapScene(provider: provider, opened: session, linhsToken: welcome.token)
        return (scene, mina, linh, order)
    }

    var session: UInt64 { opened.session }

    /// Where Stripe's events go.
    var webhook: String {
        "https://\(provider.stage.server.address)/notify/stripe/\(Stage.shop)"
    }

    /// The same after a restart; see `WeChatStage.restarted`.
    func restarted(meanwhile: () async throws -> Void = {}) async throws -> TrapScene {
        TrapScene(
            provider: try await provider.restarted(meanwhile: meanwhile), opened: opened,
            linhsToken: linhsToken)
    }

    /// Mina, back with all history; command ids are made from the name.
    func staff(_ name: String) async throws -> TestClient {
        try await back(name, token: provider.stage.owner.text)
    }

    /// Linh, back with all history; command ids are made from the name.
    func buyer(_ name: String) async throws -> TestClient {
        try await back(name, token: linhsToken)
    }

    private func back(_ name: String, token: String) async throws -> TestClient {
        let client = try await provider.stage.connect(.protobuf, name)
        _ = try await client.authenticate(token: token)
        try await client.join(session: session)
        return client
    }

    /// Sends a provider's notice over a connection of its own.
    func post(_ notice: SandboxDelivery) async throws -> HTTPClientResponse {
        var headers = HTTPHeaders()
        for header in notice.headers { headers.append(header.name, header.value) }
        let request = HTTPClientRequest(
            method: "POST", url: try RemoteURL(notice.url), headers: headers, body: notice.body)
        let tls = try TLSContext.client(verification: .none)
        let loop = provider.stage.clients.next()
        let result: Result<HTTPClientResponse, HTTPClientFailure> =
            await withCheckedContinuation { done in
                loop.execute {
                    HTTPClient.send(request, on: loop, tls: tls) { done.resume(returning: $0) }
                }
            }
        return try result.get()
    }

    /// After its settlement was taken from Linh's inbox: there was no other, staff was told of
    /// nothing odd, and the order can leave.
    func expectPaidOnce(
        _ order: UInt64, _ amount: WireMoney, _ mina: TestClient, _ linh: TestClient
    ) async throws {
        let seen = try await linh.order(order)  // What was decided before is in the inbox now.
        #expect(seen.state == .confirmed && seen.money == .paid && seen.settled == amount)
        #expect(!seen.hasRefundDue || seen.refundDue.minorUnits == 0)
        let events = linh.inbox.compactMap { message -> WireEvent.OneOf_Body? in
            if case .event(let event)? = message.body { event.body } else { nil }
        }
        var confirmations = 0
        for event in events {
            if case .paymentSettled = event { Issue.record("settled again: \(event)") }
            if case .orderConfirmed = event { confirmations += 1 }
        }
        #expect(confirmations == 1)
        let parcel = try await mina.done(.pack(order)).parcel
        _ = try await mina.done(.handOver(parcel.parcel))
        for message in mina.inbox {
            guard case .event(let event)? = message.body, case .alert(let alert)? = event.body
            else { continue }
            Issue.record("\(alert)")
        }
    }
}

extension Stage {
    /// So many buyers, each with a connection, who have joined the session.
    func crowd(_ count: Int, in session: WireSession) async throws -> [TestClient] {
        try await Array(0..<count).atOnce {
            try await buyer("buyer-\($0)", in: session).0
        }
    }
}

extension Array where Element: Sendable {
    /// Does something with all elements side by side; results are in the elements' order.
    func atOnce<Value: Sendable>(
        _ body: @escaping @Sendable (Element) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            for (index, element) in enumerated() {
                group.addTask { (index, try await body(element)) }
            }
            var values: [Int: Value] = [:]
            for try await (index, value) in group { values[index] = value }
            return indices.compactMap { values[$0] }
        }
    }
}

extension SandboxFolder {
    /// Whether something was paid, and every notice so far has been accepted.
    func areNoticesAccepted() throws -> Bool {
        let notices =
            try orders().compactMap(\.notice) + trades().flatMap(\.notices)
            + sessions().flatMap(\.notices)
        return !notices.isEmpty && notices.allSatisfy(\.isAccepted)
    }
}

extension TestClient {
    /// Units of an item that can be held now.
    func available(_ code: String, in session: UInt64) async throws -> UInt32 {
        let list = make(WireListItems()) { $0.session = session }
        let items = try await done(.listItems(list)).items.items
        return try #require(items.first { $0.code == code }).stock.available
    }

    /// Waits until an order has ended.
    func ended(_ order: UInt64) async throws -> WireOrderState {
        try await event("the end of order \(order)") { event -> WireOrderState? in
            guard case .orderEnded(let ended)? = event.body, ended.order == order else {
                return nil
            }
            return ended.state
        }
    }
}

extension WireCommand.OneOf_Body {
    static func callOff(_ order: UInt64, _ reason: String = "") -> Self {
        .cancelOrder(make(WireCancelOrder()) { ($0.order, $0.reason) = (order, reason) })
    }
}
