import Glibc

/// Why a connection was not made.
package enum ConnectError: Error, Equatable, CustomStringConvertible {
    /// Nobody listens there (`ECONNREFUSED`).
    case refused(SocketAddress)
    /// The peer did not answer in time.
    case timedOut(SocketAddress, after: Duration)
    case system(SocketAddress, SystemError)

    package var description: String {
        switch self {
        case .refused(let address): "\(address) refuses connections: is the server running?"
        case .timedOut(let address, let limit): "\(address) did not answer within \(limit)"
        case .system(let address, let error): "cannot connect to \(address): \(error)"
        }
    }
}

extension EventLoop {
    /// Connects without blocking, `TCP_NODELAY` set.
    ///
    /// - Parameters:
    ///   - address: The peer.
    ///   - timeout: Time until the peer must have answered.
    ///   - completion: Called once, on the loop and never within this call. The socket is already
    ///     registered, without interest; give it a handler with `setHandler`, then interest.
    ///     Not called when the loop ends first.
    package func connect(
        to address: SocketAddress, timeout: Duration,
        completion: @escaping (Result<Registration, ConnectError>) -> Void
    ) {
        preconditionInLoop()
        let attempt = ConnectAttempt(address, self, completion)
        do throws(SystemError) {
            try attempt.start(timeout: timeout)
        } catch {
            schedule(after: .zero) { completion(.failure(ConnectError(error, address))) }
        }
    }
}

extension ConnectError {
    init(_ error: SystemError, _ address: SocketAddress) {
        self = error.code == ECONNREFUSED ? .refused(address) : .system(address, error)
    }
}

/// Waits until a non-blocking `connect` has an answer (connect(2), EINPROGRESS).
private final class ConnectAttempt: ReadinessHandler {
    private let address: SocketAddress
    private let loop: EventLoop
    private let completion: (Result<Registration, ConnectError>) -> Void
    private var timer: TimerID?

    init(
        _ address: SocketAddress, _ loop: EventLoop,
        _ completion: @escaping (Result<Registration, ConnectError>) -> Void
    ) {
        (self.address, self.loop, self.completion) = (address, loop, completion)
    }

    func start(timeout: Duration) throws(SystemError) {
        let socket = try Socket.stream(family: address.family)
        let storage = SocketAddress.Storage(address)
        let descriptor = socket.descriptor
        // Not repeated after EINTR: the attempt goes on, and a second call would fail (connect(2)).
        let result = unsafe storage.read { unsafe Glibc.connect(descriptor, $0, $1) }
        if result < 0, errno != EINPROGRESS, errno != EINTR {
            throw SystemError(.connect, code: errno)
        }
        let registration = try loop.register(socket, .writable, handler: self)
        timer = loop.schedule(after: timeout) {
            self.fail(.timedOut(self.address, after: timeout), registration)
        }
    }

    func handle(_ readiness: Readiness, of registration: Registration) {
        do throws(SystemError) {
            let code = try System.option(registration.descriptor, SOL_SOCKET, SO_ERROR)
            if code != 0 { throw SystemError(.connect, code: code) }
            try loop.setInterest([], of: registration)
        } catch {
            fail(ConnectError(error, address), registration)
            return
        }
        if let timer { loop.cancel(timer) }
        completion(.success(registration))
    }

    private func fail(_ error: ConnectError, _ registration: Registration) {
        if let timer { loop.cancel(timer) }
        loop.close(registration)
        completion(.failure(error))
    }
}
