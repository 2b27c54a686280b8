import ShopCore
import ShopModel

/// Which buyers are there, what they watch, and what of that has been told. In no journal.
///
/// A connection costs a count when it comes and one when it goes; news are the difference between
/// two times, so whoever comes back in between has never gone.
struct PresenceBoard {
    struct Visit {
        let since: Timestamp
        fileprivate var connections = 0
        /// Connections that watch each session.
        fileprivate var watching: [SessionID: Int] = [:]

        var sessions: [SessionID] { watching.keys.sorted() }
    }

    /// What has changed since it was told last.
    struct News: Equatable {
        var viewers: [SessionID: Int] = [:]
        var came: [BuyerID] = []
        var went: [BuyerID] = []

        var isEmpty: Bool { viewers.isEmpty && came.isEmpty && went.isEmpty }
    }

    private(set) var visits: [BuyerID: Visit] = [:]
    /// Who is there, in the order of their numbers.
    private(set) var present = NumberSet<Subject.Buyer>()
    /// How many buyers watch each session that anybody watches.
    private(set) var viewers: [SessionID: Int] = [:]
    private var toldViewers: [SessionID: Int] = [:]
    private var changedSessions: Set<SessionID> = []
    /// Buyers who have come or gone, with whether they were there when it was told last.
    private var changedBuyers: [BuyerID: Bool] = [:]

    var hasChanged: Bool { !changedSessions.isEmpty || !changedBuyers.isEmpty }

    mutating func enter(_ buyer: BuyerID, watching session: SessionID?, at time: Timestamp) {
        if visits[buyer] == nil {
            note(buyer, wasThere: false)
            present.insert(buyer)
        }
        var visit = visits[buyer] ?? Visit(since: time)
        visit.connections += 1
        if let session {
            visit.watching[session, default: 0] += 1
            if visit.watching[session] == 1 {
                viewers[session, default: 0] += 1
                changedSessions.insert(session)
            }
        }
        visits[buyer] = visit
    }

    /// To be called once for each `enter`.
    mutating func leave(_ buyer: BuyerID, watching session: SessionID?) {
        guard var visit = visits[buyer] else { preconditionFailure("who leaves has come") }
        visit.connections -= 1
        if let session, let count = visit.watching[session] {
            visit.watching[session] = count > 1 ? count - 1 : nil
            if count == 1 {
                let left = (viewers[session] ?? 1) - 1
                viewers[session] = left > 0 ? left : nil
                changedSessions.insert(session)
            }
        }
        visits[buyer] = visit.connections > 0 ? visit : nil
        if visit.connections == 0 {
            note(buyer, wasThere: true)
            present.remove(buyer)
        }
    }

    /// What has changed, which counts as told from now on.
    ///
    /// - Parameter resting: Sessions of which it is told later.
    mutating func takeNews(except resting: Set<SessionID> = []) -> News {
        var news = News()
        for session in changedSessions.subtracting(resting) {
            let count = viewers[session]
            guard count != toldViewers[session] else { continue }
            toldViewers[session] = count
            news.viewers[session] = count ?? 0
        }
        for (buyer, wasThere) in changedBuyers {
            let isThere = visits[buyer] != nil
            guard isThere != wasThere else { continue }
            if isThere { news.came.append(buyer) } else { news.went.append(buyer) }
        }
        news.came.sort()
        news.went.sort()
        (changedSessions, changedBuyers) = (changedSessions.intersection(resting), [:])
        return news
    }

    /// Those behind a number, so many, and whether there are more.
    func page(after number: UInt64, limit: Int) -> (buyers: [BuyerID], hasMore: Bool) {
        var (buyers, last): ([BuyerID], BuyerID) = ([], BuyerID(number))
        while let next = present.next(after: last) {
            if buyers.count == limit { return (buyers, true) }
            buyers.append(next)
            last = next
        }
        return (buyers, false)
    }

    private mutating func note(_ buyer: BuyerID, wasThere: Bool) {
        if changedBuyers[buyer] == nil { changedBuyers[buyer] = wasThere }
    }
}
