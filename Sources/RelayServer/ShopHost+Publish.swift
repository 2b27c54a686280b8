import RelayCore
import ShopCore
import ShopModel
import Storage
import Transport
import Wire

/// Who of a shop is connected where.
struct MemberList {
    struct Member {
        let buyer: BuyerID?
        let room: RoomID?
        let encoding: Encoding
    }

    private var members: [ClientAddress: Member] = [:]
    private var connectionsOfBuyer: [BuyerID: Set<ClientAddress>] = [:]
    private var roomSizes: [RoomID: [Int: Int]] = [:]
    private(set) var jsonReaders = 0

    mutating func add(_ member: Member, at address: ClientAddress) {
        members[address] = member
        if let buyer = member.buyer { connectionsOfBuyer[buyer, default: []].insert(address) }
        if let room = member.room { roomSizes[room, default: [:]][address.loop, default: 0] += 1 }
        if member.encoding == .json { jsonReaders += 1 }
    }

    mutating func remove(_ address: ClientAddress) {
        guard let member = members.removeValue(forKey: address) else { return }
        if let buyer = member.buyer {
            connectionsOfBuyer[buyer]?.remove(address)
            if connectionsOfBuyer[buyer]?.isEmpty == true { connectionsOfBuyer[buyer] = nil }
        }
        if let room = member.room {
            roomSizes[room]?[address.loop, default: 0] -= 1
            if roomSizes[room]?[address.loop] == 0 { roomSizes[room]?[address.loop] = nil }
            if roomSizes[room]?.isEmpty == true { roomSizes[room] = nil }
        }
        if member.encoding == .json { jsonReaders -= 1 }
    }

    /// The loops that have members of a room.
    func loops(of room: RoomID) -> some Sequence<Int> { (roomSizes[room] ?? [:]).keys }

    func connections(of buyer: BuyerID) -> some Sequence<ClientAddress> {
        connectionsOfBuyer[buyer] ?? []
    }
}

extension ShopHost {
    /// Shows what is on disk to those who may see it, loop by loop, in order.
    func publish(_ outputs: [Output]) {
        var deliveries: [Int: [Delivery]] = [:]
        var posted: [Item] = []
        for output in outputs {
            switch output {
            case .event(let audience, let event, let payload):
                let frames = EventFrames(payload: payload, withJSON: members.jsonReaders > 0)
                deliver(frames, to: audience, &deliveries)
                follow(event)
                if case .itemPosted(let item) = event { posted.append(item) }
            case .reply(let client, let reply):
                deliveries[client.loop, default: []].append(.reply(client.connection, reply))
            case .then(let body): body()
            }
        }
        for (loop, deliveries) in deliveries { services.relays[loop].deliver(deliveries) }
        // Read on another thread, a post's photos would else overtake it on other loops.
        for item in posted { sendPhotos(of: item) }
    }

    /// Grants a join: everything that is on disk by now is history, all later comes live.
    ///
    /// - Parameter refuse: Called instead with the reason, on this loop.
    func join(
        _ join: WireJoin, by actor: Actor, encoding: Encoding, at client: ClientAddress,
        refuse: (WireError) -> Void
    ) {
        let session = join.session == 0 ? nil : SessionID(join.session)
        var after = EventSequence(0)
        if let session {
            guard let start = shop.sessionStarts[session] else {
                return refuse(WireError(.notFound, "There is no session \(session) here."))
            }
            after = EventSequence(start.number - 1)
        }
        if case .after(let cursor)? = join.from { after = EventSequence(cursor) }
        guard after <= head else {
            return refuse(
                WireError(
                    .cursorAhead,
                    """
                    Event \(after) is ahead of this shop, which is at \(head): its data was \
                    restored from an older backup. Join from the session's start.
                    """))
        }
        let room: RoomID? =
            actor.isStaff
            ? RoomID(shop: record.id, stream: .staff)
            : session.map { RoomID(shop: record.id, stream: .session($0)) }
        members.add(
            MemberList.Member(buyer: actor.buyer, room: room, encoding: encoding), at: client)
        let stream = JoinedStream(
            room: room,
            filter: actor.isStaff ? .staff : .member(session: session, buyer: actor.buyer),
            after: after, head: head, session: session)
        services.relays[client.loop].deliver([.joined(client.connection, stream)])
    }

    func leave(_ client: ClientAddress) { members.remove(client) }

    private func deliver(
        _ frames: EventFrames, to audience: Audience, _ deliveries: inout [Int: [Delivery]]
    ) {
        var rooms = [RoomID(shop: record.id, stream: .staff)]
        switch audience {
        case .session(let session):
            rooms.append(RoomID(shop: record.id, stream: .session(session)))
        case .buyer(let buyer):
            for client in members.connections(of: buyer) {
                deliveries[client.loop, default: []].append(.ownEvent(client.connection, frames))
            }
        case .staff: break
        }
        for room in rooms {
            for loop in members.loops(of: room) {
                deliveries[loop, default: []].append(.event(room, frames))
            }
        }
    }

    /// What else an event sets in motion, now that it is on disk.
    private func follow(_ event: ShopEvent) {
        switch event {
        case .sessionOpened(let session): services.invites.set(session.inviteCode, record.id)
        case .sessionClosed(let id):
            if let session = shop.sessions[id] { services.invites.remove(session.inviteCode) }
        case .paymentRequested(let payment): payments?.drive(payment.id)
        case .paymentOpened(let id, _), .paymentClosing(let id): payments?.drive(id)
        default: break
        }
    }

    /// Sends the item's previews, and the full pictures to those who chose them, behind the post.
    private func sendPhotos(of item: Item) {
        let rooms = [RoomID.Stream.session(item.session), .staff].map {
            RoomID(shop: record.id, stream: $0)
        }
        for (size, ids) in [
            (PhotoSize.preview, item.photos.map(\.preview.id)),
            (PhotoSize.full, item.photos.map(\.full.id)),
        ] {
            services.photos.load(ids) { [services] photos in
                for relay in services.relays.all {
                    relay.deliver(rooms.map { .photos($0, photos, size) })
                }
            }
        }
    }
}
