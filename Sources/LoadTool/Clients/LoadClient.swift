import OpenSSLBridge
import Reactor
import Transport
import WebCodec
import Wire

/// Hears of a scripted client, on its loop.
protocol LoadClientOwner: AnyObject {
    /// It has joined, and history is behind it; for one that does not join, it is welcome.
    func clientIsReady(_ client: LoadClient)

    /// A message that came after it was ready.
    func client(_ client: LoadClient, received message: [UInt8])

    /// An event or a photo that came before it was ready: what happened since its cursor.
    func client(_ client: LoadClient, caughtUpOn message: [UInt8])

    /// It has no connection (any more); told once.
    func clientEnded(_ client: LoadClient, _ why: Ending)
}

extension LoadClientOwner {
    func client(_ client: LoadClient, caughtUpOn message: [UInt8]) {}
}

/// Why a client has no connection.
enum Ending: Sendable, CustomStringConvertible {
    case unreachable(ConnectFailure)
    /// The server said no, in its own words.
    case refused(WireErrorCode, String)
    case lost(CloseReason)
    /// What came is no message of the protocol.
    case nonsense(String)

    var description: String {
        switch self {
        case .unreachable(let failure): "\(failure)"
        case .refused(let code, let text): "refused (\(code.rawValue)): \(text)"
        case .lost(let reason): "\(reason)"
        case .nonsense(let text): text
        }
    }
}

/// One scripted client: connects, says who it is, joins, and then hands on whatever comes.
final class LoadClient: WebSocketHandler {
    enum Credential {
        case token(String)
        /// With the secret, the same invite can be shown again after a welcome that got lost.
        case invite(code: String, alias: String, secret: String = "")
    }

    /// Where a stream goes on.
    struct Cursor {
        let session: UInt64
        let after: UInt64
    }

    /// How the client enters.
    struct Entrance {
        let credential: Credential
        /// Nil: it does not join.
        let photos: WirePhotoChoice?
        /// Nil: at the last event on disk, in the invite's session.
        var cursor: Cursor?
    }

    private enum Phase { case connecting, greeted, joining, ready, ended }

    /// Its place among the clients of its owner.
    let slot: Int
    private(set) var limits = WireLimits()
    private(set) var welcome = WireWelcome()
    private let entrance: Entrance
    private unowned let owner: any LoadClientOwner
    private var connection: WebSocketConnection?
    private var phase = Phase.connecting
    private(set) var wasReady = false
    private var refusal: (code: WireErrorCode, text: String)?

    init(slot: Int, _ entrance: Entrance, owner: any LoadClientOwner) {
        (self.slot, self.entrance, self.owner) = (slot, entrance, owner)
    }

    func connect(through door: Door, on loop: EventLoop) {
        WebSocketClient.connect(
            to: door.server, on: loop, tls: door.tls,
            subprotocols: [Encoding.protobuf.subprotocol], limits: door.limits,
            verifyPeer: door.fingerprint.map { wanted in { $0 == wanted } }, handler: self
        ) { result in
            switch result {
            case .success(let connection): self.connection = connection
            case .failure(let failure): self.end(.unreachable(failure))
            }
        }
    }

    func send(_ body: WireClientMessage.OneOf_Body) {
        connection?.send(.binary, Encoding.protobuf.encode(WireClientMessage(body)).span)
    }

    /// Says goodbye; the owner hears nothing more.
    func leave() {
        phase = .ended
        connection?.close(.normal)
    }

    /// Drops the connection as a bad network would; the owner hears nothing more.
    func cut() {
        phase = .ended
        connection?.abort()
    }

    func pauseReading() { connection?.pauseReading() }

    func resumeReading() { connection?.resumeReading() }

    private func end(_ why: Ending) {
        guard phase != .ended else { return }
        phase = .ended
        owner.clientEnded(self, why)
    }

    // MARK: The connection

    func webSocketDidOpen(_ connection: WebSocketConnection) {}

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        self.connection = nil
        if let refusal {
            end(.refused(refusal.code, refusal.text))
        } else {
            end(.lost(reason))
        }
    }

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        guard kind == .binary else {
            return end(.nonsense("a text message came over the protobuf subprotocol"))
        }
        let message = Array(copying: message)
        if phase == .ready { return owner.client(self, received: message) }
        if phase == .joining, Incoming(message)?.isOfStream ?? false {
            return owner.client(self, caughtUpOn: message)
        }
        do throws(DecodingFailure) {
            enter(try Encoding.protobuf.decode(WireServerMessage.self, from: message))
        } catch {
            end(.nonsense("no message of the protocol: \(error)"))
        }
    }

    // MARK: Entering

    private func enter(_ message: WireServerMessage) {
        switch (phase, message.body) {
        case (.connecting, .hello(let hello)?):
            limits = hello.limits
            phase = .greeted
            send(.authenticate(authenticate))
        case (.greeted, .welcome(let welcome)?):
            self.welcome = welcome
            if let photos = entrance.photos { join(photos) } else { isReady() }
        case (.joining, .live?): isReady()
        case (.joining, .joined?): break
        case (_, .presence?), (_, .onlineChanged?), (_, .reactions?), (_, .notice?): break
        case (_, .error(let error)?): refusal = (error.code, error.text)
        case (_, let body): end(.nonsense("a client that enters does not expect \(body.name)"))
        }
    }

    private var authenticate: WireAuthenticate {
        var message = WireAuthenticate()
        message.client = "shopcast-load"
        switch entrance.credential {
        case .token(let token): message.token = token
        case .invite(let code, let alias, let secret):
            message.invite.code = code
            message.invite.alias = alias
            message.invite.secret = secret
        }
        return message
    }

    private func join(_ photos: WirePhotoChoice) {
        phase = .joining
        var join = WireJoin()
        join.session = entrance.cursor?.session ?? welcome.session
        join.after = entrance.cursor?.after ?? welcome.head
        join.photos = photos
        send(.join(join))
    }

    private func isReady() {
        (phase, wasReady) = (.ready, true)
        owner.clientIsReady(self)
    }
}

extension WireServerMessage.OneOf_Body? {
    /// For messages about what was not expected.
    fileprivate var name: String {
        guard let self else { return "a message of an unknown kind" }
        return String("\(self)".prefix { $0 != "(" })
    }
}

/// How the clients of a run reach the server.
struct Door: Sendable {
    let server: RemoteURL
    let tls: TLSContext?
    let fingerprint: [UInt8]?
    var limits = TransportLimits()

    /// A buyer's list of thousands of orders is one message.
    private static let messageBytes = 64 << 20

    init(_ plan: LoadPlan) throws(LoadFailure) {
        server = plan.server
        fingerprint = plan.fingerprint
        limits.message = WebSocketLimits(payloadBytes: Self.messageBytes)
        guard plan.server.isSecure else {
            tls = nil
            return
        }
        let isTrusted = plan.fingerprint != nil || plan.server.isThisMachine
        do throws(TLSError) {
            tls = try .client(verification: isTrusted ? .none : .publicAuthorities)
        } catch {
            throw .machine("no TLS here: \(error)")
        }
    }
}

extension RemoteURL {
    /// Whether the host is a name or address of the loopback interface.
    fileprivate var isThisMachine: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
