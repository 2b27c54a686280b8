import Logging
import Reactor
import ShopCore
import ShopModel
import Storage

// Sessions that are over leave memory, and come back when somebody names something of theirs.
extension ShopHost {
    /// Takes out of memory what is over, some sessions at a time, and looks again from time to time.
    func archiveOldSessions() {
        let entries = shop.archive(at: now, most: Self.archivedAtOnce)
        record(entries, actor: "clock")
        let pause =
            entries.isEmpty
            ? min(Self.longestArchivePause, shop.limits.archiveTime.milliseconds)
            : Self.shortArchivePause
        loop.schedule(after: .milliseconds(pause)) { [weak self] in self?.archiveOldSessions() }
    }

    private static let archivedAtOnce = 20
    private static let shortArchivePause: Int64 = 20
    private static let longestArchivePause: Int64 = 3_600_000

    /// Brings back the session of something that is not in memory, if it is archived.
    ///
    /// - Parameter then: Called on this loop with whether the session is back, or cannot be read.
    /// - Returns: Whether it is on its way; if not, `then` is not called.
    func recall(
        _ missing: Missing, for actor: Actor, then: @escaping (_ isBack: Bool) -> Void
    ) -> Bool {
        recall(then: then) { () throws(StorageError) in
            Set([try store.session(of: missing, for: actor.buyer)].compactMap(\.self))
        }
    }

    /// The same for the session in which a transaction brought money already.
    func recallTransaction(of command: Command, then: @escaping (Bool) -> Void) -> Bool {
        guard let (method, id) = shop.transaction(of: command) else { return false }
        return recall(then: then) { () throws(StorageError) in
            Set([try store.session(ofTransaction: id, method)].compactMap(\.self))
        }
    }

    /// The same for the sessions with payments of a day.
    func recall(paidOn day: CalendarDate, then: @escaping (Bool) -> Void) -> Bool {
        // Money of a later day keeps its session in memory until now.
        let begin = Timestamp.endInChina(of: day).milliseconds - 86_400_000
        guard begin + shop.limits.archiveTime.milliseconds <= now.milliseconds else { return false }
        return recall(then: then) { () throws(StorageError) in try store.sessions(paidOn: day) }
    }

    private func recall(
        then: @escaping (Bool) -> Void, _ find: () throws(StorageError) -> Set<SessionID>
    ) -> Bool {
        let archived = shop.archived
        guard !archived.isEmpty else { return false }
        guard let found = found(find) else {
            then(false)
            return true
        }
        let sessions = found.intersection(archived)
        guard !sessions.isEmpty else { return false }
        readEntries(of: sessions) { [self] entries in
            if let entries {
                record(shop.restore(sessions, from: entries, at: now), actor: "shop")
            }
            then(entries != nil)
        }
        return true
    }

    /// The same for all sessions in which a buyer has orders.
    func recall(ordersOf buyer: BuyerID, then: @escaping (Bool) -> Void) -> Bool {
        recall(then: then) { () throws(StorageError) in try store.sessions(of: buyer) }
    }

    /// Answers a question about archived sessions without bringing them back.
    ///
    /// - Parameter then: Called on this loop with the shop as it is with the sessions in memory that
    ///   the question is about, or with `nil` when they cannot be read.
    /// - Returns: Whether the answer is on its way; if not, no such session is archived.
    func view(
        for request: Request, by actor: Actor, _ then: @escaping (Shop?) -> Void
    ) -> Bool {
        let archived = shop.archived
        guard !archived.isEmpty else { return false }
        let found: Set<SessionID>?
        switch request {
        case .listItems(let session, _): found = [session]
        case .listOrders(let states, let page):
            guard let buyer = actor.buyer else { return false }
            found = self.found { () throws(StorageError) in
                try store.sessions(of: buyer, states: states, on: page)
            }
        case .listParcels:
            guard let buyer = actor.buyer else { return false }
            found = self.found { () throws(StorageError) in try store.sessions(of: buyer) }
        case .showSlip(let parcel) where shop.parcels[parcel] == nil,
            .showDeclaration(let parcel, _) where shop.parcels[parcel] == nil:
            found = self.found { () throws(StorageError) in
                Set([try store.session(of: .parcel(parcel), for: actor.buyer)].compactMap(\.self))
            }
        default: return false
        }
        guard let found else {
            then(nil)
            return true
        }
        let sessions = found.intersection(archived)
        guard !sessions.isEmpty else { return false }
        readEntries(of: sessions) { [self] entries in
            then(entries.map { shop.restoring(sessions, from: $0) })
        }
        return true
    }

    /// What a look-up finds; `nil`, and a line in the log, when it fails.
    private func found(
        _ find: () throws(StorageError) -> Set<SessionID>
    ) -> Set<SessionID>? {
        do {
            return try find()
        } catch {
            services.logger.error(
                "what is archived cannot be looked up", metadata: ["why": "\(error)"])
            return nil
        }
    }

    /// Reads once all that was decided is on disk, and decodes off the loop. A session that comes
    /// back meanwhile stays in memory for `archive-time`, so what is read cannot be outdated.
    private func readEntries(
        of sessions: Set<SessionID>, then: @escaping ([Entry]?) -> Void
    ) {
        show(
            .then { [self] in
                let (host, then) = (LoopBound(self, on: loop), LoopBound(then, on: loop))
                let file = store.file
                store.entries(of: shop.linked(to: sessions)) { [loop] result in
                    let entries = Result { try result.get().map { try $0.entry(in: file) } }
                    loop.execute { host.value.take(entries, then.value) }
                }
            })
    }

    private func take(_ entries: Result<[Entry], any Error>, _ then: ([Entry]?) -> Void) {
        switch entries {
        case .success(let entries): then(entries)
        case .failure(let error):
            services.logger.error(
                "what is archived cannot be read", metadata: ["why": "\(error)"])
            then(nil)
        }
    }
}
