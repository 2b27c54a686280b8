import TerminalScreen
package import Wire

extension ShopState {
    /// Takes in what the server or the connection tells.
    ///
    /// - Returns: What a screen may do about it, in order.
    package mutating func apply(_ news: ServerNews, atMs now: Int64) -> [ShopSignal] {
        switch news {
        case .connecting:
            if case .offline = link { return [] }
            link = .connecting
            return [.linkChanged]
        case .welcomed(let welcome):
            self.welcome = welcome
            link = .catchingUp
            return [.linkChanged]
        case .joined(let joined):
            joinedSession = joined.session
            fetched = 0
            return []
        case .live: return becomeLive(atMs: now)
        case .event(let event): return apply(event, atMs: now)
        case .gap(let gap):
            lastSeq = max(lastSeq, gap.last)
            return [tell(.gap(gap.last &- gap.first &+ 1), .warning, atMs: now)]
        case .notice(let error):
            return [tell(.notice(error.text), .warning, atMs: now)]
        case .presence(let presence):
            if presence.session == joinedSession { viewers = presence.viewers }
            return []
        case .onlineChanged(let change):
            for buyer in change.came { online[buyer.buyer] = buyer }
            for buyer in change.went { online[buyer.buyer] = nil }
            return []
        case .reactions(let reactions):
            for total in reactions.totals where total.item != 0 {
                self.reactions[total.item] = total.counts
            }
            return []
        case .reconnecting(let wait, let why):
            link = .reconnecting(atMs: now &+ wait, why: why)
            return [.linkChanged]
        case .offline(let why):
            link = .offline(why: why)
            return [.linkChanged]
        case .draining: return [tell(.draining, .warning, atMs: now)]
        case .cursorReset:
            reset()
            return [tell(.cursorReset, .warning, atMs: now)]
        case .violation(let text): return [tell(.violation(text), .error, atMs: now)]
        }
    }

    private mutating func becomeLive(atMs now: Int64) -> [ShopSignal] {
        var signals: [ShopSignal] = [.linkChanged]
        link = .live
        if !hasBeenLive, missedPosts + missedLines > 0 {
            signals.append(tell(.missed(posts: missedPosts, lines: missedLines), .title, atMs: now))
        } else if hasBeenLive, fetched > 0 {
            signals.append(tell(.fetched(fetched), .muted, atMs: now))
        }
        hasBeenLive = true
        return signals + [.live]
    }

    /// Takes in an event: the state, then the line that tells of it.
    private mutating func apply(_ event: WireEvent, atMs now: Int64) -> [ShopSignal] {
        let isNew = event.seq > lastSeq
        lastSeq = max(lastSeq, event.seq)
        if link == .live {
            serverAheadMs = event.atMs &- now
        } else {
            fetched += 1
            if isNew { noteMissed(event, atMs: now) }
        }
        let count = talk.entries.last?.id
        var signals = change(by: event)
        if talk.entries.last?.id != count { signals.append(.talked) }
        return signals
    }

    private mutating func noteMissed(_ event: WireEvent, atMs now: Int64) {
        guard !hasBeenLive, let leftAtSeq, event.seq > leftAtSeq else { return }
        switch event.body {
        case .itemPosted?: missedPosts += 1
        case .said(let said)?: if said.buyer != me || isStaff { missedLines += 1 }
        default: return
        }
        guard !hasDivider, !talk.entries.isEmpty else { return }
        hasDivider = true
        talk.add(.newBelow, atMs: event.atMs)
    }

    /// The server's data is older than ours: nothing that was told counts any more.
    private mutating func reset() {
        var fresh = ShopState(leftAtSeq: nil)
        (fresh.welcome, fresh.link, fresh.hasBeenLive) = (welcome, link, hasBeenLive)
        fresh.joinedSession = joinedSession
        fresh.talk = talk
        self = fresh
    }

    /// Takes in a reply; lists are the state as it is now.
    package mutating func apply(_ reply: WireReply) {
        switch reply.result {
        case .sessions(let list)?:
            if let session = list.sessions.first(where: { $0.session == joinedSession }) {
                take(session)
            }
        case .session(let session)?: if session.session == joinedSession { take(session) }
        case .items(let list)?: for item in list.items { take(item) }
        case .item(let item)?: take(item)
        case .orders(let list)?: for order in list.orders { orders[order.order] = order }
        case .order(let order)?: orders[order.order] = order
        case .payment(let payment)?: take(payment)
        case .parcels(let list)?: for parcel in list.parcels { parcels[parcel.parcel] = parcel }
        case .parcel(let parcel)?: parcels[parcel.parcel] = parcel
        case .waiting(let list)?:
            places = Dictionary(list.places.map { ($0.place, $0) }) { _, new in new }
        case .requests(let list)?: for request in list.requests { take(request) }
        case .request(let request)?: take(request)
        case .threads(let list)?:
            for thread in list.threads {
                unread[thread.buyer] = thread.unread == 0 ? nil : Int(thread.unread)
            }
        case .messages(let list)?:
            threads[list.thread.buyer] = list.messages.sorted { $0.seq < $1.seq }
        case .alerts(let list)?:
            alerts = Dictionary(list.alerts.map { ($0.alert, $0.what) }) { _, new in new }
        default: break
        }
        for place in reply.waits { places[place.place] = place }
    }

    mutating func take(_ session: WireSession) {
        self.session = session
        if pinned != session.pinnedItem { pinned = session.pinnedItem }
    }

    mutating func take(_ item: WireItem) {
        guard joinedSession == 0 || item.session == joinedSession else { return }
        if items[item.item] == nil { posts.append(item.item) }
        items[item.item] = item
    }

    mutating func take(_ payment: WirePayment) {
        guard var order = orders[payment.order] else { return }
        if let index = order.payments.firstIndex(where: { $0.payment == payment.payment }) {
            // An event may have told more than the answer to the request knew.
            guard payment.state != .created else { return }
            order.payments[index] = payment
        } else {
            order.payments.append(payment)
        }
        orders[payment.order] = order
    }

    mutating func take(_ request: WireBuyerRequest) {
        var request = request
        if request.offers.isEmpty, let known = requests[request.request] {
            request.offers = known.offers
        }
        requests[request.request] = request
    }
}
