import Foundation
import OpenSSLBridge
import ProviderSandbox
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Transport
import Wire

/// A stage whose shop takes WeChat Pay, and the provider's stand-in beside it.
struct WeChatStage {
    let stage: Stage
    let sandbox: SandboxServer
    let books: SandboxFolder
    private let sandboxPath: URL

    /// - Parameter pauses: Between the server's questions to the provider.
    static func open(pauses: [Duration] = [.seconds(60)]) throws -> WeChatStage {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        _ = try ServerIdentity.load(
            folder: folder.path, names: ["localhost", "127.0.0.1"])
        let certificate = try Data(contentsOf: folder.appending(path: "tls-certificate.pem"))
        let sandboxPath = try Stage.temporaryFolder()
        let books = try SandboxFolder.open(sandboxPath.path)
        let sandbox = try SandboxServer.start(
            books, at: .loopback(), control: .loopback(),
            noticeAuthorities: .authorities(pem: Array(certificate)), timeScale: 0.01)
        guard let shop = ShopSlug(Stage.shop) else { preconditionFailure("a shop has a name") }
        try ServerStore.openBeside(folder.path).setPaymentSettingsFile(
            books.settingsPath, of: shop, .wechat)
        let address = try freeAddress()
        var limits = ServerLimits.generous
        limits.providerPauses = pauses
        limits.shop.paymentWindow = .seconds(2)
        limits.shop.paymentGrace = .seconds(1)
        let stage = try Stage.open(
            folder: folder, owner: owner, limits: limits, address: address,
            noticeBaseURL: "https://\(address)")
        return WeChatStage(
            stage: stage, sandbox: sandbox, books: books, sandboxPath: sandboxPath)
    }

    /// A port that nobody listens on now: the provider must be told it before the server starts.
    private static func freeAddress() throws -> SocketAddress {
        try Socket.listening(at: .loopback()).localAddress()
    }

    /// Does something at the sandbox's control interface, as a person would with curl.
    func control(_ path: String, _ json: String) async throws -> Int {
        let url = try RemoteURL(sandbox.controlURL + path)
        let loop = stage.clients.next()
        let result: Result<HTTPClientResponse, HTTPClientFailure> = await withCheckedContinuation {
            done in
            loop.execute {
                HTTPClient.send(
                    HTTPClientRequest(method: "POST", url: url, body: Array(json.utf8)), on: loop
                ) { done.resume(returning: $0) }
            }
        }
        return try result.get().status
    }

    /// Pays as a buyer who scans the code.
    func pay(_ link: String, mode: String = "normal") async throws -> Int {
        try await control("/sandbox/pay", #"{"code_url":"\#(link)","mode":"\#(mode)"}"#)
    }

    func close() async throws {
        try await stage.close()
        await withCheckedContinuation { done in sandbox.stop { done.resume() } }
        try FileManager.default.removeItem(at: sandboxPath)
    }
}

extension TestClient {
    /// Asks to pay by WeChat and waits for the link.
    func payByWeChat(_ order: UInt64) async throws -> (WirePayment, link: String) {
        let payment = try await done(.pay(order, .wechat)).payment
        let link = try await event("the link") { event -> String? in
            guard case .paymentOpened(let opened)? = event.body,
                opened.payment == payment.payment
            else { return nil }
            return opened.link
        }
        return (payment, link)
    }

    func paymentSettled() async throws -> WirePaymentSettled {
        try await event("the settlement") {
            if case .paymentSettled(let settled)? = $0.body { settled } else { nil }
        }
    }
}
