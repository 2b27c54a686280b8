import CLinux
import Glibc

/// Owns one epoll descriptor and room for a batch of its events (epoll(7)), level-triggered.
@safe struct EpollSet: ~Copyable {
    /// Events fetched by one call; the rest come with the next.
    static let eventsPerBatch = 256

    let descriptor: Int32
    private let events: UnsafeMutablePointer<epoll_event>

    private init(adopting descriptor: Int32) {
        self.descriptor = descriptor
        unsafe events = .allocate(capacity: Self.eventsPerBatch)
    }

    deinit {
        unsafe events.deallocate()
        System.close(descriptor)
    }

    /// - Throws: `EMFILE`, `ENOMEM` and the like.
    static func make() throws(SystemError) -> EpollSet {
        EpollSet(adopting: try System.require(.epoll_create1) { shim_epoll_create() })
    }

    /// Waits for a batch.
    ///
    /// - Parameter timeout: In milliseconds; 0 returns at once, -1 waits without end.
    /// - Returns: The number of events; 0 also after a signal.
    func wait(timeout: Int32) -> Int {
        let count = unsafe epoll_wait(descriptor, events, Int32(Self.eventsPerBatch), timeout)
        if count >= 0 { return Int(count) }
        precondition(errno == EINTR, "epoll_wait fails for signals only")
        return 0
    }

    /// The token and state of one event of the last batch.
    func event(_ index: Int) -> (token: UInt64, readiness: Readiness) {
        let event = unsafe events + index
        let bits = unsafe event.pointee.events
        var readiness: Readiness = []
        if bits & (shim_EPOLLIN | shim_EPOLLRDHUP) != 0 { readiness.insert(.readable) }
        if bits & shim_EPOLLOUT != 0 { readiness.insert(.writable) }
        if bits & shim_EPOLLHUP != 0 { readiness.insert(.hangUp) }
        if bits & shim_EPOLLERR != 0 { readiness.insert(.error) }
        return (unsafe shim_epoll_token(event), readiness)
    }

    /// Brings the kernel's set from one interest to another.
    ///
    /// A descriptor without interest leaves the set: epoll reports errors of members always, and a
    /// handler that is not listening could not make such an event go away.
    ///
    /// - Throws: `ENOMEM`, `ENOSPC` (epoll_ctl(2)).
    func change(
        _ registration: Registration, from old: Interest, to new: Interest
    ) throws(SystemError) {
        guard old != new else { return }
        let operation =
            old.isEmpty ? EPOLL_CTL_ADD : new.isEmpty ? EPOLL_CTL_DEL : EPOLL_CTL_MOD
        var bits: UInt32 = 0
        if new.contains(.readable) { bits |= shim_EPOLLIN | shim_EPOLLRDHUP }
        if new.contains(.writable) { bits |= shim_EPOLLOUT }
        try control(operation, registration.descriptor, bits, registration.token)
    }

    /// Takes a descriptor out of the set and closes it.
    ///
    /// Closing alone would leave the member there if a child process shared the socket.
    func removeAndClose(_ registration: Registration, _ interest: Interest) {
        do throws(SystemError) {
            try change(registration, from: interest, to: [])
        } catch {
            preconditionFailure("a registered descriptor can be removed: \(error)")
        }
        System.close(registration.descriptor)
    }

    /// Adds an eventfd whose every write is one event, so that nobody needs to read it.
    ///
    /// - Throws: `ENOMEM`, `ENOSPC` (epoll_ctl(2)).
    func addWakeUp(_ eventDescriptor: Int32, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, eventDescriptor, shim_EPOLLIN | shim_EPOLLET, token)
    }

    private func control(
        _ operation: Int32, _ member: Int32, _ bits: UInt32, _ token: UInt64
    ) throws(SystemError) {
        try System.require(.epoll_ctl) {
            shim_epoll_ctl(descriptor, operation, member, bits, token)
        }
    }
}
