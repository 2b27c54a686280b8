import Foundation
import ProviderSandbox
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Transport
import Wire

/// A real server process that is killed between a call to a provider and its answer.
@Suite(.serialized) struct MoneyKillTests {
    private struct Scene {
        let folder: URL
        let books: SandboxFolder
        let sandbox: SandboxServer
        let owner: Token
        let clients: EventLoopGroup
        let path: URL

        /// No notice ever reaches the server: questions have to find everything.
        static let options = [
            "--notice-url", "https://127.0.0.1:9", "--set", "provider-pauses=1s",
        ]

        static func open() throws -> Scene {
            let folder = try Stage.temporaryFolder()
            let owner = try Stage.prepare(folder)
            let path = try Stage.temporaryFolder()
            let books = try SandboxFolder.open(path.path)
            let sandbox = try SandboxServer.start(
                books, at: .loopback(), control: .loopback(), timeScale: 0.01)
            guard let shop = ShopSlug(Stage.shop) else { preconditionFailure("a shop has a name") }
            try ServerStore.openBeside(folder.path).setPaymentSettingsFile(
                books.alipaySettingsPath, of: shop, .alipay)
            return Scene(
                folder: folder, books: books, sandbox: sandbox, owner: owner,
                clients: try EventLoopGroup(count: 1), path: path)
        }

        func control(_ path: String, _ json: String) async throws {
            let url = try RemoteURL(sandbox.controlURL + path)
            let loop = clients.next()
            let result: Result<HTTPClientResponse, HTTPClientFailure> =
                await withCheckedContinuation { done in
                    loop.execute {
                        HTTPClient.send(
                            HTTPClientRequest(method: "POST", url: url, body: Array(json.utf8)),
                            on: loop
                        ) { done.resume(returning: $0) }
                    }
                }
            #expect(try result.get().status == 200)
        }

        func close() async throws {
            await withCheckedContinuation { done in sandbox.stop { done.resume() } }
            await withCheckedContinuation { done in clients.shutdown { done.resume() } }
            for folder in [folder, path] { try FileManager.default.removeItem(at: folder) }
        }

        func client(_ server: ServerProcess, token: String) async throws -> TestClient {
            // Command ids are made from the name, and a person's are never used twice.
            let client = try await TestClient.connect(
                to: server.address, on: clients[0], name: "client-\(UUID().uuidString.prefix(8))")
            _ = try await client.authenticate(token: token)
            try await client.join()
            return client
        }
    }

    @Test func `what was sent before a kill is asked for after it, and made once`() async throws {
        let scene = try Scene.open()
        var server = try ServerProcess(folder: scene.folder, options: Scene.options)
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
        server = try ServerProcess(folder: scene.folder, options: Scene.options)
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
        server = try ServerProcess(folder: scene.folder, options: Scene.options)
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
