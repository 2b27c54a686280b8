import Reactor
import Synchronization
import Wire

/// The buyers of one loop who order.
final class OrderTask: BuyerTask {
    struct Tally: Sendable {
        var orders = 0
        /// Refusals that a shop may give, by code.
        var refused: [Int: Int] = [:]
        /// Orders that the server wanted later; they were sent again.
        var tooFast = 0
        /// From an order to its answer.
        var latency = Latency()

        mutating func add(_ other: Tally) {
            orders += other.orders
            refused.merge(other.refused, uniquingKeysWith: +)
            tooFast += other.tooFast
            latency.add(other.latency)
        }
    }

    private struct Desk {
        let client: LoadClient
        var book = OrderBook()
        /// No more orders: the shop takes none from this buyer.
        var isFull = false
    }

    private let settings: OrderSettings
    private let session: UInt64
    private let name: String
    private let loop: EventLoop
    private let loops: Int
    private let counters: LiveCounters
    private var desks: [Int: Desk] = [:]
    private var order: [Int] = []
    private var turn = 0
    private var commands = 0
    private var pacer: Pacer?
    private var end = MonotonicTime(nanoseconds: 0)
    private var onAnswered: (() -> Void)?
    private var unlisted: Set<Int> = []
    /// The pages of each list so far.
    private var listed: [Int: [UInt64]] = [:]
    private var onListed: (() -> Void)?
    private(set) var tally = Tally()
    var breaches = Breaches()

    private static let orderPlaced: UInt64 = 20
    private static let (code, listID) = ("A1", "list")

    init(
        _ settings: OrderSettings, session: UInt64, name: String, loop: EventLoop, loops: Int,
        counters: LiveCounters
    ) {
        (self.settings, self.session, self.name) = (settings, session, name)
        (self.loop, self.loops, self.counters) = (loop, loops, counters)
    }

    func ready(_ buyer: LoadClient) {
        desks[buyer.slot] = Desk(client: buyer)
        order.append(buyer.slot)
    }

    // MARK: Ordering

    /// Orders for so many seconds; `done` is called when every order is answered.
    func order(seconds: Double, _ done: @escaping () -> Void) {
        onAnswered = done
        end = loop.now + .milliseconds(Int64(seconds * 1_000))
        pacer = settings.perSecond.map {
            Pacer(start: loop.now, perSecond: $0 / Double(loops), seconds: seconds)
        }
        if pacer == nil {
            for slot in order { fill(slot) }
            loop.schedule(after: end - loop.now) { self.endIfAnswered() }
        } else {
            orderDue()
        }
    }

    /// Sends as many orders of one buyer as its window takes.
    private func fill(_ slot: Int) {
        while hasRoom(slot), MonotonicTime.read() < end { sendOrder(slot, due: .read()) }
    }

    /// Sends what the pace asks for, from the buyers in turn.
    private func orderDue() {
        let now = MonotonicTime.read()
        while let next = pacer?.next, next <= now, let slot = nextWithRoom(),
            let due = pacer?.take(at: now)
        {
            sendOrder(slot, due: due)
        }
        guard let pacer, !pacer.isOver(at: now) else { return endIfAnswered() }
        // One that is due already waits for room.
        let wakeUp = pacer.next > now ? pacer.next : now + .milliseconds(2)
        loop.schedule(after: wakeUp - now) { self.orderDue() }
    }

    private func nextWithRoom() -> Int? {
        for _ in order {
            let slot = order[turn % order.count]
            turn += 1
            if hasRoom(slot) { return slot }
        }
        return nil
    }

    private func hasRoom(_ slot: Int) -> Bool {
        desks[slot].map { !$0.isFull && $0.book.openCount < settings.window } ?? false
    }

    private func sendOrder(_ slot: Int, due: MonotonicTime) {
        commands += 1
        let id = "\(name).\(commands).\(due.nanoseconds)"
        desks[slot]?.book.sent(id)
        send(id, slot)
    }

    private func send(_ id: String, _ slot: Int) {
        var place = WirePlaceOrder()
        place.session = session
        var line = WirePlaceOrder.Line()
        (line.code, line.quantity) = (Self.code, 1)
        place.lines = [line]
        var command = WireCommand()
        (command.id, command.placeOrder) = (id, place)
        desks[slot]?.client.send(.command(command))
    }

    // MARK: Answers

    func receive(_ message: [UInt8], by buyer: LoadClient) {
        switch Incoming(message) {
        case .event(_, Self.orderPlaced, let body)?:
            var fields = ProtobufFields(message, in: body)
            let order = fields.number(of: 1) ?? 0
            if desks[buyer.slot]?.book.announce(order) != true {
                breaches.add("buyer \(buyer.slot): the event of order \(order) came again")
            }
        case .other?:
            let decoded = try? Encoding.protobuf.decode(WireServerMessage.self, from: message)
            if case .reply(let reply)? = decoded?.body { take(reply, buyer.slot) }
        default: break
        }
    }

    private func take(_ reply: WireReply, _ slot: Int) {
        if reply.id == Self.listID { return take(list: reply, slot) }
        if case .error(let error)? = reply.result, error.code == .tooFast {
            tally.tooFast += 1
            let pause = Duration.milliseconds(max(1, Int64(error.retryAfterMs)))
            loop.schedule(after: pause) { self.send(reply.id, slot) }
            return
        }
        guard desks[slot]?.book.answered(reply.id) == true else {
            return breaches.add("buyer \(slot): command \(reply.id) was answered again")
        }
        let sentAt = reply.id.split(separator: ".").last.flatMap { Int64($0) } ?? 0
        tally.latency.record(from: MonotonicTime(nanoseconds: sentAt), to: .read())
        judge(reply, slot)
        if pacer == nil { fill(slot) }
        endIfAnswered()
    }

    private func judge(_ reply: WireReply, _ slot: Int) {
        switch reply.result {
        case .order(let order)?:
            let isOwn = order.buyer == desks[slot]?.client.welcome.buyer
            let isAsWanted =
                order.state == .placed && order.lines.map(\.quantity) == [1]
                && order.lines.map(\.code) == [Self.code]
            if !isOwn || !isAsWanted {
                breaches.add("buyer \(slot): order \(order.order) is not what was ordered")
            }
            if desks[slot]?.book.confirm(order.order) != true {
                breaches.add("buyer \(slot): order \(order.order) was made by two commands")
            }
            tally.orders += 1
            counters.done.add(1, ordering: .relaxed)
        case .error(let error)?:
            tally.refused[error.code.rawValue, default: 0] += 1
            switch error.code {
            case .soldOut where settings.stock != nil: break
            case .tooMany, .limitPerBuyer: desks[slot]?.isFull = true
            default: breaches.add("buyer \(slot): an order was refused: \(error.text)")
            }
        default: breaches.add("buyer \(slot): an order was answered with something else")
        }
    }

    private func endIfAnswered() {
        let isOver =
            pacer.map { $0.isOver(at: loop.now) } ?? (loop.now >= end)
            || desks.values.allSatisfy(\.isFull)
        guard isOver, desks.values.allSatisfy({ $0.book.openCount == 0 }) else { return }
        onAnswered?()
        onAnswered = nil
    }

    // MARK: Lists

    /// Asks for every buyer's orders and compares; `done` is called when all lists are there.
    func compareLists(_ done: @escaping () -> Void) {
        onListed = done
        unlisted = Set(order)
        for slot in order { askForList(slot, after: 0) }
        endIfListed()
    }

    private func askForList(_ slot: Int, after: UInt64) {
        var list = WireListOrders()
        list.after = after
        var command = WireCommand()
        (command.id, command.listOrders) = (Self.listID, list)
        desks[slot]?.client.send(.command(command))
    }

    private func take(list reply: WireReply, _ slot: Int) {
        switch reply.result {
        case .error(let error)? where error.code == .tooFast:
            let pause = Duration.milliseconds(max(1, Int64(error.retryAfterMs)))
            loop.schedule(after: pause) {
                self.askForList(slot, after: self.listed[slot]?.last ?? 0)
            }
            return
        case .orders(let orders)?:
            listed[slot, default: []] += orders.orders.map(\.order)
            if orders.next != 0 { return askForList(slot, after: orders.next) }
            let faults = desks[slot]?.book.faults(listed: listed[slot] ?? []) ?? []
            for fault in faults { breaches.add("buyer \(slot): \(fault)") }
        default: breaches.add("buyer \(slot): no list of orders: \(reply.error.text)")
        }
        unlisted.remove(slot)
        endIfListed()
    }

    private func endIfListed() {
        guard unlisted.isEmpty else { return }
        onListed?()
        onListed = nil
    }
}
