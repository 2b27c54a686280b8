import OpenSSLBridge
import Reactor
import Synchronization
import Wire

/// The buyers of one loop, and the hand that has each do what the timetable says.
final class Troupe {
    let scene: Scene
    let loop: EventLoop
    private let number: Int
    private(set) var buyers: [Buyer] = []
    private(set) var breaches = Breaches()
    var experience: Experience
    private(set) var clock = RunClock(start: .read())
    /// What can be ordered, of each seller.
    private var codes: [[String]]
    private var codeSet: [Set<String>]
    private let entries: [Timetable.Entry]
    private var nextEntry = 0
    /// Buyers who come, in their order.
    private var coming: ArraySlice<Buyer> = []
    /// Those of them who come before the clock starts, and have not begun to.
    private var waiting: ArraySlice<Buyer> = []
    private var chats = 0
    private var connecting = 0
    private var connectingLimit = 1
    private var onGathered: (() -> Void)?
    /// Since the last look: answers and deliveries, and how late acts were.
    private var recent = (times: Latency(), lag: Latency())

    init(_ scene: Scene, loop: EventLoop, number: Int, codes: [[String]]) {
        (self.scene, self.loop, self.number, self.codes) = (scene, loop, number, codes)
        codeSet = codes.map(Set.init)
        experience = Experience(scene.script.phases)
        entries = scene.timetable.entries(ofLoop: number, of: scene.loops)
        buyers = stride(from: number, to: scene.script.buyers, by: scene.loops).map {
            Buyer($0, self)
        }
    }

    func breach(_ text: String) {
        breaches.add("\(text) (\(scene.hint))")
        scene.counters.breaches.add(1, ordering: .relaxed)
    }

    func leaveOut() { experience.counts.leftOut += 1 }

    func note(_ kind: Experience.Kind, due: MonotonicTime, at now: MonotonicTime, isBad: Bool) {
        let (began, ended) = (clock.seconds(due), clock.seconds(now))
        experience.note(kind, due: began, after: ended - began, isBad: isBad)
        if !isBad, kind == .text || kind == .answer { recent.times.record(from: due, to: now) }
    }

    private func noteLag(since due: MonotonicTime) {
        let now = MonotonicTime.read()
        experience.lag.record(from: due, to: now)
        recent.lag.record(from: due, to: now)
    }

    /// What was experienced since the last call, and how late the tool itself was.
    func takeRecent() -> (times: Latency, lag: Latency) {
        defer { recent = (Latency(), Latency()) }
        return recent
    }

    /// 32 bytes of a buyer's own, so that a repeated invite lets the same buyer in.
    func secret(of buyer: Int) -> String {
        Base64.urlSafe.encode(
            Digest.sha256(Array("\(scene.name) \(scene.number) \(buyer)".utf8)))
    }

    /// A post was seen: what can be ordered from now on.
    func offer(_ code: String, ofSeller seller: Int) {
        guard !code.hasPrefix("R"), codeSet[seller].insert(code).inserted else { return }
        codes[seller].append(code)
    }

    // MARK: Before the start

    /// Lets in who is there from the beginning, a few at a time.
    func gather(connecting limit: Int, _ completion: @escaping () -> Void) {
        let entrances = scene.timetable.entrances
        let byTime = buyers.filter { entrances[$0.index].isFinite }
            .sorted { entrances[$0.index] < entrances[$1.index] }
        let first = byTime.prefix { entrances[$0.index] <= 0 }
        coming = byTime[first.endIndex...]
        (connectingLimit, onGathered, waiting) = (limit, completion, first)
        admitNext()
    }

    private func admitNext() {
        while connecting < connectingLimit, let buyer = waiting.popFirst() {
            connecting += 1
            buyer.enter(due: loop.now)
        }
        guard connecting == 0, waiting.isEmpty else { return }
        onGathered?()
        onGathered = nil
    }

    /// A buyer is in for the first time, or never will be.
    func entranceIsOver() {
        guard onGathered != nil else { return }
        connecting -= 1
        admitNext()
    }

    // MARK: The run

    func start(at start: MonotonicTime) {
        clock = RunClock(start: start)
        actDue()
    }

    /// Does all that is due, and sleeps until the next act.
    private func actDue() {
        let now = MonotonicTime.read()
        while let due = dueEntrance, clock.time(due) <= now, let buyer = coming.popFirst() {
            noteLag(since: clock.time(due))
            buyer.enter(due: clock.time(due))
        }
        while nextEntry < entries.count, clock.time(entries[nextEntry].at) <= now {
            let entry = entries[nextEntry]
            nextEntry += 1
            // So late as this act begins, not as the first of its batch.
            noteLag(since: clock.time(entry.at))
            act(entry)
        }
        let next = [nextEntry < entries.count ? entries[nextEntry].at : nil, dueEntrance]
            .compactMap { $0 }.min()
        guard let next else { return }
        _ = loop.schedule(at: clock.time(next)) { [weak self] in self?.actDue() }
    }

    private var dueEntrance: Double? { coming.first.map { scene.timetable.entrances[$0.index] } }

    private func act(_ entry: Timetable.Entry) {
        guard let index = entry.act.buyer else { return }
        let (buyer, due) = (buyers[index / scene.loops], clock.time(entry.at))
        switch entry.act {
        case .drop(_, let seconds): buyer.drop(awaySeconds: seconds)
        case .stall(_, let seconds): buyer.stall(seconds: seconds)
        case .chat: chat(buyer, due)
        case .order(_, let pick, let pays):
            let codes = codes[buyer.group.seller]
            guard !codes.isEmpty else { return leaveOut() }
            order(codes[Int(pick % UInt64(codes.count))], buyer, due, pays: pays)
        case .rushOrder(_, let phase): order(Scene.code(ofRush: phase), buyer, due, pays: false)
        case .talk, .post, .correct, .changeStock, .rush: break  // A seller's.
        }
    }

    private func chat(_ buyer: Buyer, _ due: MonotonicTime) {
        guard buyer.isPresent else { return leaveOut() }
        // Each loop has numbers of its own.
        let index = Scene.firstChat + chats * scene.loops + number
        chats += 1
        let stamp = Stamp(
            run: scene.run(ofSeller: buyer.group.seller), index: index, sentAt: due)
        let session = scene.sessions[buyer.group.seller]
        buyer.command(.say(session, stamp.text(bytes: 80)), due: due, for: .talk(index))
    }

    private func order(_ code: String, _ buyer: Buyer, _ due: MonotonicTime, pays: Bool) {
        guard buyer.isPresent else { return leaveOut() }
        var place = WirePlaceOrder()
        place.session = scene.sessions[buyer.group.seller].id
        var line = WirePlaceOrder.Line()
        (line.code, line.quantity) = (code, 1)
        place.lines = [line]
        buyer.command(.placeOrder(place), due: due, for: .order(pays: pays, code: code))
    }

    // MARK: The end

    /// How many have something under way, or have not heard the last text.
    func unsettled(isOver: Bool) -> Int {
        buyers.count { buyer in
            guard scene.timetable.entrances[buyer.index].isFinite else { return false }
            return !buyer.isSettled
                || isOver && buyer.state != .failed && !buyer.isComplete
        }
    }

    func leave() {
        for buyer in buyers { buyer.client?.leave() }
    }
}
