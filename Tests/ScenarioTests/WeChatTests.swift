import Foundation
import OpenSSLBridge
import ProviderSandbox
import Reactor
import RelayServer
import Testing
import Transport
import WebCodec
import Wire

/// Payments by WeChat Pay against a provider that signs, seals and misbehaves as the real one.
@Suite(.serialized) struct WeChatTests {
    /// A stage with one unit of A12 and Linh's order of it.
    private func ordered(
        pauses: [Duration] = [.seconds(60)]
    ) async throws -> (WeChatStage, mina: TestClient, linh: TestClient, order: UInt64) {
        let wechat = try WeChatStage.open(pauses: pauses)
        let (mina, session) = try await wechat.stage.seller(holdSeconds: 5)
        _ = try await mina.done(.post("A12", in: session, stock: 1))
        let (linh, _) = try await wechat.stage.buyer("Linh", in: session)
        let order = try await linh.done(.order("A12", in: session.session)).order
        return (wechat, mina, linh, order.order)
    }

    @Test(arguments: [
        "normal", "duplicate-notice", "signtest", "unknown-serial", "stale-timestamp",
    ])
    func `a paid order can be handed over, however the notice comes`(mode: String) async throws {
        let (wechat, mina, linh, order) = try await ordered()
        let (payment, link) = try await linh.payByWeChat(order)
        #expect(payment.state == .created && link.hasPrefix("weixin://"))
        #expect(try await wechat.pay(link, mode: mode) == 200)
        let settled = try await linh.paymentSettled()
        #expect(settled.received == payment.amount && settled.state == .settled)
        let parcel = try await mina.done(.pack(order)).parcel
        _ = try await mina.done(.handOver(parcel.parcel))
        let orders = try await mina.done(.listOrders(WireListOrders())).orders.orders
        #expect(orders.map(\.settled) == [payment.amount])
        try await wechat.close()
    }

    @Test func `without a notice the question finds the payment`() async throws {
        let (wechat, _, linh, order) = try await ordered(pauses: [.milliseconds(50)])
        let (payment, link) = try await linh.payByWeChat(order)
        #expect(try await wechat.pay(link, mode: "no-notice") == 200)
        #expect(try await linh.paymentSettled().payment == payment.payment)
        try await wechat.close()
    }

    @Test(arguments: ["wrong-amount", "other-currency", "wrong-mchid"])
    func `money that does not match is set aside and nothing is handed over`(
        mode: String
    ) async throws {
        let (wechat, mina, linh, order) = try await ordered()
        let (_, link) = try await linh.payByWeChat(order)
        #expect(try await wechat.pay(link, mode: mode) == 200)
        let state = try await mina.event("the quarantine") {
            if case .paymentEnded(let ended)? = $0.body { ended.state } else { nil }
        }
        #expect(state == .quarantined)
        let refused = try await mina.command(.pack(order))
        #expect(refused.error.code == .notPaid && refused.error.text.contains("does not match"))
        try await wechat.close()
    }

    @Test func `an order that runs out is closed at the provider first`() async throws {
        let (wechat, _, linh, order) = try await ordered()
        _ = try await linh.payByWeChat(order)
        let state = try await linh.event("the end") {
            if case .orderEnded(let ended)? = $0.body { ended.state } else { nil }
        }
        #expect(state == .expired)
        #expect(try wechat.books.orders().map(\.state) == [.closed])
        try await wechat.close()
    }

    @Test func `money that comes between the question and the close counts`() async throws {
        let (wechat, _, linh, order) = try await ordered(pauses: [.milliseconds(200)])
        _ = try await linh.payByWeChat(order)
        #expect(
            try await wechat.control(
                "/sandbox/faults", #"{"fault":"pay-first","call":"close","times":1}"#) == 200)
        #expect(try await linh.paymentSettled().state == .settled)
        try await wechat.close()
    }

    @Test(arguments: ["{}", #"{"id":"1","event_type":"TRANSACTION.SUCCESS"}"#])
    func `a notice without a true signature changes nothing`(body: String) async throws {
        let (wechat, _, linh, order) = try await ordered()
        _ = try await linh.payByWeChat(order)
        let server = wechat.stage.server.address
        let loop = wechat.stage.clients.next()
        let url = try RemoteURL("https://\(server)/notify/wechat/\(Stage.shop)")
        for headers in [[:], Self.forged] as [HTTPHeaders] {
            let request = HTTPClientRequest(
                method: "POST", url: url, headers: headers, body: Array(body.utf8))
            let result: Result<HTTPClientResponse, HTTPClientFailure> =
                await withCheckedContinuation { done in
                    loop.execute {
                        do {
                            let tls = try TLSContext.client(verification: .none)
                            HTTPClient.send(request, on: loop, tls: tls) {
                                done.resume(returning: $0)
                            }
                        } catch {
                            done.resume(returning: .failure(.disconnected))
                        }
                    }
                }
            let response = try result.get()
            #expect(response.status == 401)
            #expect(String(decoding: response.body, as: UTF8.self).contains("FAIL"))
        }
        let orders = try await linh.done(.listOrders(WireListOrders())).orders.orders
        #expect(orders.map(\.money) == [.unpaid])
        try await wechat.close()
    }

    private static var forged: HTTPHeaders {
        [
            "wechatpay-timestamp": "\(Int(Date().timeIntervalSince1970))",
            "wechatpay-nonce": "abcdef", "wechatpay-serial": "PUB_KEY_ID_1",
            "wechatpay-signature": "AAAA",
        ]
    }
}
