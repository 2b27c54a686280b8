package import TerminalScreen
package import Wire

/// The seller's full screen as a value: the session, the item on show, chat and threads, and the
/// lists that the work goes by.
package struct SellScreen: ClientProgram {
    /// What is kept between runs, by name.
    package static let keptNames = [Kept.line, Kept.history, Kept.drafts, Kept.opened]

    enum Kept {
        static let line = "sell-line"
        static let history = "sell-history"
        static let drafts = "sell-drafts"
        static let opened = "sell-opened"
    }

    /// What of the talk is shown.
    package enum TalkFilter: CaseIterable, Sendable { case all, said, news }

    enum Overlay: Sendable {
        case palette(Palette<SellAction>)
        case page(Page)
        case form(PostForm)
    }

    /// What is done after one yes.
    enum Act: Sendable {
        /// A command, and what to say when the shop has done it.
        case shop(WireCommand.OneOf_Body, SellPhrase)
        case dropDraft(Int)
        /// A line that changes money or stock.
        case line(String)
    }

    /// What was asked of the shop and is not answered.
    enum Wish: Sendable {
        case list
        /// One order as it is now, which events tell in part.
        case order
        case buying, threads
        /// An act; the text says what was done.
        case act(SellPhrase)
        /// An act that is on disk, and counted there.
        case kept(SellPhrase)
    }

    /// A line that is being carried out, or waits for its turn.
    struct LineTask: Sendable {
        let post: Int?
        var output: [String] = []
        var hasTrouble = false
    }

    package let look: Look
    let commands: [TypedCommand]
    package internal(set) var shop: ShopState
    /// As the terminal has said.
    package internal(set) var size = GridSize(columns: 80, rows: 24)
    var nowMs: Int64 = 0

    var line: InputLine
    var place = SellPlace.line
    package internal(set) var tab = SellTab.orders
    var cursors: [SellTab: ListCursor] = [:]
    var filter = TalkFilter.all
    var scroll = Scrollback()
    /// Whose private thread stands in place of the chat.
    package internal(set) var thread: UInt64?
    var buying: [WireBuyingLine] = []
    var threadList: [WireThread] = []
    /// Something happened after these lists were asked for.
    var staleBuying = false
    var staleThreads = false

    var overlay: Overlay?
    var question: Question<Act>?
    var notice: Notice?
    var wishes: [UInt64: Wish] = [:]
    var nextWish: UInt64 = 1
    var lineTasks: [LineTask] = []
    var wantsToQuit = false
    /// What waits on disk.
    var outbox = OutboxNews()
    /// Codes of all posts that have waited there in this run.
    var keptCodes: Set<String> = []

    package internal(set) var drafts: [PostDraft]
    var nextDraft: Int
    var preparations: [String: Preparation] = [:]
    var desk = PictureDesk()
    /// When the session began, by the server's clock; nil: before this computer was told.
    var openedAtMs: Int64?
    var openedText: String

    package init(_ start: ScreenStart) {
        (look, commands) = (start.look, start.commands)
        shop = ShopState(leftAtSeq: start.leftAtSeq)
        shop.session = start.session
        let history = (start.kept[Kept.history] ?? "").split(separator: "\n").map(String.init)
        line = InputLine(draft: start.kept[Kept.line] ?? "", history: history)
        drafts = [PostDraft](keptText: start.kept[Kept.drafts] ?? "")
        nextDraft = drafts.count
        openedText = start.kept[Kept.opened] ?? ""
    }

    /// Acts, posts and lines that the shop has not answered, on disk or not.
    package var waitingCount: Int { outbox.count + unkeptCount }

    /// What would be lost with this program.
    var unkeptCount: Int {
        lineTasks.count
            + wishes.values.count { if case .act = $0 { true } else { false } }
    }

    package var nextTickMs: Int64? {
        var times: [Int64] = []
        if let notice { times.append(notice.untilMs) }
        switch shop.link {
        case .reconnecting: times.append((nowMs / 1_000 + 1) * 1_000)
        case .live where showsMinutes: times.append((nowMs / 60_000 + 1) * 60_000)
        case .connecting, .catchingUp, .live, .offline: break
        }
        return times.min()
    }

    /// Whether something on the screen counts minutes.
    private var showsMinutes: Bool {
        openedAtMs != nil || shop.orders.values.contains { $0.state == .placed }
    }

    /// What came in for this session, by currency, less what went back.
    package var takings: [WireMoney] {
        var sums: [String: Int64] = [:]
        for order in shop.orders.values where order.session == shop.joinedSession {
            guard !order.settled.currency.isEmpty else { continue }
            sums[order.settled.currency, default: 0] &+=
                order.settled.minorUnits &- order.refunded.minorUnits
        }
        return sums.sorted { $0.key < $1.key }.filter { $0.value != 0 }.map { currency, sum in
            var money = WireMoney()
            (money.currency, money.minorUnits) = (currency, sum)
            return money
        }
    }

    // MARK: Lists

    /// Orders that want something of the seller first, then the newest.
    var orders: [WireOrder] {
        shop.orders.values.sorted {
            ($0.sellerRank, $1.order) < ($1.sellerRank, $0.order)
        }
    }

    var places: [WireWaitlistPlace] {
        shop.places.values.sorted {
            ($0.code, $0.position, $0.place) < ($1.code, $1.position, $1.place)
        }
    }

    var requests: [WireBuyerRequest] {
        shop.requests.values.sorted {
            ($0.isWaiting ? 0 : 1, $1.request) < ($1.isWaiting ? 0 : 1, $0.request)
        }
    }

    func count(_ tab: SellTab) -> Int {
        switch tab {
        case .orders: shop.orders.count
        case .items: shop.shownItems.count
        case .buying: buying.count
        case .parcels: shop.parcels.count
        case .requests: shop.requests.count
        case .waiting: shop.places.count
        case .threads: threadList.count
        case .drafts: drafts.count
        }
    }

    /// What of a list wants something of the seller.
    func due(_ tab: SellTab) -> Int {
        switch tab {
        case .orders: shop.orders.values.count { $0.sellerRank < 4 }
        case .items, .waiting: 0
        case .buying: buying.count { $0.wanted > 0 }
        case .parcels: shop.parcels.values.count { $0.state == .open || $0.state == .sealed }
        case .requests: shop.requests.values.count(where: \.isWaiting)
        case .threads: shop.unread.count
        case .drafts: drafts.count
        }
    }

    func cursor(_ tab: SellTab) -> ListCursor { cursors[tab] ?? ListCursor() }

    func chosen<Row>(_ rows: [Row], _ tab: SellTab) -> Row? {
        let index = cursor(tab).selected
        return rows.indices.contains(index) ? rows[index] : rows.last
    }
}

extension WireOrder {
    /// What the seller has to do about it comes first.
    var sellerRank: Int {
        if payments.contains(where: { $0.state == .claimed }) { return 0 }
        if money == .refundDue { return 1 }
        switch state {
        case .placed: return policy.kind == .payAfterPurchase ? 2 : 4
        case .confirmed: return parcel == 0 ? 3 : 5
        default: return 6
        }
    }

    var claimedPayment: WirePayment? { payments.last { $0.state == .claimed } }
}

extension WireBuyerRequest {
    /// Whether it waits for the seller.
    var isWaiting: Bool { state == .open }
}
