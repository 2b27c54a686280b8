import Foundation
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Wire

/// Sessions that leave a real server's memory, and what people then ask about them.
@Suite(.serialized) struct ArchiveTests {
    /// A server that archives a second after a session's last entry, and a session that is over:
    /// Linh's order was paid by hand and has arrived, a second one was cancelled.
    private struct Scene {
        var stage: Stage
        var mina: TestClient
        let token: String
        let order: UInt64
        let payment: UInt64
        let parcel: UInt64
        let session: WireSession
    }

    private static var limits: ServerLimits {
        var limits = ServerLimits.generous
        limits.shop.archiveTime = .seconds(1)
        return limits
    }

    private func scene() async throws -> Scene {
        let stage = try Stage.open(limits: Self.limits)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session, stock: 9))
        let (linh, welcome) = try await stage.buyer("Linh", in: session)
        let order = try await linh.done(.order("A12", in: session.session)).order.order
        let payment = try await linh.done(.pay(order, .manual)).payment
        _ = try await mina.done(.confirm(payment))
        let other = try await linh.done(.order("A12", in: session.session)).order.order
        _ = try await linh.done(
            .cancelOrder(make(WireCancelOrder()) { $0.order = other }))
        let parcel = try await mina.done(
            .packParcel(make(WirePackParcel()) { $0.orders = [order] })
        ).parcel.parcel
        _ = try await mina.done(
            .handOver(
                make(WireHandOver()) {
                    ($0.parcel, $0.carrier, $0.trackingNumber) = (parcel, "EMS", "EE1")
                }))
        _ = try await mina.done(
            .trackParcel(make(WireTrackParcel()) { ($0.parcel, $0.state) = (parcel, .delivered) }))
        _ = try await mina.done(
            .closeSession(make(WireCloseSession()) { $0.session = session.session }))
        linh.abort()
        try await mina.event("sessionsArchived") {
            if case .sessionsArchived? = $0.body { () } else { nil }
        }
        return Scene(
            stage: stage, mina: mina, token: welcome.token, order: order,
            payment: payment.payment, parcel: parcel, session: session)
    }

    private func linh(_ scene: Scene) async throws -> TestClient {
        let linh = try await scene.stage.connect(.protobuf, "linh")
        _ = try await linh.authenticate(token: scene.token)
        try await linh.join(session: scene.session.session)
        return linh
    }

    @Test func `a buyer finds old orders and parcels, staff gives money back, nothing is lost`()
        async throws
    {
        var scene = try await scene()
        for round in ["running", "restarted"] {
            let linh = try await linh(scene)
            let orders = try await linh.command(.listOrders(WireListOrders())).orders.orders
            #expect(orders.map(\.state) == [.completed, .cancelled], "\(round)")
            let parcels = try await linh.command(.listParcels(WireListParcels())).parcels.parcels
            #expect(parcels.map(\.state) == [.delivered], "\(round)")
            let items = try await linh.command(
                .listItems(make(WireListItems()) { $0.session = scene.session.session }))
            #expect(items.items.items.map(\.code) == ["A12"], "\(round)")
            // Reading brings nothing back: staff still lists no order.
            let all = try await scene.mina.command(.listOrders(WireListOrders()))
            #expect(all.orders.orders.isEmpty, "\(round)")
            // History is the journal's: whoever joins the session still sees it.
            try await linh.event("itemPosted") {
                if case .itemPosted? = $0.body { () } else { nil }
            }
            linh.abort()
            guard round == "running" else { break }
            let (folder, owner) = (scene.stage.folder, scene.stage.owner)
            try await scene.stage.leave()
            scene.stage = try Stage.open(folder: folder, owner: owner, limits: Self.limits)
            scene.mina = try await scene.stage.connect(.protobuf, "mina-again")
            _ = try await scene.mina.authenticate(token: owner.text)
            try await scene.mina.join()
        }
        let refund = WireCommand.OneOf_Body.refundOrder(
            make(WireRefundOrder()) {
                $0.order = scene.order
                $0.amount = make(WireMoney()) { ($0.minorUnits, $0.currency) = (500, "CNY") }
                $0.reason = "arrived broken"
            })
        let given = try await scene.mina.done(refund)
        #expect(given.order.refundDue.minorUnits == 500)
        try await scene.mina.event("sessionsRestored") {
            if case .sessionsRestored? = $0.body { () } else { nil }
        }
        let back = try await scene.mina.command(.listOrders(WireListOrders())).orders.orders
        #expect(back.map(\.order).contains(scene.order))
        try await scene.stage.close()
    }

    @Test func `what is not the buyer's is not brought back, nor what never was`() async throws {
        let scene = try await scene()
        let mina = scene.mina
        let session = try await mina.done(
            .openSession(Stage.session(holdSeconds: 900))
        ).session
        let (nok, _) = try await scene.stage.buyer("Nok", in: session)
        let ask = WireCommand.OneOf_Body.showReceipt(
            make(WireShowReceipt()) { $0.order = scene.order })
        #expect(try await nok.command(ask).error.code == .notFound)
        let none = WireCommand.OneOf_Body.showReceipt(make(WireShowReceipt()) { $0.order = 99 })
        #expect(try await mina.command(none).error.code == .notFound)
        #expect(try await mina.command(.listOrders(WireListOrders())).orders.orders.isEmpty)
        // Its own buyer gets the receipt.
        let linh = try await linh(scene)
        #expect(try await linh.command(ask).receipt.order == scene.order)
        try await scene.stage.close()
    }

    @Test func `an export has what is archived`() async throws {
        let scene = try await scene()
        let linh = try await linh(scene)
        let file = try await linh.done(
            .showBuyer(make(WireShowBuyer()) { $0.everything = true })
        ).buyer
        #expect(file.orders.count == 2 && file.parcels.count == 1)
        try await scene.stage.close()
    }

    @Test func `a bank reference settles once, also when the first payment is archived`()
        async throws
    {
        let scene = try await scene()
        let session = try await scene.mina.done(
            .openSession(Stage.session(holdSeconds: 900))
        ).session
        _ = try await scene.mina.done(.post("A12", in: session, stock: 9))
        let (nok, _) = try await scene.stage.buyer("Nok", in: session)
        let order = try await nok.done(.order("A12", in: session.session)).order.order
        let second = try await nok.done(.pay(order, .manual)).payment
        func confirm(_ reference: String) -> WireCommand.OneOf_Body {
            .confirmPayment(
                make(WireConfirmPayment()) {
                    ($0.payment, $0.bankReference) = (second.payment, reference)
                    $0.received = make(WireMoney()) {
                        ($0.minorUnits, $0.currency) = (6400, "CNY")
                    }
                })
        }
        // What settled Linh's payment, which had no reference of a bank.
        let used = "k3v9x2pq-\(scene.payment)"
        // Who may not confirm brings nothing back by trying.
        #expect(try await nok.command(confirm(used)).error.code == .notAllowed)
        #expect(
            try await scene.mina.command(.listOrders(WireListOrders())).orders.orders.count == 1)
        let refused = try await scene.mina.command(confirm(used)).error
        #expect(refused.code == .invalidField && refused.text.contains("already settled"))
        try await scene.mina.event("sessionsRestored") {
            if case .sessionsRestored? = $0.body { () } else { nil }
        }
        try await scene.stage.close()
    }
}
