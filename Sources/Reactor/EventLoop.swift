import Dispatch
import Glibc
import Synchronization

/// One serial loop: descriptors, timers and tasks, handled one at a time on a queue of its own.
///
/// A tick is a batch: events, then due timers, then tasks from other threads, then tick-end
/// handlers. All but `execute` and `shutdown` may be called on the loop only, and that is checked
/// in release builds too. A loop lives until it is shut down.
///
/// `@unchecked`: the mailbox is behind a mutex, the rest is confined to the queue.
package final class EventLoop: @unchecked Sendable {
    package typealias Task = @Sendable () -> Void

    /// How a loop waits for the kernel.
    package enum Backend: String, CaseIterable, Sendable {
        case sourcePerDescriptor, nestedEpoll, blockingEpoll

        /// The cheapest by `Scripts/bench loop`.
        package static let standard = Backend.blockingEpoll
    }

    /// Work counted since the start.
    package struct Statistics: Equatable, Sendable {
        package var ticks = 0
        package var events = 0
        /// Events for descriptors that were closed earlier in the same batch.
        package var staleEvents = 0
        package var tasks = 0
        package var timers = 0
        /// Times that a thread had to wake the loop for a task.
        package var wakeUps = 0
    }

    /// Tasks that may wait; one more traps, for a producer that outruns its loop has no back-pressure.
    package static let waitingTasksLimit = 1_048_576
    /// Rounds of tick-end handlers in a tick; handlers set in the last wait for the next tick.
    package static let tickEndRounds = 8

    struct Mailbox {
        var tasks: [Task] = []
        /// Set while the loop runs or a wake-up is under way, so that a batch costs one wake-up.
        var isAwake = true
        var endings: [Task] = []
        var isShuttingDown = false
        var hasEnded = false
    }

    package let backend: Backend
    /// How far the loop's wall clock is ahead of the system's; zero but in tests.
    private let wallClockOffsetMilliseconds: Int64
    private let queue: DispatchQueue
    private let mailbox = Mutex(Mailbox())
    private let wakeUps = Atomic(0)

    // Confined to the queue.
    let poller: any Poller
    var registry = Registry()
    var timers = TimerQueue<() -> Void>()
    private var batch: [Task] = []
    private var tickEndHandlers: [any TickEndHandler] = []
    private var tickNow: MonotonicTime?
    private var tickWallClock: Int64?
    private var counters = Statistics()

    /// Makes a loop and starts it.
    ///
    /// - Throws: `EMFILE`, `ENOMEM` and the like.
    package init(
        label: String = "loop", backend: Backend = .standard, wallClockOffset: Duration = .zero
    ) throws(SystemError) {
        self.backend = backend
        wallClockOffsetMilliseconds = wallClockOffset.components.seconds * 1000
        queue = DispatchQueue(label: label)
        poller =
            switch backend {
            case .sourcePerDescriptor: SourcePerDescriptor(queue: queue)
            case .nestedEpoll: try NestedEpoll(queue: queue)
            case .blockingEpoll: try BlockingEpoll(queue: queue)
            }
        queue.setSpecific(key: Self.current, value: ObjectIdentifier(self))
        poller.start(self)
    }

    // MARK: Confinement

    private static let current = DispatchSpecificKey<ObjectIdentifier>()

    package var isCurrent: Bool {
        DispatchQueue.getSpecific(key: Self.current) == ObjectIdentifier(self)
    }

    /// Traps unless the caller runs on this loop, in release builds too.
    @inline(__always)
    package func preconditionInLoop() {
        dispatchPrecondition(condition: .onQueue(queue))
    }

    /// Traps when the caller runs on any loop; for calls that block.
    package static func preconditionOffLoops() {
        precondition(
            DispatchQueue.getSpecific(key: current) == nil, "a loop never makes a blocking call")
    }

    // MARK: Tasks

    /// Runs a task on the loop, in the order of calls; from any thread.
    ///
    /// - Returns: False when the loop has ended; then the task is dropped.
    @discardableResult
    package func execute(_ task: @escaping Task) -> Bool {
        let (isTaken, needsWakeUp) = mailbox.withLock { mailbox in
            if mailbox.hasEnded { return (false, false) }
            precondition(
                mailbox.tasks.count < Self.waitingTasksLimit,
                "tasks that wait for a loop are bounded by their producers")
            mailbox.tasks.append(task)
            defer { mailbox.isAwake = true }
            return (true, !mailbox.isAwake)
        }
        if needsWakeUp { wakeUp() }
        return isTaken
    }

    /// Ends the loop after the tasks that wait and those they add; descriptors are closed, timers forgotten.
    ///
    /// - Parameter completion: Runs off the loop when the last descriptor is closed.
    package func shutdown(_ completion: @escaping Task = {}) {
        let (hasEnded, needsWakeUp) = mailbox.withLock { mailbox in
            if mailbox.hasEnded { return (true, false) }
            mailbox.isShuttingDown = true
            mailbox.endings.append(completion)
            defer { mailbox.isAwake = true }
            return (false, !mailbox.isAwake)
        }
        if hasEnded { DispatchQueue.global().async(execute: completion) }
        if needsWakeUp { wakeUp() }
    }

    private func wakeUp() {
        wakeUps.wrappingAdd(1, ordering: .relaxed)
        poller.wakeUp(self)
    }

    // MARK: The tick

    /// The tick's reading of the monotonic clock.
    package var now: MonotonicTime {
        preconditionInLoop()
        if let tickNow { return tickNow }
        let reading = MonotonicTime.read()
        tickNow = reading
        return reading
    }

    /// The tick's reading of the wall clock, in milliseconds since the epoch.
    package var wallClockMilliseconds: Int64 {
        preconditionInLoop()
        if let tickWallClock { return tickWallClock }
        let reading =
            clockNanoseconds(CLOCK_REALTIME) / 1_000_000 + wallClockOffsetMilliseconds
        tickWallClock = reading
        return reading
    }

    package var statistics: Statistics {
        preconditionInLoop()
        var counters = counters
        counters.wakeUps = wakeUps.load(ordering: .relaxed)
        return counters
    }

    /// Calls `handler` once when this tick's events, timers and tasks are done.
    package func atTickEnd(_ handler: any TickEndHandler) {
        preconditionInLoop()
        guard !handler.awaitsTickEnd else { return }
        handler.awaitsTickEnd = true
        tickEndHandlers.append(handler)
    }

    func tickBegins() {
        counters.ticks += 1
        (tickNow, tickWallClock) = (nil, nil)
        mailbox.withLock { $0.isAwake = true }
    }

    func deliver(_ readiness: Readiness, to token: UInt64) {
        let registration = Registration(token: token)
        guard let (handler, interest) = registry.recipient(of: registration) else {
            counters.staleEvents += 1
            return
        }
        let heard = readiness.heard(with: interest)
        guard !heard.isEmpty else { return }
        counters.events += 1
        handler.handle(heard, of: registration)
    }

    func tickEnds() {
        fireTimers()
        runTasks()
        runTickEndHandlers()
    }

    private func fireTimers() {
        guard timers.count > 0 else { return }
        let (now, limit) = (self.now, timers.nextOrder)
        while let fire = timers.popDue(at: now, before: limit) {
            counters.timers += 1
            fire()
        }
    }

    private func runTasks() {
        mailbox.withLock { swap(&$0.tasks, &batch) }
        guard !batch.isEmpty else { return }
        counters.tasks += batch.count
        for task in batch { task() }
        batch.removeAll(keepingCapacity: true)
    }

    private func runTickEndHandlers() {
        for _ in 0..<Self.tickEndRounds {
            if tickEndHandlers.isEmpty { return }
            var round: [any TickEndHandler] = []
            swap(&round, &tickEndHandlers)
            for handler in round {
                handler.awaitsTickEnd = false
                handler.tickEnded()
            }
            if tickEndHandlers.isEmpty {
                round.removeAll(keepingCapacity: true)
                swap(&round, &tickEndHandlers)  // Keeps the room for the next tick.
            }
        }
    }

    /// Says how long the poller may wait; from then on `execute` wakes it.
    func nextStep() -> NextStep {
        let mayEnd = tickEndHandlers.isEmpty
        let (step, endings) = mailbox.withLock { mailbox -> (NextStep, [Task]) in
            if !mailbox.tasks.isEmpty || !mayEnd { return (.tick, []) }
            if mailbox.isShuttingDown {
                mailbox.hasEnded = true
                return (.end, mailbox.endings)
            }
            mailbox.isAwake = false
            return (timers.wakeUpTime.map { .wait(until: $0) } ?? .waitForEvents, [])
        }
        if step == .end { end(endings) }
        return step
    }

    /// Takes back what `nextStep` said: the poller goes on by itself.
    func staysAwake() {
        mailbox.withLock { $0.isAwake = true }
    }

    private func end(_ endings: [Task]) {
        timers.removeAll()
        for registration in registry.registrations { close(registration) }
        poller.stop { for ending in endings { ending() } }
    }
}
