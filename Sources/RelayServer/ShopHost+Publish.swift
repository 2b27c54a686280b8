import RelayCore
import ShopCore
import ShopModel
import Storage
import Transport
import Wire

extension ShopHost {
    /// Shows what is on disk to those who may see it, loop by loop, in order.
    func publish(_ outputs: [Output]) {
        var deliveries: [Int: [Delivery]] = [:]
        var published: [ShopEvent] = []
        for output in outputs {
            switch output {
            case .event(let sequence, let audience, let event, let payload):
                deliver(sequence, payload, to: audience, &deliveries)
                if case .orderPlaced = event { continue }  // By far the most; nothing follows.
                published.append(event)
            case .reply(let client, let reply):
                deliveries[client.loop, default: []].append(.reply(client.connection, reply))
            case .then(let body): body()
            }
        }
        for (loop, deliveries) in deliveries { services.relays[loop].deliver(deliveries) }
        for event in published { follow(event) }  // A photo leaves after its post.
    }

    /// Grants a join: everything that is on disk by now is history, all later comes live.
    ///
    /// - Parameter refuse: Called instead with the reason, on this loop.
    func join(
        _ join: WireJoin, behind story: WireStory? = nil, by actor: Actor, format: MessageFormat,
        at client: ClientAddress, refuse: (WireError) -> Void
    ) {
        let session = join.session == 0 ? nil : SessionID(join.session)
        var after = EventSequence(0)
        if session != nil, let refusal = shop.refusalToJoin(actor) {
            return refuse(WireError(refusal))
        }
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
            MemberList.Member(
                buyer: actor.buyer, room: room, format: format, session: session), at: client)
        let stream = JoinedStream(
            room: room,
            filter: actor.isStaff ? .staff : .member(session: session, buyer: actor.buyer),
            after: after, head: head, session: session, story: story)
        services.relays[client.loop].deliver(
            [.joined(client.connection, stream)]
                + greet(actor, watching: session, at: client))
        if let buyer = actor.buyer { reachChanged(buyer) }
    }

    /// Frames an event once in each way in which somebody reads it, and hands it to their loops.
    private func deliver(
        _ sequence: EventSequence, _ payload: [UInt8], to audience: Audience,
        _ deliveries: inout [Int: [Delivery]]
    ) {
        var rooms = [RoomID(shop: record.id, stream: .staff)]
        var clients: [ClientAddress] = []
        switch audience {
        case .session(let session):
            rooms.append(RoomID(shop: record.id, stream: .session(session)))
        case .buyer(let buyer): clients = Array(members.connections(of: buyer))
        case .staff: break
        }
        var formats = Set(clients.compactMap(members.format(at:)))
        for room in rooms { formats.formUnion(members.formats(of: room)) }
        guard !formats.isEmpty else { return }
        var frames = EventFrames(
            payload: payload, for: formats, compressor, leastBytes: limits.eventCompressionBytes)
        frames.event = sequence.number
        for client in clients {
            deliveries[client.loop, default: []].append(.ownEvent(client.connection, frames))
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
            pulse.forget(id)
        case .talk(.deleted(let line, _, _)):
            if case .chat(let session) = line.place {
                pulse.forget(line.sequence, in: session)
            }
        case .itemPosted(let item):
            sendPhotos(item.photos, to: [.session(item.session), .staff])
        case .request(.made(let request)): sendPhotos(request.terms.photos, to: [.staff])
        case .paymentRequested(let payment): payments?.drive(payment.id)
        case .paymentOpened(let id, _, _), .paymentClosing(let id): payments?.drive(id)
        case .refundRequested(let refund): payments?.drive(refund.id, isNew: true)
        case .reconciliationRequested(let wish): payments?.reconcile(wish)
        case .waitlistJoined(let place, _): reachChanged(place.buyer)
        case .people(let event): follow(event)
        default: break
        }
    }

    /// Sends previews, and the full pictures to those who chose them, behind what names them.
    private func sendPhotos(_ photos: [Photo], to streams: [RoomID.Stream]) {
        let rooms = streams.map { RoomID(shop: record.id, stream: $0) }
        for (size, ids) in [
            (PhotoSize.preview, photos.map(\.preview.id)),
            (PhotoSize.full, photos.map(\.full.id)),
        ] {
            services.photos.load(ids) { [services] photos in
                for relay in services.relays.all {
                    relay.deliver(rooms.map { .photos($0, photos, size) })
                }
            }
        }
    }
}
