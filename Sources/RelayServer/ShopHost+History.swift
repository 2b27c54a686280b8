import Logging
import Reactor
import ShopCore
import ShopModel
import Storage
import Wire

/// Which page of the past is wanted.
package struct HistoryWanted: Equatable, Sendable {
    /// Nil: only what is the asker's own; for staff everything.
    let session: SessionID?
    /// Nil: the oldest behind `after`.
    let before: EventSequence?
    let after: EventSequence
    let limit: Int
}

// The past, page by page, and how a session stands for who comes late.
extension ShopHost {
    func listHistory(
        _ wanted: HistoryWanted, id: String, by actor: Actor, to client: ClientAddress
    ) {
        let filter: JournalFilter
        do throws(Refusal) {
            filter = try historyFilter(wanted.session, for: actor)
        } catch {
            return show(.reply(client, encoded(WireError(error), to: id)))
        }
        let host = LoopBound(self, on: loop)
        let isStaff = actor.isStaff
        let take: @Sendable (Result<[StoredEvent], StorageError>) -> Void = { [loop] page in
            loop.execute {
                host.value.answer(id, client, page, "The history") { reply, page in
                    reply.history = WireHistory(page, wanted, bytes: host.value.limits.replyBytes)
                    if !isStaff { reply.history.blankInvites() }
                }
            }
        }
        let after = min(wanted.after, head)  // Numbers of clients may be any.
        // One more than wanted tells whether there are more.
        if let before = wanted.before {
            let end = min(before, EventSequence(head.number + 1))
            store.readNewest(
                after: after, before: end, limit: wanted.limit + 1, filter: filter,
                completion: take)
        } else {
            store.read(
                after: after, upTo: head, limit: wanted.limit + 1, filter: filter,
                completion: take)
        }
    }

    private func historyFilter(
        _ session: SessionID?, for actor: Actor
    ) throws(Refusal) -> JournalFilter {
        guard let session else {
            return actor.isStaff ? .staff : .member(session: nil, buyer: actor.buyer)
        }
        if let refusal = shop.refusalToJoin(actor) { throw refusal }
        guard shop.sessionStarts[session] != nil else { throw .noSuch("session \(session)") }
        return .member(session: session, buyer: actor.buyer)
    }

    /// Joins behind a story: it is taken from the state of now, and the join follows once all that
    /// it tells is on disk. What happens in between is history, so there is no seam.
    ///
    /// - Parameter refuse: Called instead with the reason, on this loop.
    func joinByStory(
        _ join: WireJoin, most: Int, by actor: Actor, format: MessageFormat,
        at client: ClientAddress, refuse: @escaping (WireError) -> Void
    ) {
        let number = SessionID(join.session)
        if let refusal = shop.refusalToJoin(actor) { return refuse(WireError(refusal)) }
        guard let start = shop.sessionStarts[number] else {
            return refuse(WireError(.notFound, "There is no session \(number) here."))
        }
        guard let session = shop.sessions[number] else {
            return refuse(
                WireError(.notFound, "Session \(number) is archived; join from its start."))
        }
        let most = min(most, Page.greatestLimit)
        let items = shop.items(in: number).filter { !$0.isWithdrawn }
        let story: WireStory = make {
            $0.session = shop.wire(session)
            if !actor.isStaff { $0.session.inviteCode = "" }  // Whom to invite is for staff.
            $0.items = items.suffix(most).map(shop.wire)
            ($0.itemsTotal, $0.first) = (UInt32(items.count), start.number)
        }
        joining.insert(client)
        let at = shop.sequence
        let bound = LoopBound(self, on: loop)
        let refuse = LoopBound(refuse, on: loop)
        let read: @Sendable () -> Void = { [store, loop] in
            store.lastLines(of: number, upTo: at, limit: most) { lines in
                loop.execute {
                    bound.value.join(
                        join, behind: story, lines, after: at, by: actor, format: format,
                        at: client, refuse: refuse.value)
                }
            }
        }
        show(.then(read))
    }

    private func join(
        _ join: WireJoin, behind story: WireStory, _ lines: Result<[StoredEvent], StorageError>,
        after: EventSequence, by actor: Actor, format: MessageFormat, at client: ClientAddress,
        refuse: (WireError) -> Void
    ) {
        guard joining.remove(client) != nil else { return }  // It is gone.
        var (story, join) = (story, join)
        switch lines {
        case .success(let lines): story.lines = lines.compactMap(\.wire)
        case .failure(let error):
            services.logger.error("a story cannot be read", metadata: ["why": "\(error)"])
            return refuse(
                WireError(
                    .unavailable, "The story cannot be read now; join again.",
                    retryAfterMilliseconds: 1000))
        }
        join.after = after.number
        self.join(join, behind: story, by: actor, format: format, at: client, refuse: refuse)
    }
}

extension StoredEvent {
    /// As clients see it; nil for what no version of this program has written.
    fileprivate var wire: WireEvent? {
        try? Encoding.protobuf.decode(WireEvent.self, from: payload)
    }
}

extension WireHistory {
    /// As much of a page as an answer may have: the oldest of it, or with `before` the newest.
    fileprivate init(_ found: [StoredEvent], _ wanted: HistoryWanted, bytes limit: Int) {
        self.init()
        let isBackwards = wanted.before != nil
        var taken: [StoredEvent] = []
        var bytes = 0
        for event in isBackwards ? found.reversed() : found {
            // Half is room enough for what stands around the events, and one goes in any case.
            bytes += event.payload.count
            guard taken.count < wanted.limit, taken.isEmpty || bytes <= limit / 2 else { break }
            taken.append(event)
        }
        if taken.count < found.count, let last = taken.last { next = last.sequence.number }
        events = (isBackwards ? taken.reversed() : taken).compactMap(\.wire)
    }

    /// Whom to invite is for staff.
    fileprivate mutating func blankInvites() {
        for index in events.indices {
            if case .sessionOpened? = events[index].body {
                events[index].sessionOpened.inviteCode = ""
            }
        }
    }
}
