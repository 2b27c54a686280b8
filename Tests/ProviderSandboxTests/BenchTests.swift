import FoundationEssentials
import OpenSSLBridge
import Payments
import ProviderSandbox
import Reactor
import ShopModel
import Testing
import Transport
import WebCodec

/// All three providers behind one address, over real TLS connections on this machine.
@Suite(.serialized) struct BenchTests {
    /// Takes notices and answers each as its provider wants it.
    private final class Merchant: ServerDelegate {
        private let replies: [String: ProviderResponse]
        private let notices: AsyncStream<HTTPRequest>.Continuation

        init(
            _ replies: [String: ProviderResponse],
            _ notices: AsyncStream<HTTPRequest>.Continuation
        ) { (self.replies, self.notices) = (replies, notices) }

        func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
            .refuse(.text(404, "none"))
        }

        func respond(
            to request: HTTPRequest, from peer: SocketAddress,
            _ respond: @escaping (HTTPResponse) -> Void
        ) {
            notices.yield(request)
            let reply = replies[request.head.target]
            respond(HTTPResponse(status: reply?.status ?? 404, body: reply?.body ?? []))
        }
    }

    private func send(
        _ request: HTTPClientRequest, _ tls: TLSContext?, on loop: EventLoop
    ) async throws -> HTTPClientResponse {
        try await withCheckedContinuation { continuation in
            loop.execute {
                HTTPClient.send(request, on: loop, tls: tls) { continuation.resume(returning: $0) }
            }
        }.get()
    }

    private func now() -> Timestamp {
        Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    }

    @Test func `each provider is paid, tells of it, gives back, and the books agree`() async throws
    {
        let path =
            FileManager.default.temporaryDirectory.path
            + "/bench-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = try SandboxFolder.open(path)
        try folder.writeSettings(baseURL: "https://127.0.0.1:1")
        let identity = try SelfSignedCertificate.make(names: ["127.0.0.1"], validityDays: 2)
        let group = try EventLoopGroup(count: 1)
        let (notices, continuation) = AsyncStream.makeStream(of: HTTPRequest.self)
        let free = try SocketAddress.parse("127.0.0.1:0")
        let place = "https://localhost/n"
        let files: [String: any ProviderSettings] = [
            "/wechat": try WeChatPaySettings.read(folder.settingsPath),
            "/alipay": try AlipaySettings.read(folder.alipaySettingsPath),
            "/stripe": try StripeSettings.read(folder.stripeSettingsPath),
        ]
        let replies = try files.mapValues { try $0.provider(notifyURL: place).accepted }
        let merchant = try Server.start(
            at: free, group: group,
            tls: TLSContext.server(
                certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM)
        ) { _ in Merchant(replies, continuation) }
        let base = "https://\(merchant.address)"
        let providers = try files.reduce(into: [String: any PaymentProvider]()) { all, file in
            all[file.key] = try file.value.provider(notifyURL: base + file.key)
        }
        let sandbox = try SandboxServer.start(
            folder, at: free, control: free,
            noticeAuthorities: .authorities(pem: identity.certificatePEM), timeScale: 0.001,
            stripeWebhook: base + "/stripe")
        let tls = try TLSContext.client(verification: .authorities(pem: folder.certificate().0))
        var arriving = notices.makeAsyncIterator()

        func ask(_ call: ProviderCall, _ provider: any PaymentProvider) async throws
            -> ProviderOutcome
        {
            let request = try provider.request(
                call, at: now(), nonce: ProviderCall.drawNonce())
            var headers = HTTPHeaders()
            for field in request.headers.fields { headers.append(field.name, field.value) }
            let answer = try await send(
                HTTPClientRequest(
                    method: request.method, url: try RemoteURL(sandbox.baseURL + request.path),
                    headers: headers, body: request.body), tls, on: group[0])
            let fields = answer.headers.fields.map { (name: $0.name, value: $0.value) }
            return try provider.outcome(
                of: call,
                ProviderResponse(
                    status: answer.status, headers: ProviderHeaders(fields), body: answer.body),
                at: now())
        }
        func control(_ method: String, _ path: String, _ body: String = "") async throws -> String {
            let answer = try await send(
                HTTPClientRequest(
                    method: method, url: try RemoteURL(sandbox.controlURL + path),
                    body: Array(body.utf8)), nil, on: group[0])
            #expect(answer.status == 200)
            return String(decoding: answer.body, as: UTF8.self)
        }
        /// What the next notice says that is no repetition of what is known.
        func told(
            _ target: String, _ provider: any PaymentProvider,
            known: ProviderNotice.Content? = nil
        ) async throws -> ProviderNotice.Content {
            while let request = await arriving.next() {
                guard request.head.target == target else { continue }
                let fields = request.head.headers.fields.map { (name: $0.name, value: $0.value) }
                let content = try provider.notice(
                    headers: ProviderHeaders(fields), body: request.body, at: now()
                ).content
                if content != known { return content }
            }
            throw ProviderError.malformed("no notice")
        }

        let cny = try #require(Currency("CNY"))
        for (target, provider) in providers.sorted(by: { $0.key < $1.key }) {
            var order = ProviderOrder(
                reference: "bench-1", description: "面霜 100% & more", amount: Money(5_000, cny),
                expiresAt: now() + .minutes(15))
            guard
                case .report(.opened(let link, let handle)) = try await ask(
                    .create(order), provider)
            else {
                Issue.record("\(target): no link")
                continue
            }
            order.handle = handle
            _ = try await control("POST", "/sandbox/pay", #"{"code_url":"\#(link)"}"#)
            let content = try await told(target, provider)
            guard case .payment("bench-1", .paid(let transaction, order.amount)) = content else {
                Issue.record("\(target): \(content)")
                continue
            }
            let standing = PaymentStanding.paid(transaction: transaction, amount: order.amount)
            #expect(try await ask(.query(order, .watch), provider) == .report(standing))
            let refund = ProviderRefund(
                number: "bench-r1", reference: "bench-1", transaction: transaction,
                amount: Money(2_000, cny), total: order.amount, reason: "damaged")
            guard case .refund = try await ask(.refund(refund), provider) else {
                Issue.record("\(target): no refund")
                continue
            }
            switch try await told(target, provider, known: content) {
            case .refund("bench-1", "bench-r1", .done(_, Money(2_000, cny))),
                .payment("bench-1", .givenBack(transaction, order.amount, Money(2_000, cny))):
                break
            case let other: Issue.record("\(target): \(other)")
            }
        }
        struct Books: Decodable { let books: [BookLine] }
        let text = try await control("GET", "/sandbox/books")
        let books = try JSONDecoder().decode(Books.self, from: Data(text.utf8)).books
        #expect(books.map(\.provider) == ["wechat", "alipay", "stripe"])
        #expect(books.map(\.paid) == [5_000, 5_000, 5_000])
        #expect(books.map(\.refunded) == [2_000, 2_000, 2_000])
        for provider in ["wechat", "alipay", "stripe"] {
            let orders = try await control("GET", "/sandbox/orders?provider=\(provider)")
            #expect(orders.contains("bench-1"))
            _ = try await control("POST", "/sandbox/rotate?provider=\(provider)")
            _ = try await control(
                "POST", "/sandbox/faults",
                #"{"provider":"\#(provider)","fault":"slow","call":"query","times":2}"#)
        }
        await withCheckedContinuation { done in sandbox.stop { done.resume() } }
        await withCheckedContinuation { done in
            merchant.stop { merchant.closeAll(.goingAway) { done.resume() } }
        }
        await withCheckedContinuation { done in group.shutdown { done.resume() } }

        // What is stored is what was: a restart knows trades, sessions and the answers under keys.
        #expect(try folder.trades().map(\.refunds.count) == [1])
        #expect(try folder.sessions().map(\.refunds.count) == [1])
        #expect(try folder.stripeKeys().count == 2)
        #expect(try folder.orders().map(\.refunds.count) == [1])
    }
}
