import CLinux
import Glibc

/// What became of a read.
package enum ReceiveOutcome: Equatable, Sendable {
    /// So many bytes were stored, at least one unless the buffer is empty.
    case received(Int)
    /// Nothing is there now; wait until the socket is readable.
    case wouldBlock
    /// The peer has finished sending.
    case endOfStream
    /// The connection is gone: reset, timed out or unreachable.
    case disconnected
}

/// What became of a write.
package enum SendOutcome: Equatable, Sendable {
    /// The kernel took so many bytes, perhaps fewer than offered.
    case sent(Int)
    /// The kernel's buffer is full; wait until the socket is writable.
    case wouldBlock
    /// The connection is gone: reset, timed out or unreachable.
    case disconnected
}

/// What became of a call to `accept4`.
package enum AcceptOutcome: Equatable, Sendable {
    /// A new non-blocking descriptor that the caller owns, and its peer.
    case accepted(descriptor: Int32, peer: SocketAddress)
    /// A connection died in the queue; the next one may be fine.
    case aborted
    /// The queue is empty.
    case wouldBlock
}

/// The one funnel for system calls: interrupted calls are repeated, failures become `SystemError`.
package enum System {
    /// Repeats a call while signals interrupt it.
    ///
    /// - Parameter body: Makes the call and returns its result, negative after setting `errno`.
    /// - Returns: The call's result, or minus `errno`.
    @inline(__always)
    static func attempt(_ body: () -> Int) -> Int {
        while true {
            let result = body()
            if result >= 0 { return result }
            let code = errno
            if code != EINTR { return -Int(code) }
        }
    }

    /// Makes a call that has no ordinary failure.
    ///
    /// - Throws: The call's name and `errno`.
    @discardableResult
    static func require(
        _ call: SystemCall, _ body: () -> Int32
    ) throws(SystemError) -> Int32 {
        let result = attempt { Int(body()) }
        guard result >= 0 else { throw SystemError(call, code: Int32(-result)) }
        return Int32(result)
    }

    /// Whether a connection with this `errno` is lost through the network or the peer.
    static func meansDisconnected(_ code: Int32) -> Bool {
        switch code {
        case ECONNRESET, EPIPE, ETIMEDOUT, ECONNABORTED, ENETUNREACH, EHOSTUNREACH, ENETDOWN: true
        default: false
        }
    }

    /// Closes a descriptor; afterwards the number may belong to somebody else.
    ///
    /// An interrupted `close` has closed on Linux and must not be repeated (close(2)).
    package static func close(_ descriptor: Int32) {
        let result = Glibc.close(descriptor)
        precondition(result == 0 || errno != EBADF, "a descriptor is closed exactly once")
    }

    /// Reads what is there, at most `buffer.count` bytes. The C function is `recv`.
    ///
    /// - Throws: Anything but the outcomes, such as `EBADF` or `ENOMEM`.
    package static func receive(
        _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
    ) throws(SystemError) -> ReceiveOutcome {
        let count = attempt { unsafe recv(descriptor, buffer.baseAddress, buffer.count, 0) }
        if count > 0 { return .received(count) }
        if count == 0 { return unsafe buffer.isEmpty ? .received(0) : .endOfStream }
        let code = Int32(-count)
        if code == EAGAIN { return .wouldBlock }
        if meansDisconnected(code) { return .disconnected }
        throw SystemError(.recv, code: code)
    }

    /// Offers bytes to the kernel, which may take only some. The C function is `send`.
    ///
    /// - Throws: Anything but the outcomes, such as `EBADF` or `ENOMEM`.
    package static func send(
        _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer
    ) throws(SystemError) -> SendOutcome {
        let flags = Int32(MSG_NOSIGNAL)
        let count = attempt { unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags) }
        return try sendOutcome(count, of: .send)
    }

    static func sendOutcome(
        _ count: Int, of call: SystemCall
    ) throws(SystemError) -> SendOutcome {
        if count >= 0 { return .sent(count) }
        let code = Int32(-count)
        if code == EAGAIN { return .wouldBlock }
        if meansDisconnected(code) { return .disconnected }
        throw SystemError(call, code: code)
    }

    /// Tells the peer that nothing more will be sent. The C function is `shutdown`.
    ///
    /// - Throws: `EBADF` and the like; a connection that is already gone is not an error.
    package static func finishSending(_ descriptor: Int32) throws(SystemError) {
        let result = attempt { Int(shutdown(descriptor, Int32(SHUT_WR))) }
        guard result < 0, -result != Int(ENOTCONN), !meansDisconnected(Int32(-result)) else {
            return
        }
        throw SystemError(.shutdown, code: Int32(-result))
    }

    /// Takes one connection from a listening socket, non-blocking and closed on exec.
    ///
    /// - Throws: `EMFILE` and the like when descriptors or memory have run out.
    static func accept(_ descriptor: Int32) throws(SystemError) -> AcceptOutcome {
        var peer = SocketAddress.Storage()
        let result = attempt {
            Int(unsafe peer.fill { unsafe shim_accept4(descriptor, $0, $1) })
        }
        if result >= 0 { return .accepted(descriptor: Int32(result), peer: peer.address) }
        switch Int32(-result) {
        case EAGAIN: return .wouldBlock
        // Errors of the connection that was taken, not of the listening socket (accept(2)).
        case ECONNABORTED, EPROTO, ENETDOWN, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH,
            EOPNOTSUPP, ENETUNREACH, EPERM:
            return .aborted
        case let code: throw SystemError(.accept4, code: code)
        }
    }
}
