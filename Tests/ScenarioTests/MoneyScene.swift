import Foundation
import ProviderSandbox
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Testing
import Transport

/// A folder for servers that are killed, beside an Alipay sandbox that stays.
struct MoneyScene {
    let folder: URL
    let books: SandboxFolder
    let sandbox: SandboxServer
    let owner: Token
    let clients: EventLoopGroup
    let path: URL

    /// No notice ever reaches the server: questions have to find everything.
    static let options = [
        "--notice-url", "https://127.0.0.1:9", "--set", "provider-pauses=1s", "--set",
        "payment-window=60s", "--set", "payment-grace=1s",
        "--set", "reply-bytes=16MiB",
    ]

    static func open() throws -> MoneyScene {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        let path = try Stage.temporaryFolder()
        let books = try SandboxFolder.open(path.path)
        let sandbox = try SandboxServer.start(
            books, at: .loopback(), control: .loopback(), timeScale: 0.01)
        guard let shop = ShopSlug(Stage.shop) else { preconditionFailure("a shop has a name") }
        try ServerStore.openBeside(folder.path).setPaymentSettingsFile(
            books.alipaySettingsPath, of: shop, .alipay)
        return MoneyScene(
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
        #expect(try result.get().status == 200, "\(path) \(json)")
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
