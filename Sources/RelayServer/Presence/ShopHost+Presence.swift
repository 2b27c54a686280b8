import Reactor
import ShopCore
import ShopModel
import Storage
import Wire

// Presence and reactions: told by messages of their own, once a second at most, and in no journal.
extension ShopHost {
    /// What is told of at the next opportunity.
    struct Pulse {
        var presence = PresenceBoard()
        /// By session.
        var reactions: [SessionID: ReactionBoard] = [:]
        /// What tells newcomers of a session's reactions, until they change and are told.
        fileprivate var greetings: [SessionID: EventFrames] = [:]
        fileprivate var isSet = false
        fileprivate var toldAt: MonotonicTime?
        /// When each session was told something last.
        fileprivate var sessionsToldAt: [SessionID: MonotonicTime] = [:]

        /// Lets go of a session that is closed.
        mutating func forget(_ session: SessionID) {
            (reactions[session], sessionsToldAt[session]) = (nil, nil)
            greetings[session] = nil
        }

        /// Lets go of a line that was taken away.
        mutating func forget(_ line: EventSequence, in session: SessionID) {
            reactions[session]?.forget(line)
            greetings[session] = nil
        }

        /// Sessions that are to be told something later.
        fileprivate func resting(at now: MonotonicTime, _ limits: ServerLimits) -> Set<SessionID> {
            Set(
                sessionsToldAt.filter { session, toldAt in
                    let viewers = presence.viewers[session] ?? 0
                    return now < toldAt + limits.pulsePause(viewers: viewers)
                }.keys)
        }
    }

    /// Counts a connection in, which the others hear of later.
    ///
    /// - Returns: What tells the newcomer how things stand.
    func greet(
        _ actor: Actor, watching session: SessionID?, at client: ClientAddress
    ) -> [Delivery] {
        if let buyer = actor.buyer {
            pulse.presence.enter(buyer, watching: session, at: now)
            beat()
        }
        var greeting: [Delivery] = []
        for id in session.map({ [$0] }) ?? (actor.isStaff ? openSessions : []) {
            greeting.append(.own(client.connection, .presence(presence(of: id))))
            if let frames = knownReactions(in: id) {
                greeting.append(.ownEvent(client.connection, frames))
            }
        }
        if actor.isStaff {
            let change: WireOnlineChanged = make {
                $0.online = UInt32(pulse.presence.visits.count)
            }
            greeting.append(.own(client.connection, .onlineChanged(change)))
        }
        return greeting
    }

    /// A session's reactions for who comes later, framed once for a whole storm.
    private func knownReactions(in session: SessionID) -> EventFrames? {
        guard let board = pulse.reactions[session] else { return nil }
        if let known = pulse.greetings[session] { return known }
        let message = WireServerMessage(
            .reactions(reactions(board.totals(of: nil), in: session)))
        let frames = EventFrames(
            message, for: MessageFormat.all, compressor,
            leastBytes: limits.eventCompressionBytes)
        pulse.greetings[session] = frames
        return frames
    }

    /// To be called once for each buyer's connection that was greeted.
    func sayGoodbye(to buyer: BuyerID, watching session: SessionID?) {
        pulse.presence.leave(buyer, watching: session)
        beat()
    }

    /// A page of who is there, and how many watch each session.
    func online(_ page: Page, _ id: String) -> WireReply {
        let (shown, hasMore) = pulse.presence.page(after: page.after, limit: page.limit)
        return make {
            $0.id = id
            $0.online.buyers = shown.map { online($0) }
            $0.online.next = hasMore ? shown.last?.number ?? 0 : 0
            $0.online.online = UInt32(pulse.presence.visits.count)
            $0.online.viewers = pulse.presence.viewers.sorted { $0.key < $1.key }.map { entry in
                make { ($0.session, $0.viewers) = (entry.key.number, UInt32(entry.value)) }
            }
        }
    }

    // MARK: - Reactions

    /// Takes a buyer's reaction; why it is not taken is told to that connection alone.
    func react(_ reaction: WireReact, by actor: Actor, from client: ClientAddress) {
        do throws(Refusal) {
            guard let buyer = actor.buyer else { throw .notAllowed(.react) }
            let session = SessionID(reaction.session)
            try shop.checkMayReact(buyer, in: session, at: now)
            guard let kind = ReactionBoard.Kind(reaction.kind) else {
                throw .invalid(field: "kind", rule: "is no reaction")
            }
            let target = try target(of: reaction, in: session)
            let hasChanged = pulse.reactions[session, default: ReactionBoard()].react(
                buyer, kind, to: target, takesBack: reaction.takeBack,
                limit: limits.reactionTargets)
            if hasChanged { beat() }
        } catch {
            let notice = WireError(.reaction, error.description)
            services.relays[client.loop].deliver([.own(client.connection, .notice(notice))])
        }
    }

    private func target(
        of reaction: WireReact, in session: SessionID
    ) throws(Refusal) -> ReactionBoard.Target {
        switch reaction.target {
        case .code(let text)?:
            guard let code = ItemCode(text), let item = shop.item(code, in: session) else {
                throw .noSuch("item \(text.neutralised())")
            }
            return .item(item.id)
        case .line(let number)?:
            let target = ReactionBoard.Target.line(EventSequence(number))
            if pulse.reactions[session]?.has(target) == true { return target }
            let line = try? store.line(EventSequence(number))
            guard line?.place == .chat(session) else { throw .noSuch("line \(number)") }
            return target
        case nil: throw .invalid(field: "target", rule: "name an item or a line")
        }
    }

    private func reactions(
        _ totals: [ReactionBoard.Total], in session: SessionID
    ) -> WireReactions {
        make {
            $0.session = session.number
            $0.totals = totals.map { total in
                make {
                    switch total.target {
                    case .item(let id):
                        ($0.item, $0.code) = (id.number, shop.items[id]?.code.text ?? "")
                    case .line(let line): $0.line = line.number
                    }
                    $0.counts = total.counts.map { kind, buyers in
                        make { ($0.kind, $0.buyers) = (kind.wire, UInt32(buyers)) }
                    }
                }
            }
        }
    }

    // MARK: - Telling

    /// Tells what has changed, at once or when a second has passed since the last time.
    private func beat() {
        guard !pulse.isSet else { return }
        pulse.isSet = true
        let wait = pulse.toldAt.map { max(.zero, $0 + limits.pulsePause - loop.now) } ?? .zero
        loop.schedule(after: wait) { [weak self] in self?.tellPulse() }
    }

    private func tellPulse() {
        (pulse.isSet, pulse.toldAt) = (false, loop.now)
        let resting = pulse.resting(at: loop.now, limits)
        let news = pulse.presence.takeNews(except: resting)
        for (session, count) in news.viewers {
            pulse.sessionsToldAt[session] = loop.now
            let message: WirePresence = make {
                ($0.session, $0.viewers) = (session.number, UInt32(count))
            }
            tell(.presence(message), to: [.session(session), .staff])
        }
        if !news.came.isEmpty || !news.went.isEmpty {
            tell(.onlineChanged(change(news)), to: [.staff])
        }
        for session in Set(pulse.reactions.keys).subtracting(resting).sorted() {
            guard let totals = pulse.reactions[session]?.takeChanged(), !totals.isEmpty else {
                continue
            }
            pulse.sessionsToldAt[session] = loop.now
            pulse.greetings[session] = nil
            tell(.reactions(reactions(totals, in: session)), to: [.session(session), .staff])
        }
        let isLeft = pulse.reactions.values.contains { $0.hasChanged }
        if isLeft || pulse.presence.hasChanged { beat() }
    }

    private func change(_ news: PresenceBoard.News) -> WireOnlineChanged {
        let most = limits.onlineNames
        return make {
            $0.came = news.came.prefix(most).map { online($0) }
            $0.went = news.went.prefix(most).map { online($0) }
            $0.incomplete = max(news.came.count, news.went.count) > most
            $0.online = UInt32(pulse.presence.visits.count)
        }
    }

    private func online(_ buyer: BuyerID) -> WireOnlineBuyer {
        let visit = pulse.presence.visits[buyer]
        return make {
            ($0.buyer, $0.alias) = (buyer.number, shop.buyers[buyer]?.alias ?? "")
            $0.sinceMs = visit?.since.milliseconds ?? 0
            $0.sessions = visit?.sessions.map(\.number) ?? []
        }
    }

    private func presence(of session: SessionID) -> WirePresence {
        make {
            $0.session = session.number
            $0.viewers = UInt32(pulse.presence.viewers[session] ?? 0)
        }
    }

    private var openSessions: [SessionID] {
        shop.sessions.values.filter(\.isOpen).map(\.id).sorted()
    }

    /// Sends a message that stands in no journal to all who are in these streams.
    private func tell(_ body: WireServerMessage.OneOf_Body, to streams: [RoomID.Stream]) {
        let rooms = streams.map { RoomID(shop: record.id, stream: $0) }
        var formats: Set<MessageFormat> = []
        for room in rooms { formats.formUnion(members.formats(of: room)) }
        guard !formats.isEmpty else { return }
        let frames = EventFrames(
            WireServerMessage(body), for: formats, compressor,
            leastBytes: limits.eventCompressionBytes)
        for room in rooms {
            for loop in members.loops(of: room) {
                services.relays[loop].deliver([.event(room, frames)])
            }
        }
    }
}
