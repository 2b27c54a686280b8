import Logging
import OpenSSLBridge
import Reactor
import RelayCore
import ShopCore
import ShopModel
import Storage
import Transport
import WebCodec
import Wire

/// One client: who it is, what it may, and where it is in its stream.
///
/// ```text
/// greeted ── authenticate ──▶ authenticating ──▶ welcomed ── join ──▶ joined
/// ```
final class ClientConnection: WebSocketHandler {
    enum State {
        case greeted
        case authenticating
        case welcomed(Identity)
        case joined(Identity)
        case closed
    }

    /// Who the server has found the client to be.
    struct Identity {
        let shop: ShopHandle
        let actor: Actor
        /// Of a member of staff; may be taken back.
        var tokenHash: [UInt8]?
    }

    private(set) var encoding = Encoding.protobuf
    private(set) var deflate = OutgoingDeflate.none
    let queue = RelayQueue()
    private(set) var state = State.greeted
    private(set) var photoChoice = WirePhotoChoice.none
    unowned let relay: LoopRelay
    private(set) var connection: WebSocketConnection?
    let openedAt: MonotonicTime
    var bucket: TokenBucket
    /// It was told that it has used most of what it may send at once.
    var isWarned = false
    var replay: Replay?
    var room: Room?
    /// Photos that this connection is uploading.
    var uploads: Set<PhotoID> = []
    /// Photos asked for and not yet read.
    var fetching = 0
    /// Lines of the chat may be left out when it is behind.
    var skipsChat = false
    /// The shop was asked from where it is told again.
    var awaitsCatchUp = false
    /// It was too slow, and is being closed.
    private var isLeftBehind = false
    /// Photo bytes of this connection that wait for the disk.
    var uploadingBytes = 0

    init(relay: LoopRelay) {
        self.relay = relay
        openedAt = relay.loop.now
        bucket = TokenBucket(relay.limits.commandRate, at: openedAt)
    }

    /// Known once the connection is open.
    var id: ConnectionID { connection?.id ?? 0 }
    var format: MessageFormat {
        MessageFormat(encoding: encoding, isCompressed: deflate > .none)
    }
    var address: ClientAddress { ClientAddress(loop: relay.index, connection: id) }

    /// Whether it has one of the last places, which are for staff.
    var isInReserve: Bool { connection?.isInReserve ?? false }

    var identity: Identity? {
        switch state {
        case .welcomed(let identity), .joined(let identity): identity
        case .greeted, .authenticating, .closed: nil
        }
    }

    func webSocketDidOpen(_ connection: WebSocketConnection) {
        self.connection = connection
        if let chosen = connection.subprotocol.flatMap(Encoding.init(rawValue:)) {
            encoding = chosen
        }
        deflate = OutgoingDeflate(connection.deflate)
        connection.queue = queue
        relay.add(self)
        send(.hello(relay.hello()))
    }

    func webSocketDidDrain(_ connection: WebSocketConnection) { replay?.more() }

    func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
        if let identity {
            identity.shop.execute { [address] in $0.leave(address, identity.actor) }
        }
        if !uploads.isEmpty { relay.services.photos.letGo(uploads) }
        state = .closed
        replay = nil
        relay.remove(self)
        self.connection = nil
    }

    func webSocket(
        _ connection: WebSocketConnection, didReceive kind: MessageKind, _ message: Span<UInt8>
    ) {
        guard (kind == .text) == encoding.isText else {
            return refuse(.malformed, "This subprotocol uses the other kind of message.")
        }
        do {
            try receive(encoding.decode(WireClientMessage.self, from: Array(copying: message)))
        } catch {
            refuse(.malformed, "This is no message of \(encoding.subprotocol): \(error)")
        }
    }

    private func receive(_ message: WireClientMessage) {
        switch message.body {
        case .authenticate(let authenticate)?: self.authenticate(authenticate)
        case .join(let join)?: self.join(join)
        case .command(let command)?: run(command)
        case .uploadPhoto(let upload)?: beginUpload(upload)
        case .photoChunk(let chunk)?: takeChunk(chunk)
        case .fetchPhoto(let fetch)?: self.fetch(fetch)
        case .react(let reaction)?: react(reaction)
        case nil:
            refuse(.unknownCommand, "This server knows no such message; check its version.")
        }
    }

    func send(_ body: WireServerMessage.OneOf_Body) {
        sendFrame(frame(encoding.encode(WireServerMessage(body))))
    }

    /// - Parameter reply: As protobuf.
    func send(reply: [UInt8]) {
        sendFrame(frame(encoding.message(with: reply, as: .reply)))
    }

    /// Frames an encoded message for this client alone.
    func frame(_ message: [UInt8]) -> [UInt8] {
        if deflate > .none, message.count >= relay.limits.ownCompressionBytes,
            let smaller = relay.compressor.frame(encoding.opcode, message.span, deflate)
        {
            return smaller
        }
        return encoding.frame(message)
    }

    /// Sends a frame behind all that is queued; a connection that cannot keep up is closed.
    func sendFrame(_ frame: [UInt8]) {
        queue.push(frame)
        outputAvailable()
    }

    /// Something is in the queue. Who is too far behind is closed, and resumes from its cursor.
    func outputAvailable() {
        if keepsUp { connection?.outputAvailable() }
    }

    /// Something is in the room's ring, and the tick is at its end.
    func flush() {
        if keepsUp { connection?.flush() }
    }

    private var keepsUp: Bool {
        guard let connection, !isLeftBehind else { return false }
        leaveOutChat()
        guard queue.queuedBytes > relay.limits.queuedBytes else { return true }
        isLeftBehind = true
        relay.logger.info("a slow client is closed", metadata: ["connection": "\(id)"])
        connection.close(.tooFarBehind, reason: "too far behind; resume")
        return false
    }

    /// Tells the client what is wrong with the connection, and ends it.
    func refuse(_ code: WireErrorCode, _ text: String, closing: CloseCode = .refused) {
        refuse(WireError(code, text), closing: closing)
    }

    func refuse(_ error: WireError, closing: CloseCode = .refused) {
        send(.error(error))
        connection?.close(closing, reason: error.text)
    }

    // MARK: - Authentication

    private func authenticate(_ message: WireAuthenticate) {
        guard case .greeted = state else {
            return refuse(.outOfOrder, "This connection is authenticated already.")
        }
        state = .authenticating
        guard !isInReserve || message.isOfStaff else { return turnAwayWhenFull() }
        switch message.credential {
        case .token(let token)?: relay.identify(token: token, for: self)
        case .invite(let invite)?:
            relay.invite(invite, for: self)
        case nil:
            refuse(.wrongToken, "Send a token or an invite code.", closing: .notAuthenticated)
        }
    }

    func welcome(_ identity: Identity, _ fill: (inout WireWelcome) -> Void) {
        guard case .authenticating = state else { return }
        state = .welcomed(identity)
        identity.shop.execute { $0.enter(identity.actor) }
        send(
            .welcome(
                make {
                    $0.shop = identity.shop.record.id.text
                    $0.shopTitle = identity.shop.record.title
                    fill(&$0)
                }))
    }

    /// The places that are left are for staff.
    private func turnAwayWhenFull() {
        turnAway(
            WireError(
                .unavailable, "The shop is full; you are let in when somebody leaves.",
                retryAfterMilliseconds: relay.limits.fullRetrySeconds * 1000))
    }

    func turnAway(_ error: WireError) {
        guard case .authenticating = state else { return }
        send(.error(error))
        connection?.close(
            error.retryable ? .tryLater : .notAuthenticated, reason: error.text)
    }

    // MARK: - Commands

    private func run(_ command: WireCommand) {
        guard let identity else {
            return refuse(.outOfOrder, "Authenticate first.", closing: .notAuthenticated)
        }
        guard (1...64).contains(command.id.utf8.count),
            command.id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            let error = WireError(
                .malformed, "A command id is 1 to 64 printable ASCII bytes without spaces.")
            return reply(to: command.id.utf8.count <= 64 ? command.id : "", error)
        }
        if case .wait(let time) = bucket.take(at: relay.loop.now, relay.limits.commandRate) {
            let milliseconds = Int((time / .milliseconds(1)).rounded(.up))
            let error = WireError(
                .tooFast, "Too many commands; wait \(milliseconds) ms and send it again.",
                retryAfterMilliseconds: milliseconds)
            return reply(to: command.id, error)
        }
        warnBeforeTooFast()
        guard command.body != nil else {
            let error = WireError(
                .unknownCommand, "This server knows no such command; check its version.")
            return reply(to: command.id, error)
        }
        do throws(FieldError) {
            let request = try command.captured.request { () throws(FieldError) in
                try relay.newInviteCode()
            }
            if let capability = request.capability, identity.actor.can(capability),
                let error = relay.services.missingPhoto(in: request)
            {
                return reply(to: command.id, error)
            }
            var body = command
            // When it was given is not part of what an id stands for.
            (body.id, body.capturedAtMs) = ("", 0)
            let hash = Digest.sha256(Encoding.protobuf.encode(body))
            let capturedAt =
                identity.actor.isStaff && command.capturedAtMs > 0
                ? Timestamp(milliseconds: command.capturedAtMs) : nil
            identity.shop.execute { [id = command.id, address] in
                $0.handle(
                    request, id: id, bodyHash: hash, by: identity.actor, capturedAt: capturedAt,
                    from: address)
            }
        } catch {
            reply(to: command.id, error.wire)
        }
    }

    private func reply(to id: String, _ error: WireError) {
        send(.reply(make { ($0.id, $0.error) = (id, error) }))
    }

    // MARK: - The stream

    private func join(_ join: WireJoin) {
        guard case .welcomed(let identity) = state else {
            return refuse(.outOfOrder, "Join once, after the welcome.")
        }
        state = .joined(identity)
        skipsChat = join.skipChat
        switch (encoding, join.photos) {
        case (.json, _): photoChoice = .none  // Photo bytes travel over protobuf only.
        case (.protobuf, .unspecified): photoChoice = .preview
        case (.protobuf, let choice): photoChoice = choice
        }
        identity.shop.execute { [address, format, relay = relay.handle] host in
            let refuse = { (error: WireError) in
                relay.execute {
                    $0.connection(address.connection)?
                        .refuse(error, closing: error.retryable ? .tryLater : .refused)
                }
            }
            guard case .story(let most)? = join.from, most > 0 else {
                return host.join(
                    join, by: identity.actor, format: format, at: address, refuse: refuse)
            }
            host.joinByStory(
                join, most: Int(most), by: identity.actor, format: format, at: address,
                refuse: refuse)
        }
    }

    /// The shop has granted the join; from here on live events are queued behind the history.
    func joined(_ stream: JoinedStream, _ room: Room?) {
        guard let identity else { return }
        self.room = room
        queue.beginReplay(in: room?.join(self), head: stream.head.number)
        send(
            .joined(
                make {
                    $0.session = stream.session?.number ?? 0
                    ($0.after, $0.head) = (stream.after.number, stream.head.number)
                }))
        if let story = stream.story { send(.story(story)) }
        let replay = Replay(stream, from: identity.shop.store, for: self)
        self.replay = replay
        replay.more()
    }
}

extension WireAuthenticate {
    /// Whether it shows what may be the token of staff; buyers show another or an invite.
    fileprivate var isOfStaff: Bool {
        guard case .token(let text)? = credential else { return false }
        return Token(text)?.kind == .staff
    }
}

extension CloseCode {
    // 40xx: reconnect at once; 41xx: reconnect after a while; 42xx: do not reconnect.
    static let tooFarBehind = CloseCode(application: 4000)
    static let draining = CloseCode(application: 4100)
    static let tryLater = CloseCode(application: 4101)
    static let refused = CloseCode(application: 4200)
    static let notAuthenticated = CloseCode(application: 4201)
}
