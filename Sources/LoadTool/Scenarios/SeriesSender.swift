import Reactor
import Wire

/// Sends the seller's commands one after the other, at a pace and with so many under way at most.
///
/// A command is under way until it is answered and every loop has said that all its buyers have
/// what it made.
final class SeriesSender {
    struct Settings: Sendable {
        /// Commands per second; nil sends as fast as the window allows.
        var perSecond: Double?
        /// Commands under way at the same time, at most.
        var window: Int
        /// Commands in all, at most.
        var limit = Int.max
        var seconds: Double
    }

    /// A command made for its place in the series and the time it is due.
    typealias Make = (_ index: Int, _ due: MonotonicTime) -> WireCommand.OneOf_Body

    private let settings: Settings
    private let desk: SellerDesk
    private let loop: EventLoop
    private let make: Make
    private var pacer: Pacer
    private let end: MonotonicTime
    private var answered = 0
    private var deliveredByLoop: [Int]
    private var timer: TimerID?
    private var onEnd: (() -> Void)?
    private var isFinished = false
    private(set) var breaches = Breaches()

    /// - Parameters:
    ///   - desk: The seller, on this loop.
    ///   - loops: How many loops report deliveries.
    ///   - serverPerSecond: The most that the server takes from one connection.
    ///   - make: Makes the commands.
    init(
        _ settings: Settings, desk: SellerDesk, loops: Int, serverPerSecond: Int,
        make: @escaping Make
    ) {
        (self.settings, self.desk, self.make) = (settings, desk, make)
        loop = desk.loop
        let perSecond = settings.perSecond ?? Double(max(1, serverPerSecond))
        pacer = Pacer(start: loop.now, perSecond: perSecond, seconds: settings.seconds)
        end = loop.now + .milliseconds(Int64(settings.seconds * 1_000))
        deliveredByLoop = [Int](repeating: 0, count: loops)
    }

    /// Commands sent so far.
    var sent: Int { pacer.count }
    private var delivered: Int { deliveredByLoop.min() ?? 0 }

    /// Starts sending; `completion` is called when all that was sent is answered and delivered, or
    /// when the seller is cut off.
    func start(_ completion: @escaping () -> Void) {
        onEnd = completion
        desk.onLost = { [weak self] in self?.finish() }
        sendDue()
    }

    private func finish() {
        isFinished = true
        onEnd?()
        onEnd = nil
    }

    /// The buyers of one loop all have what the first `count` commands made.
    func delivered(_ count: Int, loop: Int) {
        deliveredByLoop[loop] = count
        sendDue()
    }

    private func sendDue() {
        let now = MonotonicTime.read()
        guard !isFinished else { return }
        while !isOver(now), sent - min(delivered, answered) < settings.window {
            let index = sent
            guard let due = pacer.take(at: now) else { return wakeUp(at: pacer.next) }
            desk.command(make(index, settings.perSecond == nil ? now : due)) {
                self.take($0, of: index)
            }
        }
        guard isOver(now) else { return wakeUp(at: now < end ? end : now + .milliseconds(100)) }
        if answered == sent, delivered == sent { finish() }
    }

    /// Without a pace the end is the end; with one, what was due before it may be late.
    private func isOver(_ now: MonotonicTime) -> Bool {
        sent == settings.limit || pacer.isOver(at: now) || settings.perSecond == nil && now >= end
    }

    private func take(_ reply: WireReply, of index: Int) {
        answered += 1
        if case .error(let error)? = reply.result {
            breaches.add("command \(index) of the seller was refused: \(error.text)")
        }
        sendDue()
    }

    private func wakeUp(at time: MonotonicTime) {
        if let timer { loop.cancel(timer) }
        timer = loop.schedule(at: time) { [weak self] in
            self?.timer = nil
            self?.sendDue()
        }
    }
}

/// Counts how many buyers of a loop have each of a series' results, and reports the complete ones.
struct DeliveryCount {
    private var arrived: [Int] = []
    private(set) var complete = 0

    /// One buyer has one result; true when there are more complete results now.
    mutating func add(_ index: Int, buyers: Int) -> Bool {
        while arrived.count <= index { arrived.append(0) }
        arrived[index] += 1
        let before = complete
        while complete < arrived.count, arrived[complete] >= buyers { complete += 1 }
        return complete > before
    }
}
