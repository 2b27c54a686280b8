extension EventLoop {
    /// Takes over a socket and tells `handler` when it is ready, until `close`.
    ///
    /// - Parameters:
    ///   - socket: The loop's from now on.
    ///   - interest: What to report; `setInterest` changes it.
    ///   - handler: Retained until the registration is closed or gets another handler.
    /// - Returns: The socket's name in this loop.
    /// - Throws: `ENOMEM` or `ENOSPC` (epoll_ctl(2)); the socket is closed then.
    package func register(
        _ socket: consuming Socket, _ interest: Interest, handler: any ReadinessHandler
    ) throws(SystemError) -> Registration {
        preconditionInLoop()
        let registration = registry.add(socket.descriptor, interest, handler)
        do throws(SystemError) {
            try poller.add(registration, interest, self)
        } catch {
            _ = registry.remove(registration)
            throw error
        }
        _ = socket.release()
        return registration
    }

    /// Changes what the handler hears; free when it is the same, nothing when it is closed.
    ///
    /// - Throws: `ENOMEM` or `ENOSPC` (epoll_ctl(2)), only when interest was empty before.
    package func setInterest(
        _ interest: Interest, of registration: Registration
    ) throws(SystemError) {
        preconditionInLoop()
        guard let old = registry.interest(of: registration), old != interest else { return }
        try poller.change(registration, from: old, to: interest, self)
        registry.setInterest(interest, of: registration)
    }

    /// Hands the socket's events to another handler from now on; nothing when it is closed.
    package func setHandler(_ handler: any ReadinessHandler, of registration: Registration) {
        preconditionInLoop()
        registry.setHandler(handler, of: registration)
    }

    /// Closes the socket; no event reaches its handler any more, not even of the current batch.
    ///
    /// - Returns: False when it was closed before.
    @discardableResult
    package func close(_ registration: Registration) -> Bool {
        preconditionInLoop()
        guard let interest = registry.remove(registration) else { return false }
        poller.close(registration, interest)
        return true
    }

    /// Sockets in the loop's care.
    package var registrationCount: Int {
        preconditionInLoop()
        return registry.count
    }
}
