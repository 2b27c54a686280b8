/// One way to wait for the kernel. Everything but `wakeUp` runs on the loop's queue.
///
/// A poller calls the loop back: `tickBegins`, `deliver` for each event, `tickEnds`, and then
/// `nextStep` to learn how long it may wait.
protocol Poller: AnyObject, Sendable {
    /// Begins to serve the loop and keeps it alive until `stop`.
    func start(_ loop: EventLoop)

    /// Ends the calls to the loop, then runs `completion` off the loop's queue.
    func stop(_ completion: @escaping @Sendable () -> Void)

    /// Makes the loop run a tick soon; called once per sleep, from any thread.
    func wakeUp(_ loop: EventLoop)

    /// - Throws: `ENOMEM`, `ENOSPC` (epoll_ctl(2)).
    func add(
        _ registration: Registration, _ interest: Interest, _ loop: EventLoop
    ) throws(SystemError)

    /// - Throws: `ENOMEM`, `ENOSPC` (epoll_ctl(2)).
    func change(
        _ registration: Registration, from old: Interest, to new: Interest, _ loop: EventLoop
    ) throws(SystemError)

    /// Forgets the descriptor and closes it as soon as nothing watches it any more.
    func close(_ registration: Registration, _ interest: Interest)
}

/// What a loop wants from its poller after a tick.
enum NextStep: Equatable {
    /// Tasks are there; look for events without waiting and run another tick.
    case tick
    case wait(until: MonotonicTime)
    case waitForEvents
    /// The loop has ended; it makes no further calls.
    case end
}
