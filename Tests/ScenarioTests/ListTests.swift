import RelayServer
import ShopCore
import Testing
import Wire

/// Lists that are longer than an answer: they come in pages.
struct ListTests {
    @Test(arguments: [(1 << 20, 100), (10_000, 50)])
    func `a long list comes in pages that fit into an answer`(
        replyBytes: Int, greatest: Int
    ) async throws {
        var limits = ServerLimits.generous
        limits.replyBytes = replyBytes
        limits.shop.unpaidOrdersPerBuyer = 1_000
        let stage = try Stage.open(limits: limits)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session, stock: nil))
        let (linh, _) = try await stage.buyer("linh", in: session, .json)
        for number in 1...205 {
            let order = try await linh.done(.order("A12", in: session)).order
            #expect(order.order == UInt64(number))
        }
        _ = try await mina.done(
            .cancelOrder(make(WireCancelOrder()) { ($0.order, $0.reason) = (7, "no need") }))

        for client in [mina, linh] {
            let first = try await client.done(.listOrders(WireListOrders())).orders
            #expect(first.orders.count <= greatest && first.next == UInt64(first.orders.count))
            #expect(try await client.allOrders().map(\.order) == Array(1...205))
        }
        let few = make(WireListOrders()) { ($0.after, $0.limit) = (203, 1) }
        let page = try await mina.done(.listOrders(few)).orders
        #expect(page.orders.map(\.order) == [204] && page.next == 204)
        let cancelled = make(WireListOrders()) { $0.states = [.cancelled] }
        let ended = try await mina.done(.listOrders(cancelled)).orders
        #expect(ended.orders.map(\.order) == [7] && ended.next == 0)

        let buyers = make(WireListBuyers()) { $0.after = 1 }
        #expect(try await mina.done(.listBuyers(buyers)).buyers.buyers.isEmpty)
        let items = make(WireListItems()) { ($0.session, $0.limit) = (session.session, 1) }
        let item = try await mina.done(.listItems(items)).items
        #expect(item.items.map(\.code) == ["A12"] && item.next == 0)
        try await stage.close()
    }
}

extension TestClient {
    /// All orders that the client may see, page by page.
    func allOrders() async throws -> [WireOrder] {
        var (orders, list) = ([WireOrder](), WireListOrders())
        repeat {
            let page = try await done(.listOrders(list)).orders
            orders += page.orders
            list.after = page.next
        } while list.after != 0
        return orders
    }
}

extension WireCommand.OneOf_Body {
    fileprivate static func order(_ code: String, in session: WireSession) -> Self {
        .placeOrder(
            make(WirePlaceOrder()) {
                $0.session = session.session
                $0.lines = [
                    make(WirePlaceOrder.Line()) { ($0.code, $0.quantity) = (code, 1) }
                ]
            })
    }
}
