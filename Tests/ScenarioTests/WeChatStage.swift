import Foundation
import OpenSSLBridge
import ProviderSandbox
import Reactor
import RelayServer
import ShopCore
import ShopModel
import Storage
import Synchronization
import Transport
import Wire

/// A stage whose shop takes WeChat Pay and the others, and the provider's stand-in beside it.
struct WeChatStage {
    let stage: Stage
    let sandbox: SandboxServer
    let books: SandboxFolder
    private let sandboxPath: URL
    private let limits: ServerLimits

    /// - Parameters:
    ///   - pauses: Between the server's questions to the provider.
    ///   - methods: What the shop takes from the start on.
    ///   - settingsInterval: Between two looks at payment settings.
    ///   - paymentWindow: How long a payment can be made.
    ///   - timeScale: What the provider's own intervals are multiplied with.
    ///   - wallClockOffset: How far the server's clock is ahead of the system's.
    static func open(
        pauses: [Duration] = [.seconds(60)],
        methods: [PaymentMethod] = [.wechat, .alipay, .stripe],
        settingsInterval: Duration = .seconds(60), paymentWindow: TimeSpan = .seconds(2),
        timeScale: Double = 0.01, wallClockOffset: Duration = .zero
    ) throws -> WeChatStage {
        let folder = try Stage.temporaryFolder()
        let owner = try Stage.prepare(folder)
        _ = try ServerIdentity.load(
            folder: folder.path, names: ["localhost", "127.0.0.1"])
        let certificate = try Data(contentsOf: folder.appending(path: "tls-certificate.pem"))
        let sandboxPath = try Stage.temporaryFolder()
        try keys.get().write(to: sandboxPath)
        let books = try SandboxFolder.open(sandboxPath.path)
        let address = try freeAddress()
        let sandbox = try SandboxServer.start(
            books, at: .loopback(), control: .loopback(),
            noticeAuthorities: .authorities(pem: Array(certificate)), timeScale: timeScale,
            stripeWebhook: "https://\(address)/notify/stripe/\(Stage.shop)")
        try setUp(methods, of: books, in: folder)
        var limits = ServerLimits.generous
        limits.providerPauses = pauses
        limits.paymentSettingsInterval = settingsInterval
        limits.shop.paymentWindow = paymentWindow
        for method in PaymentMethod.allCases { limits.shop.paymentWindows[method] = .seconds(0) }
        limits.shop.paymentGrace = .seconds(1)
        limits.shop.longestHold = max(limits.shop.longestHold, paymentWindow)
        let stage = try Stage.open(
            folder: folder, owner: owner, limits: limits, address: address,
            noticeBaseURL: "https://\(address)", wallClockOffset: wallClockOffset)
        return WeChatStage(
            stage: stage, sandbox: sandbox, books: books, sandboxPath: sandboxPath, limits: limits)
    }

    /// Making the providers' keys takes seconds, so all stages of a run have the same.
    private static let keys = Result {
        let folder = try Stage.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try SandboxFolder.open(folder.path)
        return try FolderCopy(of: folder)
    }

    /// Ends the server and starts it again on its folder and port; the providers go on.
    ///
    /// - Parameter meanwhile: What happens while there is no server.
    func restarted(
        wallClockOffset: Duration = .zero, meanwhile: () async throws -> Void = {}
    ) async throws -> WeChatStage {
        let address = stage.server.address
        await withCheckedContinuation { done in stage.server.stop { done.resume() } }
        try stage.data.close()
        try await meanwhile()
        await withCheckedContinuation { done in stage.clients.shutdown { done.resume() } }
        let again = try Stage.open(
            folder: stage.folder, owner: stage.owner, limits: limits, address: address,
            noticeBaseURL: "https://\(address)", wallClockOffset: wallClockOffset)
        return WeChatStage(
            stage: again, sandbox: sandbox, books: books, sandboxPath: sandboxPath, limits: limits)
    }

    /// Has the shop take ways to pay.
    func setUp(_ methods: [PaymentMethod], in folder: URL) throws {
        try Self.setUp(methods, of: books, in: folder)
    }

    private static func setUp(
        _ methods: [PaymentMethod], of books: SandboxFolder, in folder: URL
    ) throws {
        guard let shop = ShopSlug(Stage.shop) else { preconditionFailure("a shop has a name") }
        let store = try ServerStore.openBeside(folder.path)
        for method in methods {
            let file =
                switch method {
                case .alipay: books.alipaySettingsPath
                case .stripe: books.stripeSettingsPath
                case .wechat, .manual: books.settingsPath
                }
            try store.setPaymentSettingsFile(file, of: shop, method)
        }
    }

    /// A port that nobody listens on: the provider must be told it before the server starts, and a
    /// server comes back to it. It lies below those that the system gives to connections.
    private static func freeAddress() throws -> SocketAddress {
        for _ in 0..<1000 {
            let next = ports.add(1, ordering: .relaxed).newValue
            let address = SocketAddress.loopback(port: UInt16(10_000 + next % 20_000))
            if (try? Socket.listening(at: address)) != nil { return address }
        }
        preconditionFailure("none of a thousand ports is free")
    }

    /// Test processes beside each other begin at different ones.
    private static let ports = Atomic(Int(getpid()) * 100)

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

/// The files of a folder, to be written elsewhere.
private struct FolderCopy {
    private let files: [(path: String, content: Data)]

    init(of folder: URL) throws {
        files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).compactMap {
            let file = folder.appending(path: $0)
            guard try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
                return nil
            }
            return ($0, try Data(contentsOf: file))
        }
    }

    func write(to folder: URL) throws {
        for (path, content) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try content.write(to: file)
        }
    }
}

extension TestClient {
    /// Asks to pay by WeChat and waits for the link.
    func payByWeChat(_ order: UInt64) async throws -> (WirePayment, link: String) {
        try await pay(order, by: .wechat)
    }

    /// Asks to pay and waits for the link.
    func pay(
        _ order: UInt64, by method: WirePaymentMethod
    ) async throws -> (WirePayment, link: String) {
        let payment = try await done(.pay(order, method)).payment
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
