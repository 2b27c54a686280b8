import Foundation
import ProviderSandbox
import Reactor
import RelayServer
import Testing
import Wire

/// A real server process that is killed between a call to a provider and its answer.
@Suite(.serialized) struct MoneyKillTests {
    @Test func `what was sent before a kill is asked for after it, and made once`() async throws {
        let scene = try MoneyScene.open()
        var server = try ServerProcess(folder: scene.folder, options: MoneyScene.options)
        var mina = try await scene.client(server, token: scene.owner.text)
        let session = try await mina.done(.openSession(Stage.session(holdSeconds: 3600))).session
        _ = try await mina.done(.post("A12", in: session, stock: 3))
        var linh = try await TestClient.connect(to: server.address, on: scene.clients[0])
        let token = try await linh.authenticate(invite: session.inviteCode, alias: "Linh").token
        let order = try await linh.done(.order("A12", in: session.session)).order.order

        // The provider takes the order, and its answer is not there before the kill.
        try await scene.control(
            "/sandbox/faults", #"{"provider":"alipay","fault":"lost-answer","call":"create"}"#)
        _ = try await linh.done(.pay(order, .alipay))
        try await linh.look(at: order) { try !scene.books.trades().isEmpty }
        server.kill()
        server = try ServerProcess(folder: scene.folder, options: MoneyScene.options)
        linh = try await scene.client(server, token: token)
        let link = try await linh.event("the link") {
            if case .paymentOpened(let opened)? = $0.body { opened.link } else { nil }
        }
        try await scene.control("/sandbox/pay", #"{"code_url":"\#(link)"}"#)
        #expect(try await linh.paymentSettled().received.minorUnits == 6400)
        #expect(try scene.books.trades().count == 1)

        // The same with a refund.
        mina = try await scene.client(server, token: scene.owner.text)
        try await scene.control(
            "/sandbox/faults", #"{"provider":"alipay","fault":"lost-answer","call":"refund"}"#)
        _ = try await mina.done(.refund(order, fen: 6400))
        try await mina.look(at: order) { try !scene.books.givenBack().isEmpty }
        server.kill()
        server = try ServerProcess(folder: scene.folder, options: MoneyScene.options)
        mina = try await scene.client(server, token: scene.owner.text)
        try await mina.refundEnds(.succeeded)
        #expect(try await mina.order(order).money == .refunded)
        #expect(try scene.books.givenBack() == [6400])
        server.kill()
        let (text, code) = try runServer(["ledger", "verify", "--data", scene.folder.path])
        #expect(code == 0, "\(text)")
        try await scene.close()
    }
}
