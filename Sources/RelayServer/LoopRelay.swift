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

/// The clients of one loop: their connections, and the rooms they are in.
final class LoopRelay {
    let index: Int
    let loop: EventLoop
    let limits: ServerLimits
    let services: Services
    let shops: ShopDirectory
    let compressor: MessageCompressor
    var logger: Logger { services.logger }
    private var connections: [ConnectionID: ClientConnection] = [:]
    private var rooms: [RoomID: Room] = [:]
    private var isSweeping = false
    /// Who has been told that the time to authenticate is over, and is being closed.
    private var overdue: Set<ConnectionID> = []

    init(
        index: Int, loop: EventLoop, limits: ServerLimits, services: Services,
        shops: ShopDirectory
    ) {
        (self.index, self.loop, self.limits) = (index, loop, limits)
        (self.services, self.shops) = (services, shops)
        compressor = MessageCompressor(services.compressions)
    }

    var handle: RelayHandle { RelayHandle(self) }

    func add(_ client: ClientConnection) {
        connections[client.id] = client
        sweepLater()
    }

    func remove(_ client: ClientConnection) {
        connections[client.id] = nil
        overdue.remove(client.id)
        guard let room = client.room else { return }
        room.leave(client)
        if room.isEmpty { rooms[room.id] = nil }
    }

    func connection(_ id: ConnectionID) -> ClientConnection? { connections[id] }

    func hello() -> WireHello {
        make {
            ($0.server, $0.protocol) = ("shopcastd/\(Version.text)", 1)
            $0.serverTimeMs = loop.wallClockMilliseconds
            $0.limits = limits.wire
            $0.capabilities = [
                "photos", "resume", "waitlist", "threads", "presence", "reactions", "history",
                "story",
            ]
        }
    }

    /// Takes what a shop hands over, in its order.
    func deliver(_ deliveries: [Delivery]) {
        var published: Set<RoomID> = []
        defer { for room in published { rooms[room]?.announce() } }
        for delivery in deliveries {
            switch delivery {
            case .event(let room, let frames):
                rooms[room]?.publish(frames)
                published.insert(room)
            case .ownEvent(let id, let frames):
                guard let client = connections[id] else { break }
                client.queue.pushEvent(frames[client.format], frames.event)
                client.outputAvailable()
            case .own(let id, let body): connections[id]?.send(body)
            case .reply(let id, let reply): connections[id]?.send(reply: reply)
            case .photos(let room, let photos, let size): send(photos, size, to: rooms[room])
            case .joined(let id, let stream): joined(id, stream)
            case .catchUp(let id, let stream): connections[id]?.catchUp(stream)
            }
        }
    }

    /// Tells everybody when to come back.
    ///
    /// - Parameter loops: How many have about as many clients as this one.
    func announceDrain(loops: Int) {
        let window = limits.drainWindow(clients: connections.count * loops)
        let drain: WireDrain = make {
            $0.reconnectAfterMinMs = UInt32(window.lowerBound / .milliseconds(1))
            $0.reconnectAfterMaxMs = UInt32(window.upperBound / .milliseconds(1))
        }
        for client in connections.values { client.send(.drain(drain)) }
    }

    private func joined(_ id: ConnectionID, _ stream: JoinedStream) {
        guard let client = connections[id] else { return }
        var room: Room?
        if let id = stream.room {
            room = rooms[id] ?? Room(id, ringBytes: limits.queuedBytes, on: loop)
            rooms[id] = room
        }
        client.joined(stream, room)
    }

    private func send(_ photos: [SharedPhoto], _ size: PhotoSize, to room: Room?) {
        guard let room else { return }
        for client in room.members {
            switch (size, client.photoChoice) {
            case (.preview, .preview), (.preview, .full), (.full, .full):
                for photo in photos { client.send(photo) }
            default: break
            }
        }
    }

    // MARK: - Who a client is

    /// Finds the owner of a token: staff by the server's list, buyers in their shop.
    func identify(token: String, for client: ClientConnection) {
        guard let token = Token(token) else { return wrongToken(client.id) }
        find(token.shop, for: client.id) { [relay = handle, shops, id = client.id] shop in
            switch token.kind {
            case .staff:
                shops.staff(tokenHash: token.hash) { staff in
                    guard case .success(let staff) = staff else {
                        return relay.execute { $0.unavailable(id) }
                    }
                    shop.execute { host in
                        let greeting = host.greeting
                        relay.execute { $0.found(staff, of: shop, for: id, greeting) }
                    }
                }
            case .buyer:
                shop.execute { host in
                    let buyer = host.shop.buyer(tokenHash: token.hash)
                    let greeting = host.greeting
                    relay.execute { $0.found(buyer, of: shop, for: id, greeting) }
                }
            }
        }
    }

    /// Lets a new buyer in, under a token that is told once; the same buyer again when the client
    /// asks again with the secret it has drawn.
    func invite(_ invite: WireInvite, for client: ClientConnection) {
        let (code, alias) = (invite.code.uppercased(), invite.alias)
        guard let slug = services.invites.shop(code) else {
            return client.turnAway(WireError(Refusal.wrongInvite))
        }
        let token: Token
        if invite.secret.isEmpty {
            do {
                token = try Token.make(.buyer, shop: slug)
            } catch {
                return client.turnAway(
                    WireError(
                        .unavailable, "No token can be made now; try again.",
                        retryAfterMilliseconds: 1000))
            }
        } else {
            guard let drawn = Token(buyerOf: slug, secret: invite.secret) else {
                let rule = "must be 32 random bytes in URL-safe base64 without padding"
                return client.turnAway(FieldError(field: "secret", rule: rule).wire)
            }
            token = drawn
        }
        find(slug, for: client.id) { [relay = handle, id = client.id] shop in
            shop.execute { host in
                let session = host.shop.session(invite: code)?.id.number ?? 0
                host.joinBuyer(invite: code, alias: alias, tokenHash: token.hash) { result in
                    let greeting = host.greeting
                    relay.execute {
                        switch result {
                        case .success(let buyer):
                            $0.found(buyer, of: shop, for: id, greeting) {
                                ($0.token, $0.session) = (token.text, session)
                            }
                        case .failure(let refusal):
                            $0.connection(id)?.turnAway(WireError(refusal))
                        }
                    }
                }
            }
        }
    }

    /// Finds a client's shop, or turns the client away.
    private func find(
        _ slug: ShopSlug, for id: ConnectionID, _ body: @escaping @Sendable (ShopHandle) -> Void
    ) {
        shops.find(slug) { [relay = handle] result in
            switch result {
            case .success(let shop?): body(shop)
            case .success(nil): relay.execute { $0.wrongToken(id) }
            case .failure: relay.execute { $0.unavailable(id) }
            }
        }
    }

    private func found(
        _ staff: StaffToken?, of shop: ShopHandle, for id: ConnectionID, _ greeting: Greeting
    ) {
        guard let staff, staff.shop == shop.record.id,
            !services.revocations.contains(staff.hash)
        else { return wrongToken(id) }
        let actor = Actor.staff(name: staff.name, role: staff.role)
        let identity = ClientConnection.Identity(
            shop: shop, actor: actor, tokenHash: staff.hash)
        connections[id]?.welcome(identity) {
            ($0.role, $0.alias) = (staff.role.wire, staff.name)
            greeting.fill(&$0, for: actor)
        }
    }

    private func found(
        _ buyer: Buyer?, of shop: ShopHandle, for id: ConnectionID, _ greeting: Greeting,
        _ fill: (inout WireWelcome) -> Void = { _ in }
    ) {
        guard let buyer else { return wrongToken(id) }
        let actor = Actor.buyer(buyer.id)
        connections[id]?.welcome(ClientConnection.Identity(shop: shop, actor: actor)) {
            ($0.role, $0.buyer, $0.alias) = (.buyer, buyer.id.number, buyer.alias)
            greeting.fill(&$0, for: actor)
            fill(&$0)
        }
    }

    /// Ends the connections of somebody who may not be here any more, and says why.
    func endConnections(
        _ error: WireError, _ code: CloseCode,
        where isMeant: (ClientConnection.Identity) -> Bool
    ) {
        for client in connections.values where client.identity.map(isMeant) == true {
            client.refuse(error, closing: code)
        }
    }

    private func wrongToken(_ id: ConnectionID) {
        connections[id]?.turnAway(
            WireError(
                .wrongToken,
                "This token is not known here; ask the seller for an invite code or a new token."))
    }

    private func unavailable(_ id: ConnectionID) {
        connections[id]?.turnAway(
            WireError(
                .unavailable, "The shop cannot be opened now; try again.",
                retryAfterMilliseconds: 1000))
    }

    // MARK: - What commands need from here

    /// Eight characters that are not mistaken for each other, drawn anew for each session.
    func newInviteCode() throws(FieldError) -> String {
        let letters = Array("23456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        do {
            let code = try SecureRandom.bytes(8).map { letters[Int($0) % letters.count] }
            return String(decoding: code[..<4], as: UTF8.self) + "-"
                + String(decoding: code[4...], as: UTF8.self)
        } catch {
            throw FieldError(field: "invite_code", rule: "none can be drawn now; try again")
        }
    }

    // MARK: - Time limits

    /// One sweep a second for all connections, while there are any.
    private func sweepLater() {
        guard !isSweeping else { return }
        isSweeping = true
        loop.schedule(after: .seconds(1)) { [weak self] in
            guard let self else { return }
            self.isSweeping = false
            self.sweep()
            if !self.connections.isEmpty { self.sweepLater() }
        }
    }

    private func sweep() {
        for client in connections.values where client.identity == nil {
            let limit =
                client.isInReserve
                ? limits.reserveAuthenticationSeconds : limits.authenticationSeconds
            guard loop.now - client.openedAt >= .seconds(limit) else { continue }
            guard overdue.insert(client.id).inserted else { continue }
            switch client.state {
            case .greeted:
                client.refuse(
                    .outOfOrder,
                    "Authenticate within \(limit) seconds of connecting.",
                    closing: .notAuthenticated)
            case .authenticating: unavailable(client.id)  // The delay is ours: it may come back.
            case .welcomed, .joined, .closed: break
            }
        }
    }
}
