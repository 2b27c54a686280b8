import Reactor
import Synchronization
import Wire

/// Texts of the seller to all buyers.
package struct FanoutSettings: Sendable {
    /// Texts per second; nil sends as fast as the window allows.
    package var perSecond: Double?
    /// Texts that not everybody has yet, at most.
    package var window = 64
    /// Bytes of each text's WebSocket frame, as far as the server's texts allow.
    package var frameBytes = 300

    package init() {}
}

extension LoadRun {
    /// Sends texts to all buyers, who check that each comes exactly once and in order.
    ///
    /// - Throws: `LoadFailure` when there is nothing to report.
    package func fanout(_ settings: FanoutSettings) throws(LoadFailure) -> Report {
        if let rate = settings.perSecond, rate > Double(limits.commandsPerSecond) {
            throw .refused(
                """
                the server takes \(limits.commandsPerSecond) commands a second from one \
                connection, fewer than --rate: lower it, or start shopcastd with \
                --commands-per-second
                """)
        }
        let session = try openSession()
        let (counters, number) = (counters, number)
        let crowd = Crowd(self, session, photos: .none) { _ in
            FanoutTask(run: number, counters: counters)
        }
        let entering = Usage(probe)
        try crowd.gather(plan.buyers, self)
        let entered = entering.soFar()

        let textBytes = textBytes(frameBytes: settings.frameBytes, session)
        let series = SeriesSender.Settings(
            perSecond: settings.perSecond, window: settings.window, seconds: plan.seconds)
        let (sender, usage, ended) = startSeries(series, crowd) { index, due in
            .say(session, Stamp(run: number, index: index, sentAt: due).text(bytes: textBytes))
        }
        let inTime = wait(for: ended, seconds: plan.seconds + Self.answerSeconds) {
            "\(counters.done.load(ordering: .relaxed)) deliveries"
        }
        let spent = usage.soFar()
        let texts = sender.ask { $0.sent }
        crowd.tell { $0.task.checkEnd(texts: texts, $0.buyers) }
        return report(
            crowd, sender, entered, spent, frameBytes: settings.frameBytes,
            isLate: inTime == nil, session)
    }

    private func report(
        _ crowd: Crowd<FanoutTask>, _ sender: Confined<SeriesSender>, _ entered: Usage.Spent,
        _ spent: Usage.Spent, frameBytes: Int, isLate: Bool, _ session: LoadSession
    ) -> Report {
        var breaches = ending(session, crowd, sender, isLate: isLate)
        let tasks = crowd.collect { ($0.task.latency, $0.task.deliveries, $0.task.frameBytes) }
        var (latency, deliveries, bytes) = (Latency(), 0, 0)
        for task in tasks {
            latency.add(task.0)
            deliveries += task.1
            bytes += task.2
        }
        let texts = sender.ask { $0.sent }
        if deliveries == 0 { breaches.add("nothing was delivered") }
        var report = Report("fanout", self, breaches: breaches)
        report.add("joins_per_second", Double(plan.buyers) / entered.wallSeconds, digits: 0)
        report.add("texts", texts)
        report.add("deliveries", deliveries)
        report.add("frame_bytes", Double(bytes) / Double(max(1, deliveries)), digits: 1)
        report.add(
            "deliveries_per_second", Double(deliveries) / spent.wallSeconds, digits: 0)
        if let server = spent.serverCPUSeconds {
            let each = server / Double(max(1, deliveries))
            report.add("server_us_per_delivery", each * 1e6, digits: 3)
            report.add("deliveries_per_cpu_second", Double(deliveries) / server, digits: 0)
        }
        report.add(spent)
        report.add(latency)
        return report
    }

    /// How long a text must be for its frame to have so many bytes, with this seller's name.
    func textBytes(frameBytes: Int, _ session: LoadSession) -> Int {
        var event = WireEvent()
        (event.seq, event.atMs) = (welcome.head + 1_000, 1_700_000_000_000)
        (event.said.session, event.said.alias) = (session.id, welcome.alias)
        event.said.text = String(repeating: ".", count: frameBytes)
        let longHeader = 4
        let excess =
            Encoding.protobuf.encode(WireServerMessage(.event(event))).count + longHeader
            - frameBytes
        return min(frameBytes - excess, Int(limits.textBytes))
    }
}

extension WireCommand.OneOf_Body {
    static func say(_ session: LoadSession, _ text: String) -> Self {
        var say = WireSay()
        (say.session, say.text) = (session.id, text)
        return .say(say)
    }
}

/// The buyers of one loop who listen to texts.
final class FanoutTask: SeriesTask {
    private let run: UInt32
    private let counters: LiveCounters
    private var checks: [StreamCheck] = []
    private var count = DeliveryCount()
    private(set) var latency = Latency()
    private(set) var deliveries = 0
    /// Bytes of all texts' frames.
    private(set) var frameBytes = 0
    var breaches = Breaches()
    var onComplete: (Int) -> Void = { _ in }

    init(run: UInt32, counters: LiveCounters) { (self.run, self.counters) = (run, counters) }

    func ready(_ buyer: LoadClient) {
        while checks.count <= buyer.slot { checks.append(StreamCheck()) }
    }

    func receive(_ message: [UInt8], by buyer: LoadClient) {
        guard case .said(let sequence, let range)? = Incoming(message),
            let stamp = Stamp(message, in: range), stamp.run == run
        else { return }
        latency.record(from: stamp.sentAt, to: .read())
        deliveries += 1
        frameBytes += message.count + (message.count > 125 ? 4 : 2)
        counters.done.add(1, ordering: .relaxed)
        do throws(StreamCheck.Fault) {
            try checks[buyer.slot].take(sequence: sequence, index: stamp.index)
        } catch {
            breaches.add("buyer \(buyer.slot): \(error)")
        }
        if count.add(stamp.index, buyers: checks.count) { onComplete(count.complete) }
    }

    /// Who has not got all texts by now is told in the breaches.
    func checkEnd(texts: Int, _ buyers: [LoadClient]) {
        for buyer in buyers where buyer.wasReady {
            let next = checks[buyer.slot].next
            if next != texts { breaches.add("buyer \(buyer.slot) got \(next) of \(texts) texts") }
        }
    }
}
