/// All that is to happen in a run, drawn from the seed before it begins.
///
/// The same scenario and seed give the same timetable, whatever the server and the machine do.
struct Timetable: Equatable, Sendable {
    enum Act: Equatable, Sendable {
        case chat(buyer: Int)
        /// `pick` says which item, and `pays` whether it is paid for.
        case order(buyer: Int, pick: UInt64, pays: Bool)
        case rushOrder(buyer: Int, phase: Int)
        /// The connection is cut; the buyer is back so many seconds later.
        case drop(buyer: Int, awaySeconds: Double)
        case stall(buyer: Int, seconds: Double)
        case talk(seller: Int)
        case post(seller: Int)
        case correct(seller: Int, pick: UInt64)
        case changeStock(seller: Int, pick: UInt64)
        case rush(seller: Int, phase: Int, units: Int)
    }

    struct Entry: Equatable, Sendable {
        /// Seconds from the start.
        let at: Double
        let act: Act
    }

    /// In the order of their times.
    let entries: [Entry]
    /// When each buyer comes, in seconds from the start; at 0, before the clock starts.
    let entrances: [Double]
    let seconds: Double

    init(_ script: Script, seed: UInt64) {
        let curve = LoadCurve(script.phases)
        var draft = Draft(curve: curve, seed: seed)
        for (index, seller) in script.sellers.enumerated() { draft.add(seller, index) }
        var (entrances, first) = ([Double](), 0)
        for group in script.groups {
            let buyers = first..<first + group.count
            // A buyer comes when the level first asks for it; at level 0.5 there is half of each.
            entrances += (0..<group.count).map { place in
                curve.firstTime(reaching: (Double(place) + 0.5) / Double(group.count))
                    ?? .infinity
            }
            draft.add(group, buyers, entrances)
            first += group.count
        }
        draft.addPhases(script, entrances)
        self.entrances = entrances
        seconds = curve.seconds
        entries = draft.entries.enumerated()
            .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    }

    /// The acts of one loop's buyers.
    func entries(ofLoop loop: Int, of loops: Int) -> [Entry] {
        entries.filter { entry in entry.act.buyer.map { $0 % loops == loop } ?? false }
    }

    func entries(ofSeller seller: Int) -> [Entry] {
        entries.filter { $0.act.seller == seller }
    }
}

extension Timetable.Act {
    var buyer: Int? {
        switch self {
        case .chat(let buyer), .order(let buyer, _, _), .rushOrder(let buyer, _),
            .drop(let buyer, _), .stall(let buyer, _):
            buyer
        case .talk, .post, .correct, .changeStock, .rush: nil
        }
    }

    var seller: Int? {
        switch self {
        case .talk(let seller), .post(let seller), .correct(let seller, _),
            .changeStock(let seller, _), .rush(let seller, _, _):
            seller
        case .chat, .order, .rushOrder, .drop, .stall: nil
        }
    }
}

/// A timetable while it is drawn; each rhythm has random numbers of its own, so that a change of
/// one leaves the others as they are.
private struct Draft {
    let curve: LoadCurve
    let seed: UInt64
    var entries: [Timetable.Entry] = []
    private var streams: UInt64 = 0

    init(curve: LoadCurve, seed: UInt64) { (self.curve, self.seed) = (curve, seed) }

    private mutating func stream() -> SplitMix {
        streams += 1
        var mixed = SplitMix(seed: seed &+ streams &* 0xD134_2543_DE82_EF95)
        return SplitMix(seed: mixed.next())
    }

    private mutating func add(
        perMinute: Double, _ act: (Double, inout SplitMix) -> Timetable.Act?
    ) {
        var random = stream()
        let times = curve.times(perSecond: perMinute / 60, using: &random)
        for time in times {
            guard let act = act(time, &random) else { continue }
            entries.append(Timetable.Entry(at: time, act: act))
        }
    }

    mutating func add(_ seller: Script.Seller, _ index: Int) {
        add(perMinute: seller.talkPerMinute) { _, _ in .talk(seller: index) }
        add(perMinute: seller.postsPerMinute) { _, _ in .post(seller: index) }
        add(perMinute: seller.correctionsPerMinute) { _, random in
            .correct(seller: index, pick: random.next())
        }
        add(perMinute: seller.stockChangesPerMinute) { _, random in
            .changeStock(seller: index, pick: random.next())
        }
    }

    /// - Parameter entrances: Of all buyers up to this group's.
    mutating func add(_ group: Script.BuyerGroup, _ buyers: Range<Int>, _ entrances: [Double]) {
        /// One of those who have come by then; they come in the order of their numbers.
        func buyer(_ time: Double, _ random: inout SplitMix) -> Int? {
            var (low, high) = (buyers.lowerBound, buyers.upperBound)
            while low < high {
                let middle = (low + high) / 2
                if entrances[middle] <= time { low = middle + 1 } else { high = middle }
            }
            guard low > buyers.lowerBound else { return nil }
            return Int.random(in: buyers.lowerBound..<low, using: &random)
        }
        let (count, network) = (Double(group.count), group.network)
        add(perMinute: group.chatPerMinute * count) { time, random in
            buyer(time, &random).map { .chat(buyer: $0) }
        }
        add(perMinute: group.ordersPerMinute * count) { time, random in
            let pays = random.unit() * 100 < group.paysPercent
            let pick = random.next()
            return buyer(time, &random).map { .order(buyer: $0, pick: pick, pays: pays) }
        }
        add(perMinute: network.dropsPerMinute * count) { time, random in
            let away = random.unit() * network.awaySeconds
            return buyer(time, &random).map { .drop(buyer: $0, awaySeconds: away) }
        }
        add(perMinute: network.stallsPerMinute * count) { time, random in
            buyer(time, &random).map { .stall(buyer: $0, seconds: network.stallSeconds) }
        }
    }

    /// Adds what phases begin with.
    mutating func addPhases(_ script: Script, _ entrances: [Double]) {
        let sellers = script.groups.flatMap { [Int](repeating: $0.seller, count: $0.count) }
        var start = 0.0
        for (index, phase) in script.phases.enumerated() {
            let present = entrances.indices.filter { entrances[$0] <= start }
            var random = stream()
            if let cut = phase.cut {
                for buyer in present where random.unit() * 100 < cut.percent {
                    let away = random.unit() * cut.backWithinSeconds
                    entries.append(
                        Timetable.Entry(at: start, act: .drop(buyer: buyer, awaySeconds: away)))
                }
            }
            if let rush = phase.rush {
                let busy = Set(present.map { sellers[$0] })
                for seller in busy.sorted() {
                    entries.append(
                        Timetable.Entry(
                            at: start,
                            act: .rush(seller: seller, phase: index, units: rush.units)))
                }
                for (place, buyer) in present.shuffled(using: &random).enumerated() {
                    let share = Double(place) / Double(present.count)
                    entries.append(
                        Timetable.Entry(
                            at: start + Script.Rush.leadSeconds + share * rush.seconds,
                            act: .rushOrder(buyer: buyer, phase: index)))
                }
            }
            start += phase.seconds
        }
    }
}
