import OpenSSLBridge
import Reactor
import TestSupport
import WebCodec

@testable import Transport

/// How a test's connections are protected.
enum Security: CaseIterable, Sendable {
    case plain, tls12, tls13

    /// Good for 127.0.0.1; made once per run.
    static let identity = Result<SelfSignedCertificate, CryptoError> { () throws(CryptoError) in
        try SelfSignedCertificate.make(names: ["127.0.0.1", "shop.test"], validityDays: 30)
    }

    private var versions: ClosedRange<TLSVersion>? {
        switch self {
        case .plain: nil
        case .tls12: .tls12 ... .tls12
        case .tls13: .tls13 ... .tls13
        }
    }

    func serverContext() throws -> TLSContext? {
        guard let versions else { return nil }
        let identity = try Self.identity.get()
        return try TLSContext.server(
            certificateChainPEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM,
            versions: versions)
    }

    func clientContext() throws -> TLSContext? {
        guard let versions else { return nil }
        let identity = try Self.identity.get()
        return try TLSContext.client(
            verification: .authorities(pem: identity.certificatePEM), versions: versions)
    }
}

/// What a test's server does.
struct Behaviour: Sendable {
    var subprotocols: [String] = []
    var deflate = false
    var admits = true
    var refusal: HTTPResponse?
    var bodyLimitBytes = Int.max
    var onOpen: @Sendable (WebSocketConnection) -> Void = { _ in }
    var onMessage: @Sendable (WebSocketConnection, WebSocketMessage) -> Void = { $0.echo($1) }
    var onDrain: @Sendable (WebSocketConnection) -> Void = { _ in }
    var respond: @Sendable (HTTPRequest, @escaping (HTTPResponse) -> Void) -> Void = {
        $1(.text(200, "\($0.head.method) \($0.head.target) \($0.body.count)"))
    }
}

extension WebSocketConnection {
    func send(text: [UInt8]) { send(.text, text.span) }
    func send(binary: [UInt8]) { send(.binary, binary.span) }

    func echo(_ message: WebSocketMessage) {
        send(message.kind, message.bytes.span)
    }
}

/// Runs a test against a server of its own, on loops of its own.
struct TestServer: Sendable {
    let group: EventLoopGroup
    let server: Server
    let security: Security
    let closes: Inbox<CloseReason>
    let notices: Log<String>
    private let start: MonotonicTime

    var loop: EventLoop { group[0] }
    var address: SocketAddress { server.address }

    func url(_ target: String = "/") -> RemoteURL {
        RemoteURL(
            isSecure: security != .plain, host: "127.0.0.1", port: address.port, target: target)
    }

    /// Checks the times of all connections as if it were so long after the test's start; nothing
    /// else checks them.
    func sweep(at time: Duration) async throws {
        let now = start + time
        try await loop.run { LoopContext.of(loop).sweep(at: now) }
    }

    static func run(
        _ security: Security = .plain, kernelTLS: KernelTLS? = nil,
        limits: TransportLimits = TransportLimits(), loops: Int = 1,
        doing behaviour: Behaviour = Behaviour(),
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let group = try EventLoopGroup(count: loops)
        let (closes, notices) = (Inbox<CloseReason>(), Log<String>())
        let server = try Server.start(
            at: .loopback(), group: group, tls: security.serverContext(), kernelTLS: kernelTLS,
            limits: limits,
            log: { notices.add("\($0)") }
        ) { _ in TestDelegate(behaviour, closes) }
        let start = try await group[0].run {
            LoopContext.of(group[0]).sweepsByItself = false
            return group[0].now
        }
        let result: Result<Void, any Error>
        do {
            let test = TestServer(
                group: group, server: server, security: security, closes: closes,
                notices: notices, start: start)
            result = .success(try await body(test))
        } catch {
            result = .failure(error)
        }
        await withCheckedContinuation { done in server.stop { done.resume() } }
        await group.ended()
        try result.get()
    }
}

private final class TestDelegate: ServerDelegate, WebSocketHandler {
    private let behaviour: Behaviour
    private let closes: Inbox<CloseReason>

    init(_ behaviour: Behaviour, _ closes: Inbox<CloseReason>) {
        (self.behaviour, self.closes) = (behaviour, closes)
    }

    func admits(_ peer: SocketAddress) -> Bool { behaviour.admits }

    func upgrade(_ request: HTTPRequestHead, from peer: SocketAddress) -> UpgradeDecision {
        if let refusal = behaviour.refusal { return .refuse(refusal) }
        return .accept(
            subprotocols: behaviour.subprotocols, deflate: behaviour.deflate, handler: self)
    }

    func bodyLimitBytes(for request: HTTPRequestHead) -> Int { behaviour.bodyLimitBytes }

    func respond(
        to request: HTTPRequest, from peer: SocketAddress,
        _ respond: @escaping (HTTPResponse) -> Void
    ) {
        behaviour.respond(request, respond)
    }

    func webSocketDidOpen(_ connection: WebSocketConnection) { behaviour.onOpen(connection) }

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        behaviour.onMessage(connection, WebSocketMessage(kind, message))
    }

    func webSocketDidDrain(_ connection: WebSocketConnection) { behaviour.onDrain(connection) }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        closes.put(reason)
    }
}
