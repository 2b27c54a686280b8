import Reactor
import Wire

/// A seller on its loop: talks, posts, corrects and restocks by the timetable, and hears all that
/// its buyers should hear.
final class Seller {
    let index: Int
    private let scene: Scene
    private let part: Script.Seller
    private let desk: SellerDesk
    private let session: LoadSession
    private let loop: EventLoop
    private let entries: [Timetable.Entry]
    private var nextEntry = 0
    private var clock = RunClock(start: .read())
    private(set) var posts = 0
    /// Texts of the timetable that were sent.
    private(set) var texts = 0
    private var items: Set<UInt64> = []
    /// Units on offer, by code, of what runs out.
    private(set) var offered: [String: UInt32] = [:]
    /// What the shop has acknowledged of it, with the time of each answer.
    private(set) var acknowledged: [String: [(at: MonotonicTime, units: Int)]] = [:]
    /// The numbers of the buyers' texts that came.
    private(set) var chats: Set<Int> = []
    private var corrections: Int64 = 0
    /// The public events of the session, as this seller heard them.
    private(set) var heard: [UInt64] = []
    /// The number of the last text; nil until it came back.
    private(set) var lastHeard: UInt64?
    private(set) var lag = Latency()
    private var found = Breaches()

    var breaches: Breaches {
        var all = found
        all.add(desk.breaches)
        return all
    }

    /// Commands that are still to be answered.
    var openCount: Int { desk.openCount }
    var isCutOff: Bool { desk.isLost }

    private static let priceMinorUnits: Int64 = 10_000

    init(_ index: Int, _ scene: Scene, _ desk: SellerDesk, loop: EventLoop) {
        (self.index, self.scene, self.desk, self.loop) = (index, scene, desk, loop)
        (part, session) = (scene.script.sellers[index], scene.sessions[index])
        entries = scene.timetable.entries(ofSeller: index)
        desk.onEvent = { [weak self] in self?.hear($0) }
    }

    func leave() { desk.leave() }

    func start(at start: MonotonicTime) {
        clock = RunClock(start: start)
        actDue()
    }

    private func actDue() {
        while nextEntry < entries.count, clock.time(entries[nextEntry].at) <= .read() {
            let entry = entries[nextEntry]
            nextEntry += 1
            lag.record(from: clock.time(entry.at), to: .read())
            act(entry.act, due: clock.time(entry.at))
        }
        guard nextEntry < entries.count else { return }
        _ = loop.schedule(at: clock.time(entries[nextEntry].at)) { [weak self] in self?.actDue() }
    }

    private func act(_ act: Timetable.Act, due: MonotonicTime) {
        switch act {
        case .talk:
            say(texts, due: due)
            texts += 1
        case .post: post(due: due)
        case .correct(_, let pick): correct(pick)
        case .changeStock(_, let pick): restock(pick)
        case .rush(_, let phase, let units):
            post(Scene.code(ofRush: phase), units: units, photo: nil, due: due)
        case .chat, .order, .rushOrder, .drop, .stall: break  // A buyer's.
        }
    }

    private func say(_ index: Int, due: MonotonicTime) {
        let stamp = Stamp(run: scene.run(ofSeller: self.index), index: index, sentAt: due)
        send(.say(session, stamp.text(bytes: Self.textBytes)), "a text")
    }

    /// A usual line of talk.
    private static let textBytes = 120

    /// Says that this is all; everybody's last text to compare.
    func sayLast() { say(Scene.lastText, due: .read()) }

    /// Posts the next item; `done` is told whether it is there.
    func post(due: MonotonicTime, _ done: @escaping (Bool) -> Void = { _ in }) {
        let photo = scene.shelf.photo(ofPost: posts, seller: index)
        let code = Scene.code(ofPost: posts)
        posts += 1
        post(code, units: part.stock, photo: photo, due: due, done)
    }

    private func post(
        _ code: String, units: Int?, photo: WirePhoto?, due: MonotonicTime,
        _ done: @escaping (Bool) -> Void = { _ in }
    ) {
        var post = WirePostItem()
        (post.session, post.code) = (session.id, code)
        let stamp = Stamp(run: scene.run(ofSeller: index), index: posts, sentAt: due)
        post.caption = caption(stamp.text(bytes: 0))
        post.stock.model = units == nil ? .toOrder : .onHand
        post.stock.offered = UInt32(units ?? 0)
        if let photo { post.photos = [photo] }
        offered[code] = units.map { UInt32($0) }
        send(.postItem(post), "post \(code)") { [weak self] isThere in
            if isThere, let units { self?.acknowledge(code, units) }
            done(isThere)
        }
    }

    private func caption(_ title: String) -> WireCaption {
        var caption = WireCaption()
        caption.title = title
        (caption.price.minorUnits, caption.price.currency) =
            (Self.priceMinorUnits + 100 * corrections, "KRW")
        return caption
    }

    private func correct(_ pick: UInt64) {
        guard posts > 0 else { return }
        corrections += 1
        var correct = WireCorrectItem()
        correct.session = session.id
        correct.code = Scene.code(ofPost: Int(pick % UInt64(posts)))
        correct.caption = caption("correction \(corrections)")
        send(.correctItem(correct), "a correction")
    }

    private func restock(_ pick: UInt64) {
        // A rush's few units are what it is about.
        let codes = offered.keys.filter { !$0.hasPrefix("R") }.sorted()
        guard !codes.isEmpty else { return }
        let code = codes[Int(pick % UInt64(codes.count))]
        offered[code, default: 0] += 1 + UInt32(pick >> 32) % 5
        var change = WireChangeStock()
        (change.session, change.code, change.offered) = (session.id, code, offered[code] ?? 0)
        let units = Int(change.offered)
        send(.changeStock(change), "a change of stock") { [weak self] isThere in
            if isThere { self?.acknowledge(code, units) }
        }
    }

    private func acknowledge(_ code: String, _ units: Int) {
        acknowledged[code, default: []].append((.read(), units))
    }

    /// The units that the shop had said were on offer when somebody asked at this time; nil when
    /// there was no word yet.
    func units(of code: String, at time: MonotonicTime) -> Int? {
        acknowledged[code]?.filter { $0.at <= time }.map(\.units).max()
    }

    private func send(
        _ body: WireCommand.OneOf_Body, _ what: String, _ done: @escaping (Bool) -> Void = { _ in }
    ) {
        desk.command(body) { [weak self] reply in
            guard case .error(let error)? = reply.result else { return done(true) }
            guard let self else { return done(false) }
            if error.code == .tooFast {
                let pause = Duration.milliseconds(Int64(max(1, error.retryAfterMs)))
                loop.schedule(after: pause) { self.send(self.current(body), what, done) }
                return
            }
            found.add("seller “\(part.name)”: \(what) was refused: \(error.text)")
            done(false)
        }
    }

    /// The same command as it has to be said now: a later change of stock may have overtaken it.
    private func current(_ body: WireCommand.OneOf_Body) -> WireCommand.OneOf_Body {
        guard case .changeStock(var change) = body else { return body }
        change.offered = offered[change.code] ?? change.offered
        return .changeStock(change)
    }

    // MARK: Hearing

    private func hear(_ event: WireEvent) {
        guard isPublic(event) else { return }
        heard.append(event.seq)
        guard case .said(let said)? = event.body else { return }
        let text = Array(said.text.utf8)
        guard let stamp = Stamp(text, in: 0..<text.count), stamp.run == scene.run(ofSeller: index)
        else { return }
        if stamp.index == Scene.lastText { lastHeard = event.seq }
        guard stamp.index >= Scene.firstChat else { return }
        if !chats.insert(stamp.index).inserted {
            found.add("a buyer's text \(stamp.index) stands in the chat twice (\(scene.hint))")
        }
    }

    /// Whether everybody in this seller's session gets it.
    private func isPublic(_ event: WireEvent) -> Bool {
        switch event.body {
        case .sessionOpened(let opened)?: opened.session == session.id
        case .sessionClosed(let closed)?: closed.session == session.id
        case .ratePosted(let posted)?: posted.session == session.id
        case .said(let said)?: said.session == session.id
        case .itemPosted(let item)?:
            item.session == session.id && items.insert(item.item).inserted
        case .stockChanged(let change)?: items.contains(change.item)
        case .itemCorrected(let correction)?: items.contains(correction.item)
        case .itemWithdrawn(let named)?, .itemRestored(let named)?, .itemPinned(let named)?:
            named.session == session.id
        case .itemUnpinned(let unpinned)?: unpinned.session == session.id
        case .flashSaleStarted(let sale)?: items.contains(sale.item)
        case .flashSaleEnded(let sale)?: items.contains(sale.item)
        case .purchaseLimitSet(let limit)?: limit.session == session.id
        default: false
        }
    }
}
