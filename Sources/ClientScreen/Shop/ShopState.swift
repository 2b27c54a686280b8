import TerminalScreen
package import Wire

/// The shop as far as this client has been told, folded from events, replies and notices; the same
/// for buyers and staff.
package struct ShopState: Sendable {
    package internal(set) var link = LinkState.connecting
    package internal(set) var welcome: WireWelcome?
    /// The session that is followed; nil until it is known.
    package internal(set) var session: WireSession?
    /// The session that was joined; 0: only what is private.
    package internal(set) var joinedSession: UInt64 = 0

    package internal(set) var items: [UInt64: WireItem] = [:]
    /// The items' numbers in the order in which they were posted.
    package internal(set) var posts: [UInt64] = []
    /// The item on show; 0: none.
    package internal(set) var pinned: UInt64 = 0
    package internal(set) var pinnedAtMs: Int64 = 0
    /// Buyers who watch; nil: not told yet.
    package internal(set) var viewers: UInt32?
    /// Buyers by kind of reaction, by item.
    package internal(set) var reactions: [UInt64: [WireReactionCount]] = [:]

    package internal(set) var orders: [UInt64: WireOrder] = [:]
    package internal(set) var parcels: [UInt64: WireParcel] = [:]
    /// Places in line that are still waited on.
    package internal(set) var places: [UInt64: WireWaitlistPlace] = [:]
    package internal(set) var requests: [UInt64: WireBuyerRequest] = [:]
    package internal(set) var alerts: [UInt64: WireAlert] = [:]
    package internal(set) var online: [UInt64: WireOnlineBuyer] = [:]

    package internal(set) var talk = TalkLog()
    /// Messages by the buyer whose thread they are in, oldest first.
    package internal(set) var threads: [UInt64: [WireMessage]] = [:]
    /// Messages that this side has not read, by buyer.
    package internal(set) var unread: [UInt64: Int] = [:]
    /// Until when this buyer may not speak in public; 0: may.
    package internal(set) var mutedUntilMs: Int64 = 0

    /// The last event that was told.
    package internal(set) var lastSeq: UInt64 = 0
    /// What was seen when the program ran last; nil: never here before.
    package let leftAtSeq: UInt64?
    /// Told during catching up, behind `leftAtSeq`.
    package internal(set) var missedPosts = 0
    package internal(set) var missedLines = 0
    /// Events told since the connection was lost.
    var fetched = 0
    var hasBeenLive = false
    var hasDivider = false
    /// The server's clock less ours, from the last event that came as it happened.
    package internal(set) var serverAheadMs: Int64 = 0

    /// - Parameter leftAtSeq: The last event that the user has seen, if there was one.
    package init(leftAtSeq: UInt64?) { self.leftAtSeq = leftAtSeq }

    // MARK: Reading

    /// This buyer's number; 0: staff.
    package var me: UInt64 { welcome?.buyer ?? 0 }
    package var isStaff: Bool { welcome.map { $0.buyer == 0 } ?? false }

    /// The item on show.
    package var pinnedItem: WireItem? { items[pinned] }

    /// The item with a code in the joined session, in any case.
    package func item(code: String) -> WireItem? {
        let code = code.uppercased()
        return posts.reversed().lazy.compactMap { items[$0] }.first { $0.code == code }
    }

    /// Items in the order in which they were posted, withdrawn ones left out.
    package var shownItems: [WireItem] {
        posts.compactMap { items[$0] }.filter { !$0.withdrawn }
    }

    /// Newest first.
    package var orderList: [WireOrder] {
        orders.values.sorted { $0.order > $1.order }
    }

    /// Newest first.
    package var parcelList: [WireParcel] {
        parcels.values.sorted { $0.parcel > $1.parcel }
    }

    /// The server's time when our clock shows `now`.
    package func serverTime(atMs now: Int64) -> Int64 { now &+ serverAheadMs }

    /// From now to a time of the server's; what cannot be counted is none.
    package func timeLeft(until end: Int64, atMs now: Int64) -> Int64 {
        let (left, overflows) = end.subtractingReportingOverflow(serverTime(atMs: now))
        return overflows ? 0 : left
    }

    package var unreadCount: Int { unread.values.reduce(0, +) }

    /// A payment with its order.
    package func payment(_ number: UInt64) -> (order: WireOrder, payment: WirePayment)? {
        for order in orders.values {
            if let payment = order.payments.first(where: { $0.payment == number }) {
                return (order, payment)
            }
        }
        return nil
    }

    /// Notes that this side has read a thread.
    package mutating func noteRead(_ buyer: UInt64) { unread[buyer] = nil }

    @discardableResult
    mutating func tell(
        _ phrase: ShopPhrase, _ role: Role = .muted, seq: UInt64 = 0, atMs: Int64
    ) -> ShopSignal {
        talk.add(.news(phrase, role), seq: seq, atMs: atMs)
        return .talked
    }
}
