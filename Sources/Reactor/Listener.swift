import Glibc

/// Accepts connections on one loop.
///
/// When descriptors or memory run out it pauses instead of spinning on a queue that it cannot
/// empty: waiting peers stay in the kernel's backlog until `Limits.pause` is over.
package final class Listener: ReadinessHandler {
    package struct Limits: Sendable {
        /// Connections accepted in a tick; the rest wait for the next, behind live connections.
        package var acceptsPerTick = 16
        /// Rest after `EMFILE`, `ENFILE`, `ENOBUFS`, `ENOMEM` and whatever else the kernel refuses.
        package var pause = Duration.milliseconds(100)

        package init() {}
    }

    /// Where the listener is bound, with the port that the kernel chose.
    package let address: SocketAddress
    /// Told each time accepting rests, for the log.
    package var onPause: ((SystemError) -> Void)?

    private let loop: EventLoop
    private let limits: Limits
    private let accept: (Int32) throws(SystemError) -> AcceptOutcome
    private let onAccept: (consuming Socket, SocketAddress) -> Void
    private var registration: Registration?
    private var pauseTimer: TimerID?

    /// Starts accepting.
    ///
    /// - Parameters:
    ///   - socket: Made by `Socket.listening`; the listener's loop closes it.
    ///   - loop: Where to accept; the caller runs on it.
    ///   - limits: Numbers that protect the loop's other sockets.
    ///   - onAccept: Gets each connection and its peer; retained until `stop`.
    /// - Throws: `ENOMEM` or `ENOSPC` (epoll_ctl(2)).
    package convenience init(
        _ socket: consuming Socket, on loop: EventLoop, limits: Limits = Limits(),
        onAccept: @escaping (consuming Socket, SocketAddress) -> Void
    ) throws(SystemError) {
        try self.init(
            socket, on: loop, limits: limits, accept: System.accept, onAccept: onAccept)
    }

    /// Starts accepting through `accept`, which a test may replace.
    init(
        _ socket: consuming Socket, on loop: EventLoop, limits: Limits,
        accept: @escaping (Int32) throws(SystemError) -> AcceptOutcome,
        onAccept: @escaping (consuming Socket, SocketAddress) -> Void
    ) throws(SystemError) {
        address = try socket.localAddress()
        self.loop = loop
        self.limits = limits
        self.accept = accept
        self.onAccept = onAccept
        registration = try loop.register(socket, .readable, handler: self)
    }

    /// Closes the listening socket; connections in its backlog are refused.
    package func stop() {
        if let pauseTimer { loop.cancel(pauseTimer) }
        if let registration { loop.close(registration) }
        (pauseTimer, registration) = (nil, nil)
    }

    package func handle(_ readiness: Readiness, of registration: Registration) {
        for _ in 0..<limits.acceptsPerTick {
            do throws(SystemError) {
                switch try accept(registration.descriptor) {
                case .accepted(let descriptor, let peer):
                    onAccept(Socket(adopting: descriptor), peer)
                    if self.registration == nil { return }  // It was stopped meanwhile.
                case .aborted: continue
                case .wouldBlock: return
                }
            } catch {
                pause(error)
                return
            }
        }
    }

    private func pause(_ error: SystemError) {
        switch error.code {
        case EBADF, EINVAL, ENOTSOCK, EFAULT:
            fatalError("a listener is registered with a listening socket: \(error)")
        default: break
        }
        setInterest([])
        pauseTimer = loop.schedule(after: limits.pause) { self.resume() }
        onPause?(error)
    }

    private func resume() {
        pauseTimer = nil
        setInterest(.readable)
    }

    private func setInterest(_ interest: Interest) {
        guard let registration else { return }
        do throws(SystemError) {
            try loop.setInterest(interest, of: registration)
        } catch {
            pause(error)  // No memory for the kernel's entry either; try again after the rest.
        }
    }
}
