import TerminalScreen
import Wire

@testable import ClientScreen

/// A buyer's screen that is fed by hand, with a clock of its own.
struct BuyBench {
    static let start: Int64 = 1_800_000_000_000
    var program: BuyProgram
    var now = start
    private var seq: UInt64 = 0

    init(
        leftAt: UInt64? = nil, kept: [String: String] = [:], look: Look = Look(),
        size: GridSize = GridSize(columns: 80, rows: 24)
    ) {
        var kept = kept
        if kept["buy.guide"] == nil { kept["buy.guide"] = "1\n" }
        program = BuyProgram(
            ScreenStart(
                look: look, kept: kept, leftAtSeq: leftAt,
                commands: ["order", "orders", "take", "items"].map {
                    TypedCommand(word: $0, abstract: $0)
                }))
        feed(.resized(size))
    }

    @discardableResult
    mutating func feed(_ input: ScreenInput) -> [Effect] { program.update(input, atMs: now) }

    @discardableResult
    mutating func press(_ key: Key) -> [Effect] { feed(.key(key)) }

    @discardableResult
    mutating func type(_ text: String) -> [Effect] {
        text.unicodeScalars.flatMap { press(.text($0)) }
    }

    @discardableResult
    mutating func enter(_ text: String) -> [Effect] {
        type(text) + press(Key(.enter))
    }

    @discardableResult
    mutating func happen(_ body: WireEvent.OneOf_Body) -> [Effect] {
        var event = WireEvent()
        seq += 1
        (event.seq, event.atMs, event.body) = (seq, now, body)
        return feed(.server(.event(event)))
    }

    /// A welcome, a session with two items, and the end of catching up.
    mutating func arrive(thenLive: Bool = true) {
        var welcome = WireWelcome()
        (welcome.shop, welcome.buyer, welcome.alias) = ("shop", 1, "Linh")
        feed(.server(.welcomed(welcome)))
        var joined = WireJoined()
        joined.session = 3
        feed(.server(.joined(joined)))
        var session = WireSession()
        (session.session, session.title, session.open) = (3, "Evening", true)
        happen(.sessionOpened(session))
        post(1, "A12", "Serum", 38_000, left: 3)
        post(2, "D21", "搪瓷杯 mug", 15_000, left: 0)
        if thenLive { feed(.server(.live)) }
    }

    mutating func post(
        _ number: UInt64, _ code: String, _ title: String, _ price: Int64, left: UInt32
    ) {
        var item = WireItem()
        (item.item, item.session, item.code) = (number, 3, code)
        item.caption.title = title
        (item.caption.price.minorUnits, item.caption.price.currency) = (price, "KRW")
        (item.stock.model, item.stock.offered, item.stock.available) = (.onHand, 3, left)
        happen(.itemPosted(item))
    }

    mutating func pin(_ item: UInt64, _ code: String) {
        var named = WireItemNamed()
        (named.item, named.code, named.session) = (item, code, 3)
        happen(.itemPinned(named))
    }

    func order(_ number: UInt64 = 7) -> WireOrder {
        var order = WireOrder()
        (order.order, order.session, order.buyer, order.state) = (number, 3, 1, .placed)
        (order.money, order.holdUntilMs) = (.unpaid, now + 600_000)
        var line = WireOrderLine()
        (line.code, line.title, line.quantity) = ("A12", "Serum", 2)
        order.lines = [line]
        (order.quote.total.minorUnits, order.quote.total.currency) = (40_720, "CNY")
        order.toPay = order.quote.total
        return order
    }

    /// Answers what was sent last.
    @discardableResult
    mutating func answer(_ result: WireReply.OneOf_Result) -> [Effect] {
        var reply = WireReply()
        reply.result = result
        return feed(.reply(program.lastNumber, reply))
    }

    func screen(_ columns: Int = 80, _ rows: Int = 24) -> Grid {
        program.view(GridSize(columns: columns, rows: rows))
    }
}

extension [Effect] {
    /// What is sent to the shop.
    var sent: [WireCommand.OneOf_Body] {
        compactMap { effect in if case .send(_, let body) = effect { body } else { nil } }
    }

    var leaves: Bool { contains { if case .leave = $0 { true } else { false } } }
}
