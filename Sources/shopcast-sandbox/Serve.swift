import ArgumentParser
import Dispatch
import FoundationEssentials
import Glibc
import OpenSSLBridge
import ProviderSandbox
import Reactor

extension AlipayProduct: ExpressibleByArgument {}

extension ShopcastSandbox {
    /// Runs until SIGTERM or SIGINT.
    struct Serve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serves the providers' side, keeping keys and books in a folder.",
            discussion: """
                At the first start the folder gets everything that a merchant needs; \
                shopcastd is configured with its wechat.json, alipay.json or stripe.json.
                """)

        @Option(help: "Where to listen; port 0 lets the kernel choose.")
        var listen = "127.0.0.1:0"

        @Option(help: "Where the control interface listens; a loopback address.")
        var control = "127.0.0.1:0"

        @Option(help: "Where keys and books are kept; made when it is not there.")
        var folder: String

        @Option(help: "Certificates (PEM) to trust when notices are sent, beside no others.")
        var notifyCa: String?

        @Option(help: "Multiplies the time between notices; 0.01 makes 24 hours 15 minutes.")
        var timeScale = 1.0

        @Option(help: "Where Stripe's events go: https://HOST/PATH.")
        var stripeWebhook: String?

        @Option(help: "Alipay's reply and patience: alipay (success) or antom (SUCCESS).")
        var alipayProduct = AlipayProduct.mainland

        func validate() throws {
            guard timeScale > 0, timeScale <= 1000 else {
                throw ValidationError("--time-scale is above 0 and at most 1000.")
            }
            guard control.hasPrefix("127.") || control.hasPrefix("[::1]:") else {
                throw ValidationError("--control is a loopback address such as 127.0.0.1:8090.")
            }
        }

        func run() throws {
            var authorities = PeerVerification.publicAuthorities
            if let notifyCa {
                guard let pem = try? Data(contentsOf: URL(filePath: notifyCa)) else {
                    throw SandboxError.file(notifyCa, problem: "it cannot be read")
                }
                authorities = .authorities(pem: Array(pem))
            }
            let books = try SandboxFolder.open(folder)
            let server = try SandboxServer.start(
                books, at: try SocketAddress.parse(listen),
                control: try SocketAddress.parse(control), noticeAuthorities: authorities,
                timeScale: timeScale, stripeWebhook: stripeWebhook,
                alipayProduct: alipayProduct, log: Self.say)
            Self.say("listening on \(server.baseURL)")
            Self.say("control on \(server.controlURL)")
            Self.say("settings in \(books.settingsPath)")
            Self.say("and in \(books.alipaySettingsPath), \(books.stripeSettingsPath)")
            try Self.waitForEnd()
            let ended = DispatchSemaphore(value: 0)
            server.stop { ended.signal() }
            ended.wait()
        }

        /// A line that a script sees at once, also through a pipe.
        private static let say: @Sendable (String) -> Void = { line in
            print(line)
            fflush(nil)
        }

        private static func waitForEnd() throws {
            let loop = try EventLoop(label: "signals")
            let arrived = DispatchSemaphore(value: 0)
            let watcher = SignalWatcher([SIGTERM, SIGINT], on: loop) { _ in arrived.signal() }
            arrived.wait()
            watcher.stop()
            loop.shutdown()
        }
    }
}
