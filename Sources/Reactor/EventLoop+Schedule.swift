extension EventLoop {
    /// Calls `body` once, at the deadline or up to a few milliseconds later.
    ///
    /// Timers with the same deadline fire in the order of the calls. One that is already due fires
    /// in the next tick, never within this call.
    package func schedule(at deadline: MonotonicTime, _ body: @escaping () -> Void) -> TimerID {
        preconditionInLoop()
        return timers.insert(body, at: deadline)
    }

    /// Calls `body` once, after the delay counted from `now`.
    @discardableResult
    package func schedule(after delay: Duration, _ body: @escaping () -> Void) -> TimerID {
        schedule(at: now + delay, body)
    }

    /// Gives a timer another deadline; putting it off costs no more than a store.
    ///
    /// - Returns: False when it has fired or was cancelled.
    @discardableResult
    package func reschedule(_ timer: TimerID, at deadline: MonotonicTime) -> Bool {
        preconditionInLoop()
        return timers.reschedule(timer, to: deadline)
    }

    /// Forgets a timer.
    ///
    /// - Returns: False when it has fired or was cancelled.
    @discardableResult
    package func cancel(_ timer: TimerID) -> Bool {
        preconditionInLoop()
        return timers.cancel(timer) != nil
    }
}
