import Reactor
import Synchronization
import Wire

/// Many buyers who all order one of a few units within a moment, while the seller talks on.
package struct FlashSettings: Sendable {
    /// Units on offer.
    package var units = 100
    /// In which every buyer orders one, evenly, in seconds.
    package var rushSeconds = 1.0
    /// The seller's texts per second meanwhile, and the bytes of each one's frame.
    package var textsPerSecond = 20.0
    package var frameBytes = 300

    package init() {}
}

extension LoadRun {
    /// Lets every buyer order one unit within a moment: as many as there are must be held, everybody
    /// else be told, and all texts arrive meanwhile.
    ///
    /// - Throws: `LoadFailure` when there is nothing to report.
    package func flash(_ settings: FlashSettings) throws(LoadFailure) -> Report {
        var wish = OrderSettings()
        (wish.stock, wish.perSecond) = (settings.units, Double(plan.buyers) / settings.rushSeconds)
        let session = try openSession()
        try post(wish, session)
        let (counters, name, number, loops) = (counters, name, number, group.loops.count)
        let crowd = Crowd(self, session, photos: .none) { [wish] loop in
            FlashTask(
                FanoutTask(run: number, counters: counters),
                OrderTask(
                    wish, session: session.id, name: name, loop: loop, loops: loops,
                    counters: counters))
        }
        try crowd.gather(plan.buyers, self)

        let textBytes = textBytes(frameBytes: settings.frameBytes, session)
        let series = SeriesSender.Settings(
            perSecond: settings.textsPerSecond, window: 1_000, seconds: plan.seconds)
        let (sender, usage, ended) = startSeries(series, crowd) { index, due in
            .say(session, Stamp(run: number, index: index, sentAt: due).text(bytes: textBytes))
        }
        let rush = settings.rushSeconds
        let isLate = !runPhase(crowd, seconds: rush + Self.answerSeconds) { part, done in
            part.task.orders.order(seconds: rush, done)
        }
        let spent = usage.soFar()
        let texts = crowd.collect { $0.task.texts.latency }
        let inTime = wait(for: ended, seconds: plan.seconds + Self.answerSeconds) { "texts" }
        let sent = sender.ask { $0.sent }
        crowd.tell { $0.task.texts.checkEnd(texts: sent, $0.buyers) }

        var tally = OrderTask.Tally()
        for part in crowd.collect({ $0.task.orders.tally }) { tally.add(part) }
        var breaches = Breaches()
        if isLate {
            let patience = Int(Self.answerSeconds)
            breaches.add("not every order was answered \(patience) s after the rush")
        }
        let wanted = min(settings.units, plan.buyers)
        if tally.orders != wanted { breaches.add("\(tally.orders) units were held, not \(wanted)") }
        breaches.add(try checkStock(wish, tally, session))
        for part in crowd.collect({ [$0.task.texts.breaches, $0.task.orders.breaches] }) {
            for found in part { breaches.add(found) }
        }
        breaches.add(ending(session, crowd, sender, isLate: inTime == nil))
        return report(tally, texts, spent, breaches)
    }

    private func report(
        _ tally: OrderTask.Tally, _ texts: [Latency], _ spent: Usage.Spent, _ breaches: Breaches
    ) -> Report {
        var report = Report("flash", self, breaches: breaches)
        report.add("held", tally.orders)
        for (code, count) in tally.refused.sorted(by: { $0.key < $1.key }) {
            report.add("refused_\(code)", count)
        }
        report.add("too_fast", tally.tooFast)
        report.add(spent)
        report.add(tally.latency, of: "answer_")
        var latency = Latency()
        for part in texts { latency.add(part) }
        report.add("deliveries", latency.count)
        report.add(latency, of: "text_")
        return report
    }
}

/// The buyers of one loop who listen and order at the same time.
final class FlashTask: SeriesTask {
    let texts: FanoutTask
    let orders: OrderTask
    var breaches = Breaches()

    init(_ texts: FanoutTask, _ orders: OrderTask) { (self.texts, self.orders) = (texts, orders) }

    var onComplete: (Int) -> Void {
        get { texts.onComplete }
        set { texts.onComplete = newValue }
    }

    func ready(_ buyer: LoadClient) {
        texts.ready(buyer)
        orders.ready(buyer)
    }

    func receive(_ message: [UInt8], by buyer: LoadClient) {
        texts.receive(message, by: buyer)
        orders.receive(message, by: buyer)
    }
}
