import ClientScreen
import TerminalScreen
import Wire

/// A seller's evening on the screen, told event by event.
struct SellScene {
    static let start: Int64 = 1_795_000_000_000

    var screen: SellScreen
    private(set) var now = Self.start
    private(set) var seq: UInt64 = 0
    /// All that the screen asked for.
    private(set) var effects: [Effect] = []

    init(
        _ look: Look = Look(), size: GridSize = GridSize(columns: 80, rows: 24),
        kept: [String: String] = [:]
    ) {
        screen = SellScreen(
            ScreenStart(
                look: look, kept: kept,
                commands: [
                    TypedCommand(word: "post", abstract: "Show an item."),
                    TypedCommand(word: "ship", abstract: "Send what is packed."),
                ]))
        give(.resized(size))
    }

    var grid: Grid { screen.view(screen.size) }

    /// The rows of the screen as text.
    var rows: [String] {
        (0..<grid.size.rows).map { row in
            String(grid.row(row).filter { $0.part != .tail }.map(\.character))
        }
    }

    var text: String { rows.joined(separator: "\n") }

    @discardableResult
    mutating func give(_ input: ScreenInput) -> [Effect] {
        let new = screen.update(input, atMs: now)
        effects += new
        return new
    }

    mutating func wait(milliseconds: Int64) {
        now += milliseconds
        give(.tick)
    }

    @discardableResult
    mutating func press(_ keys: Key...) -> [Effect] { keys.flatMap { give(.key($0)) } }

    @discardableResult
    mutating func type(_ text: String) -> [Effect] {
        text.unicodeScalars.flatMap { give(.key(.text($0))) }
    }

    mutating func happen(_ body: WireEvent.OneOf_Body) {
        seq += 1
        var event = WireEvent()
        (event.seq, event.atMs, event.body) = (seq, now, body)
        give(.server(.event(event)))
    }

    mutating func answer(_ result: WireReply.OneOf_Result, to number: UInt64) {
        var reply = WireReply()
        reply.result = result
        give(.reply(number, reply))
    }

    // MARK: The evening

    static func money(_ units: Int64, _ currency: String) -> WireMoney {
        var money = WireMoney()
        (money.minorUnits, money.currency) = (units, currency)
        return money
    }

    static func item(
        _ number: UInt64, _ code: String, _ title: String, _ price: Int64, offered: UInt32,
        available: UInt32
    ) -> WireItem {
        var item = WireItem()
        (item.item, item.session, item.code, item.version) = (number, 3, code, 1)
        (item.caption.title, item.caption.price) = (title, money(price, "KRW"))
        item.stock.model = .onHand
        (item.stock.offered, item.stock.available) = (offered, available)
        return item
    }

    static func order(
        _ number: UInt64, _ buyer: UInt64, _ alias: String, _ code: String, _ count: UInt32,
        _ total: Int64, placedAtMs: Int64 = start
    ) -> WireOrder {
        var order = WireOrder()
        (order.order, order.session, order.buyer) = (number, 3, buyer)
        order.buyerAlias = alias
        var line = WireOrderLine()
        (line.code, line.quantity, line.title) = (code, count, "")
        order.lines = [line]
        order.quote.total = money(total, "CNY")
        order.settled = money(0, "CNY")
        (order.state, order.money) = (.placed, .unpaid)
        order.holdUntilMs = placedAtMs + 900_000
        return order
    }

    /// Comes in, is told of the session, and follows it live.
    mutating func begin() {
        var welcome = WireWelcome()
        welcome.alias = "Mina"
        give(.server(.welcomed(welcome)))
        var joined = WireJoined()
        joined.session = 3
        give(.server(.joined(joined)))
        var session = WireSession()
        (session.session, session.title, session.open) = (3, "Myeongdong evening", true)
        (session.priceCurrency, session.inviteCode) = ("KRW", "ABCD-EFGH")
        happen(.sessionOpened(session))
        give(.server(.live))
        var presence = WirePresence()
        (presence.session, presence.viewers) = (3, 214)
        give(.server(.presence(presence)))
    }

    /// What a seller has before her in the middle of an evening.
    ///
    /// - Parameter photo: The name of the first item's photo; empty: it has none.
    mutating func evening(photo: String = "") {
        begin()
        var serum = Self.item(1, "A12", "Serum 50 ml / 精华液", 38_000, offered: 7, available: 5)
        if !photo.isEmpty {
            var shown = WirePhoto()
            shown.preview.sha256 = photo
            serum.photos = [shown]
        }
        happen(.itemPosted(serum))
        happen(
            .itemPosted(
                Self.item(2, "C07", "Lipsticks, set of 3", 24_000, offered: 1, available: 0)))
        var named = WireItemNamed()
        (named.item, named.code, named.session) = (1, "A12", 3)
        happen(.itemPinned(named))
        now += 60_000 * 41
        for (buyer, alias, text) in [
            (1, "Linh", "chị ơi còn màu xanh?"), (2, "大明", "这个可以放洗碗机吗？"),
            (3, "지우", "두 개 더 있어요?"),
        ] as [(UInt64, String, String)] {
            var said = WireSaid()
            (said.session, said.buyer, said.alias, said.text) = (3, buyer, alias, text)
            happen(.said(said))
        }
        happen(.orderPlaced(Self.order(5, 1, "Linh", "A12", 2, 40_720, placedAtMs: now)))
        happen(.orderPlaced(Self.order(6, 2, "大明", "C07", 1, 13_680, placedAtMs: now)))
        var payment = WirePayment()
        (payment.payment, payment.order, payment.state, payment.method) = (9, 6, .open, .manual)
        payment.amount = Self.money(13_680, "CNY")
        happen(.paymentRequested(payment))
        var claimed = WirePaymentClaimed()
        (claimed.payment, claimed.order, claimed.note) = (9, 6, "transferred just now")
        happen(.paymentClaimed(claimed))
        var paid = Self.order(4, 3, "지우", "A12", 1, 20_960)
        paid.settled = Self.money(20_960, "CNY")
        (paid.state, paid.money) = (.confirmed, .paid)
        happen(.orderPlaced(paid))
        now += 10_000
        give(.tick)
    }
}
