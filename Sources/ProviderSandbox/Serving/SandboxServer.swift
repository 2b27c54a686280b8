import Dispatch
package import OpenSSLBridge
package import Reactor
import Synchronization
import Transport
import WebCodec

/// A sandbox that listens: the providers' protocols over HTTPS, and the control interface over
/// plain HTTP for this machine only.
package final class SandboxServer: Sendable {
    /// Where the providers' protocols are spoken, `https://HOST:PORT`.
    package let baseURL: String
    /// Where people, scripts and tests steer it, `http://HOST:PORT`.
    package let controlURL: String

    private let group: EventLoopGroup
    private let servers: [Server]

    private init(_ group: EventLoopGroup, provider: Server, control: Server) {
        (self.group, servers) = (group, [provider, control])
        baseURL = "https://\(provider.address)"
        controlURL = "http://\(control.address)"
    }

    /// Starts a sandbox; merchants can connect when this returns. Not to be called on a loop.
    ///
    /// - Parameters:
    ///   - folder: Its keys and books; the settings files for the merchant are written there.
    ///   - address: Where to listen; port 0 lets the kernel choose.
    ///   - control: Where to be steered from; a loopback address.
    ///   - noticeAuthorities: Whom to trust when notices are sent.
    ///   - timeScale: What the intervals between notices are multiplied with, above 0.
    ///   - stripeWebhook: Where Stripe's events go; it can be said later by `/sandbox/webhook`.
    ///   - alipayProduct: Which reply and which intervals hold for Alipay's notices.
    ///   - log: Told what happens to notices, and of trouble; on any thread.
    /// - Throws: `.file`, `.crypto`, `.cannotListen`, `.inconsistent`.
    package static func start(
        _ folder: SandboxFolder, at address: SocketAddress, control: SocketAddress,
        noticeAuthorities: PeerVerification = .publicAuthorities, timeScale: Double = 1,
        stripeWebhook: String? = nil, alipayProduct: AlipayProduct = .mainland,
        log: @escaping @Sendable (String) -> Void = { _ in }
    ) throws(SandboxError) -> SandboxServer {
        let sandbox = SandboxBench(
            wechat: WeChatSandbox(
                account: try folder.account(), orders: try folder.orders(), timeScale: timeScale),
            alipay: AlipaySandbox(
                account: try folder.alipayAccount(), product: alipayProduct,
                trades: try folder.trades(), timeScale: timeScale),
            stripe: StripeSandbox(
                account: try folder.stripeAccount(), sessions: try folder.sessions(),
                keys: try folder.stripeKeys(), webhookURL: stripeWebhook, timeScale: timeScale))
        let (certificate, key) = try folder.certificate()
        let (serverTLS, noticeTLS): (TLSContext, TLSContext)
        do throws(TLSError) {
            serverTLS = try TLSContext.server(
                certificateChainPEM: certificate, privateKeyPEM: PrivateKeyPEM(key))
            noticeTLS = try TLSContext.client(verification: noticeAuthorities)
        } catch {
            throw .inconsistent("TLS: \(error)")
        }
        let group: EventLoopGroup
        do throws(SystemError) {
            group = try EventLoopGroup(count: 1)
        } catch {
            throw .cannotListen("\(error)")
        }
        let desk = makeDesk(group[0]) {
            SandboxDesk(sandbox, folder, noticeTLS: noticeTLS, on: group[0], log: log)
        }
        let server: SandboxServer
        do throws(ListenError) {
            let notices: @Sendable (TransportNotice) -> Void = { log("\($0)") }
            let provider = try Server.start(
                at: address, group: group, tls: serverTLS, log: notices
            ) { _ in ProviderDelegate(desk.value) }
            let steering = try Server.start(at: control, group: group, log: notices) { _ in
                ControlDelegate(desk.value)
            }
            server = SandboxServer(group, provider: provider, control: steering)
        } catch {
            group.shutdown()
            throw .cannotListen("\(error)")
        }
        do throws(SandboxError) {
            try server.announce(folder)
        } catch {
            server.stop()
            throw error
        }
        group[0].execute { desk.value.settle() }  // Notices that a stop interrupted.
        return server
    }

    private func announce(_ folder: SandboxFolder) throws(SandboxError) {
        try folder.writeSettings(baseURL: baseURL)
        try folder.writeControl(url: controlURL)
    }

    private static func makeDesk(
        _ loop: EventLoop, _ make: @escaping @Sendable () -> SandboxDesk
    ) -> LoopBound<SandboxDesk> {
        let made = Mutex<LoopBound<SandboxDesk>?>(nil)
        let isMade = DispatchSemaphore(value: 0)
        loop.execute {
            let desk = LoopBound(make(), on: loop)
            made.withLock { $0 = desk }
            isMade.signal()
        }
        isMade.wait()
        guard let desk = made.withLock({ $0 }) else {
            preconditionFailure("a loop that has just been made carries out its first task")
        }
        return desk
    }

    /// Stops listening and ends all connections.
    ///
    /// - Parameter completion: Runs off the loops when that is done.
    package func stop(_ completion: @escaping @Sendable () -> Void = {}) {
        let ending = DispatchGroup()
        for server in servers {
            ending.enter()
            server.stop { server.closeAll(.goingAway) { ending.leave() } }
        }
        ending.notify(queue: .global()) { [group] in group.shutdown(completion) }
    }
}
