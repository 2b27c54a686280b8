import Dispatch

/// Keeps an epoll descriptor of our own behind one Dispatch source and drains it in batches.
///
/// `@unchecked`: all but `wakeUp`, which only queues a turn, runs on the loop's queue.
final class NestedEpoll: Poller, @unchecked Sendable {
    /// Ticks run in a row before Dispatch gets the queue back, so that its timer can fire.
    private static let ticksPerTurn = 64

    private let queue: DispatchQueue
    private let set: EpollSet
    private let alarm: DispatchAlarm
    // Confined to the queue.
    private var source: (any DispatchSourceRead)?
    private var hasEnded = false

    /// - Throws: `EMFILE`, `ENOMEM` and the like.
    init(queue: DispatchQueue) throws(SystemError) {
        self.queue = queue
        set = try EpollSet.make()
        alarm = DispatchAlarm(queue: queue)
    }

    func start(_ loop: EventLoop) {
        let source = DispatchSource.makeReadSource(fileDescriptor: set.descriptor, queue: queue)
        source.setEventHandler { self.turn(loop) }
        self.source = source
        alarm.start { self.turn(loop) }
        source.activate()
        queue.async { self.turn(loop) }
    }

    /// Runs ticks until nothing is ready.
    private func turn(_ loop: EventLoop) {
        guard !hasEnded else { return }  // A wake-up can arrive behind the end.
        var ticks = 0
        while true {
            let count = set.wait(timeout: 0)
            loop.tickBegins()
            for index in 0..<count {
                let (token, readiness) = set.event(index)
                loop.deliver(readiness, to: token)
            }
            loop.tickEnds()
            ticks += 1
            let next = loop.nextStep()
            if next == .end {
                hasEnded = true
                return
            }
            if count == 0, next != .tick {
                alarm.set(to: next)
                return
            }
            if ticks == Self.ticksPerTurn {
                loop.staysAwake()
                queue.async { self.turn(loop) }
                return
            }
        }
    }

    func stop(_ completion: @escaping @Sendable () -> Void) {
        alarm.stop()
        // The source holds the loop and the descriptor; the handler runs once it has let go.
        source?.setCancelHandler { DispatchQueue.global().async(execute: completion) }
        source?.cancel()
        source = nil
    }

    func wakeUp(_ loop: EventLoop) {
        queue.async { self.turn(loop) }
    }

    func add(
        _ registration: Registration, _ interest: Interest, _ loop: EventLoop
    ) throws(SystemError) {
        try set.change(registration, from: [], to: interest)
    }

    func change(
        _ registration: Registration, from old: Interest, to new: Interest, _ loop: EventLoop
    ) throws(SystemError) {
        try set.change(registration, from: old, to: new)
    }

    func close(_ registration: Registration, _ interest: Interest) {
        set.removeAndClose(registration, interest)
    }
}
