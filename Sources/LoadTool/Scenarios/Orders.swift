import Reactor
import Synchronization
import Wire

/// Orders of all buyers at the same time.
package struct OrderSettings: Sendable {
    /// Orders under way per buyer, at most.
    package var window = 1
    /// Orders per second over all buyers; nil orders as fast as the window allows.
    package var perSecond: Double?
    /// Units on offer; nil orders what is bought to order and never runs out.
    package var stock: Int?

    package init() {}
}

extension LoadRun {
    /// Lets all buyers order, and compares replies, events, lists and stock at the end.
    ///
    /// - Throws: `LoadFailure` when there is nothing to report.
    package func orders(_ settings: OrderSettings) throws(LoadFailure) -> Report {
        let session = try openSession()
        try post(settings, session)
        let (counters, name, loops) = (counters, name, group.loops.count)
        let crowd = Crowd(self, session, photos: .none) { loop in
            OrderTask(
                settings, session: session.id, name: name, loop: loop, loops: loops,
                counters: counters)
        }
        try crowd.gather(plan.buyers, self)

        let (usage, disk) = (Usage(probe), DiskUsage(probe))
        let seconds = plan.seconds
        let isLate = !runPhase(crowd, seconds: seconds + Self.answerSeconds) { part, done in
            part.task.order(seconds: seconds, done)
        }
        let (spent, written) = (usage.soFar(), disk.soFar())
        let isListLate = !runPhase(crowd, seconds: Self.listSeconds) { part, done in
            part.task.compareLists(done)
        }
        var breaches = crowd.breaches
        if isLate {
            let patience = Int(Self.answerSeconds)
            breaches.add("not every order was answered \(patience) s after the end")
        }
        if isListLate {
            breaches.add("not every list of orders came within \(Int(Self.listSeconds)) s")
        }
        var tally = OrderTask.Tally()
        for part in crowd.collect({ $0.task.tally }) { tally.add(part) }
        breaches.add(try checkStock(settings, tally, session))
        if tally.orders == 0 { breaches.add("no order was accepted") }
        crowd.tell { $0.leave() }
        breaches.add(ending(session))
        var report = report(tally, spent, settings, breaches)
        let answers = Double(max(1, tally.latency.count))
        if let bytes = written.bytes {
            report.add("server_bytes_per_answer", Double(bytes) / answers, digits: 0)
        }
        if let commits = written.commits {
            report.add("commits_per_second", Double(commits) / spent.wallSeconds, digits: 0)
            report.add("answers_per_commit", answers / Double(max(1, commits)), digits: 1)
        }
        return report
    }

    private static let (code, listSeconds) = ("A1", 60.0)

    func post(_ settings: OrderSettings, _ session: LoadSession) throws(LoadFailure) {
        var post = WirePostItem()
        (post.session, post.code) = (session.id, Self.code)
        post.caption.title = "shopcast-load"
        (post.caption.price.minorUnits, post.caption.price.currency) = (10_000, "KRW")
        post.stock.model = settings.stock == nil ? .toOrder : .onHand
        post.stock.offered = UInt32(settings.stock ?? 0)
        try command(.postItem(post))
    }

    /// Lets every loop do one thing; blocks until all are done, or until it is too late.
    func runPhase<Task: BuyerTask>(
        _ crowd: Crowd<Task>, seconds: Double,
        _ start: @escaping @Sendable (CrowdPart<Task>, @escaping () -> Void) -> Void
    ) -> Bool {
        let deadline = MonotonicTime.read() + .milliseconds(Int64(seconds * 1_000))
        let answers = crowd.parts.map { part in
            let answer = Answer<Bool>()
            part.tell { start($0) { answer.give(true) } }
            return answer
        }
        return answers.allSatisfy { answer in
            let left = Double((deadline - MonotonicTime.read()) / .milliseconds(1)) / 1_000
            return wait(for: answer, seconds: left) {
                "\(counters.done.load(ordering: .relaxed)) orders"
            } != nil
        }
    }

    /// What the item's stock says must be what the buyers were told.
    func checkStock(
        _ settings: OrderSettings, _ tally: OrderTask.Tally, _ session: LoadSession
    ) throws(LoadFailure) -> Breaches {
        var breaches = Breaches()
        guard let stock = settings.stock else { return breaches }
        var list = WireListItems()
        list.session = session.id
        let items = try command(.listItems(list)).items.items
        let taken = items.first.map { Int($0.stock.offered) - Int($0.stock.available) }
        if tally.orders > stock { breaches.add("\(tally.orders) units were sold of \(stock)") }
        if taken != tally.orders {
            breaches.add("\(tally.orders) units were sold, but the stock says \(taken ?? 0)")
        }
        return breaches
    }

    private func report(
        _ tally: OrderTask.Tally, _ spent: Usage.Spent, _ settings: OrderSettings,
        _ breaches: Breaches
    ) -> Report {
        var report = Report("orders", self, breaches: breaches)
        report.add("window", settings.window)
        report.add("orders", tally.orders)
        for (code, count) in tally.refused.sorted(by: { $0.key < $1.key }) {
            report.add("refused_\(code)", count)
        }
        report.add("too_fast", tally.tooFast)
        report.add("orders_per_second", Double(tally.orders) / spent.wallSeconds, digits: 0)
        report.add(
            "answers_per_second", Double(tally.latency.count) / spent.wallSeconds, digits: 0)
        if let server = spent.serverCPUSeconds {
            report.add(
                "server_us_per_answer", server * 1e6 / Double(max(1, tally.latency.count)),
                digits: 1)
        }
        report.add(spent)
        report.add(tally.latency)
        return report
    }
}
