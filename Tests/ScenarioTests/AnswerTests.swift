import Foundation
import RelayServer
import ShopModel
import Storage
import Testing
import Wire

/// The same command id gets the same answer for ever, whoever holds it in memory or not.
struct AnswerTests {
    private static func limits(remembered: Int) -> ServerLimits {
        var limits = ServerLimits.generous
        limits.rememberedCommands = remembered
        return limits
    }

    /// With 0 and 2, each command is looked up on disk, from the first or the third on.
    @Test(arguments: [0, 2, 10_000])
    func `an answer stays the same over disconnections and restarts`(remembered: Int) async throws {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let limits = Self.limits(remembered: remembered)
        let first = try Stage.open(folder: folder, owner: owner, limits: limits)
        let (mina, session) = try await first.seller()
        let posting = WireCommand.OneOf_Body.post("A12", in: session, stock: 9)
        let posted = try await mina.done(id: "post", posting)
        let (linh, welcome) = try await first.buyer("Linh", in: session)
        let ids = (1...4).map { "order-\($0)" }
        let body = WireCommand.OneOf_Body.order("A12", in: session.session)
        var replies: [WireReply] = []
        for id in ids { replies.append(try await linh.done(id: id, body)) }
        // A refusal is an answer too.
        let much = WireCommand.OneOf_Body.order("A12", 8, in: session.session)
        let refused = try await linh.command(id: "much", much)
        #expect(refused.error.code == .soldOut)
        linh.abort()
        let again = try await first.connect()
        _ = try await again.authenticate(token: welcome.token)
        try await expectPromise(again)
        await withCheckedContinuation { done in first.server.stop { done.resume() } }
        try first.data.close()

        let second = try Stage.open(folder: folder, owner: owner, limits: limits)
        for _ in 1...2 {
            let linh = try await second.connect()
            _ = try await linh.authenticate(token: welcome.token)
            try await expectPromise(linh)
            linh.abort()
        }
        let back = try await second.connect()
        _ = try await back.authenticate(token: owner.text)
        #expect(try await back.command(id: "post", posting) == posted)
        let other = try await back.command(id: "post", .post("B1", in: session))
        #expect(other.error.code == .commandIDReused)
        #expect(try await back.done(.listOrders(WireListOrders())).orders.orders.count == 4)
        try await second.close()

        func expectPromise(_ linh: TestClient) async throws {
            for (id, reply) in zip(ids, replies) {
                #expect(try await linh.command(id: id, body) == reply)
                #expect(try await linh.command(id: id, much).error.code == .commandIDReused)
            }
            #expect(try await linh.command(id: "much", much) == refused)
        }
    }

    @Test func `one id over two connections at once is one command, and stays one when one leaves`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session, stock: nil))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let body = WireCommand.OneOf_Body.order("A12", in: session.session)
        for round in 1...15 {
            let phone = try await stage.connect()
            _ = try await phone.authenticate(token: welcome.token)
            async let one = linh.done(id: "order-\(round)", body)
            async let other = phone.done(id: "order-\(round)", body)
            let (reply, same) = try await (one, other)
            #expect(reply == same)
            phone.abort()
            #expect(try await linh.done(id: "order-\(round)", body) == reply)
        }
        let orders = try await linh.done(.listOrders(WireListOrders())).orders.orders
        #expect(orders.count == 15)
        try await stage.close()
    }

    @Test func `a command that cannot be looked up is not decided, and may come again`()
        async throws
    {
        let stage = try Stage.open(limits: Self.limits(remembered: 0))
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let slug = try #require(ShopSlug(Stage.shop))
        let file = FolderLayout(stage.folder.path).shopDatabase(slug)
        try runSQL("ALTER TABLE commands RENAME TO hidden", in: file)
        let body = WireCommand.OneOf_Body.order("A12", in: session.session)
        let error = try await linh.command(id: "order", body).error
        #expect(error.code == .unavailable && error.retryable && error.retryAfterMs == 1000)
        try runSQL("ALTER TABLE hidden RENAME TO commands", in: file)
        let order = try await linh.done(id: "order", body).order
        #expect(order.order == 1)
        try await stage.close()
    }
}
