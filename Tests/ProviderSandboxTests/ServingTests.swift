import FoundationEssentials
import OpenSSLBridge
import Payments
import ProviderSandbox
import Reactor
import ShopModel
import Testing
import Transport
import WebCodec

/// A sandbox and a merchant that talk over real TLS connections on this machine.
@Suite(.serialized) struct ServingTests {
    private final class Place {
        let path: String

        init() {
            let unique = String(UInt64.random(in: 0 ... .max), radix: 36)
            path = FileManager.default.temporaryDirectory.path + "/serving-\(unique)"
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    /// Takes notices, and answers the first with a failure.
    private final class Merchant: ServerDelegate {
        private let notices: AsyncStream<HTTPRequest>.Continuation
        private var count = 0

        init(_ notices: AsyncStream<HTTPRequest>.Continuation) { self.notices = notices }

        func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
            .refuse(.text(404, "none"))
        }

        func respond(
            to request: HTTPRequest, from peer: SocketAddress,
            _ respond: @escaping (HTTPResponse) -> Void
        ) {
            notices.yield(request)
            count += 1
            let reply = count == 1 ? WeChatPay.unavailable : WeChatPay.accepted
            respond(
                HTTPResponse(
                    status: reply.status, headers: ["content-type": "application/json"],
                    body: reply.body))
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

    @Test
    func `an order is created, paid from outside, noticed again after a failure, and found paid`()
        async throws
    {
        let place = Place()
        let folder = try SandboxFolder.open(place.path)
        let identity = try SelfSignedCertificate.make(names: ["127.0.0.1"], validityDays: 2)
        let group = try EventLoopGroup(count: 1)
        let (notices, continuation) = AsyncStream.makeStream(of: HTTPRequest.self)
        let merchant = try Server.start(
            at: SocketAddress.parse("127.0.0.1:0"), group: group,
            tls: TLSContext.server(
                certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM)
        ) { _ in Merchant(continuation) }
        let sandbox = try SandboxServer.start(
            folder, at: SocketAddress.parse("127.0.0.1:0"),
            control: SocketAddress.parse("127.0.0.1:0"),
            noticeAuthorities: .authorities(pem: identity.certificatePEM), timeScale: 0.001)

        let settings = try WeChatPaySettings.read(folder.settingsPath)
        #expect(settings.baseURL == sandbox.baseURL)
        let wechat = try settings.load(notifyURL: "https://\(merchant.address)/notices/wechat")
        let authority = try Data(
            contentsOf: URL(filePath: try #require(settings.baseURLAuthorityFile)))
        let tls = try TLSContext.client(verification: .authorities(pem: Array(authority)))

        func ask(_ call: ProviderCall) async throws -> ProviderOutcome {
            let request = try wechat.request(call, at: now(), nonce: ProviderCall.drawNonce())
            var headers = HTTPHeaders()
            for field in request.headers.fields { headers.append(field.name, field.value) }
            let answer = try await send(
                HTTPClientRequest(
                    method: request.method, url: try RemoteURL(settings.baseURL + request.path),
                    headers: headers, body: request.body), tls, on: group[0])
            let fields = answer.headers.fields.map { (name: $0.name, value: $0.value) }
            return try wechat.outcome(
                of: call,
                ProviderResponse(
                    status: answer.status, headers: ProviderHeaders(fields), body: answer.body),
                at: now())
        }

        let order = ProviderOrder(
            reference: World.reference, description: "Serum 面霜",
            amount: Money(5_000, try #require(Currency("CNY"))), expiresAt: now() + .minutes(15))
        guard case .report(.opened(link: let link, handle: _)) = try await ask(.create(order))
        else {
            Issue.record("no link")
            return
        }
        let paid = try await send(
            HTTPClientRequest(
                method: "POST", url: try RemoteURL(sandbox.controlURL + "/sandbox/pay"),
                body: Array(#"{"code_url":"\#(link)"}"#.utf8)), nil, on: group[0])
        #expect(paid.status == 200)

        var reports: [PaymentStanding] = []
        for await request in notices {
            let fields = request.head.headers.fields.map { (name: $0.name, value: $0.value) }
            let notice = try wechat.notice(
                headers: ProviderHeaders(fields), body: request.body, at: now())
            #expect(notice.reference == World.reference)
            reports.append(try #require(notice.standing))
            if reports.count == 2 { break }
        }
        #expect(reports[0] == reports[1])
        let watch = ProviderCall.query(order, .watch)
        #expect(try await ask(watch) == .report(reports[0]))

        await withCheckedContinuation { done in sandbox.stop { done.resume() } }
        await withCheckedContinuation { done in
            merchant.stop { merchant.closeAll(.goingAway) { done.resume() } }
        }
        await withCheckedContinuation { done in group.shutdown { done.resume() } }
        #expect(try folder.orders().map(\.state) == [.paid])
    }

    @Test func `a sandbox says where it cannot listen`() throws {
        let place = Place()
        let folder = try SandboxFolder.open(place.path)
        let free = try SocketAddress.parse("127.0.0.1:0")
        let elsewhere = try SocketAddress.parse("192.0.2.1:1")
        let error = #expect(throws: SandboxError.self) {
            try SandboxServer.start(folder, at: elsewhere, control: free)
        }
        guard case .cannotListen = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
