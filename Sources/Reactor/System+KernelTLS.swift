import CLinux
import Glibc

/// The kernel's TLS (linux/tls.h; Documentation/networking/tls.rst in the kernel's sources).
extension System {
    /// Puts the kernel's TLS under a connected socket, which goes on as before until it gets keys.
    ///
    /// - Throws: `ENOENT` when the kernel has no module `tls`.
    package static func attachTLS(_ descriptor: Int32) throws(SystemError) {
        try require(.setsockopt) {
            unsafe "tls".withCString {
                unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_ULP, $0, 4)
            }
        }
    }

    /// From now on the kernel encrypts what is sent; what it has taken before goes out as it was.
    ///
    /// - Parameter keys: A C `struct tls12_crypto_info_…`.
    /// - Throws: `EINVAL` or `ENOENT` for a cipher that the kernel does not know, `EBUSY` when it has
    ///   keys.
    package static func setSendingKeys(
        _ descriptor: Int32, _ keys: UnsafeRawBufferPointer
    ) throws(SystemError) {
        try require(.setsockopt) {
            unsafe setsockopt(
                descriptor, shim_SOL_TLS, TLS_TX, keys.baseAddress, socklen_t(keys.count))
        }
    }

    /// Bytes in TCP's queue that the peer has not acknowledged; 0 when there is no connection. What
    /// the kernel's TLS has not put into that queue yet is not among them.
    package static func unsentBytes(_ descriptor: Int32) -> Int {
        max(0, Int(shim_unsent_bytes(descriptor)))
    }

    /// Offers bytes for a TLS record of another type than application data; the rest of one that is
    /// taken in part belongs into another record. The C function is `sendmsg`.
    ///
    /// - Throws: Anything but the outcomes, such as `EBADF` or `ENOMEM`.
    package static func send(
        _ descriptor: Int32, recordType type: UInt8, _ bytes: UnsafeRawBufferPointer
    ) throws(SystemError) -> SendOutcome {
        let flags = Int32(MSG_NOSIGNAL)
        let count = attempt {
            unsafe shim_send_record(descriptor, type, bytes.baseAddress, bytes.count, flags)
        }
        return try sendOutcome(count, of: .sendmsg)
    }
}

/// Two connected sockets of this process.
package struct LoopbackPair: ~Copyable {
    package let near: Socket
    package let far: Socket

    /// What the kernel may take for a connection to itself.
    private static let patience: Int32 = 1_000  // Milliseconds.

    /// Connects over 127.0.0.1.
    ///
    /// - Throws: `EMFILE` and the like; `ETIMEDOUT` when the loopback interface is down.
    package static func connect() throws(SystemError) -> LoopbackPair {
        let listener: Socket
        do throws(ListenError) {
            listener = try Socket.listening(at: .loopback())
        } catch {
            if case .system(let error) = error { throw error }
            throw SystemError(.bind, code: EADDRNOTAVAIL)
        }
        let near = try Socket.stream(family: AF_INET)
        let storage = SocketAddress.Storage(try listener.localAddress())
        let descriptor = near.descriptor
        let result = unsafe storage.read { unsafe Glibc.connect(descriptor, $0, $1) }
        if result < 0, errno != EINPROGRESS { throw SystemError(.connect, code: errno) }
        try wait(for: POLLIN, on: listener)
        guard case .accepted(let accepted, _) = try System.accept(listener.descriptor) else {
            throw SystemError(.accept4, code: ECONNABORTED)
        }
        let far = Socket(adopting: accepted)
        try wait(for: POLLOUT, on: near)
        return LoopbackPair(near: near, far: far)
    }

    /// Reads up to `count` bytes at the far end, waiting for the first.
    ///
    /// - Throws: `ETIMEDOUT` when nothing comes.
    package func receive(_ count: Int) throws(SystemError) -> [UInt8] {
        try Self.wait(for: POLLIN, on: far)
        var bytes = [UInt8](repeating: 0, count: count)
        let descriptor = far.descriptor
        var place = bytes.mutableSpan
        let outcome = unsafe try place.withUnsafeMutableBytes { (room) throws(SystemError) in
            unsafe try System.receive(descriptor, into: room)
        }
        guard case .received(let received) = outcome else { return [] }
        return Array(bytes.prefix(received))
    }

    private static func wait(for event: Int32, on socket: borrowing Socket) throws(SystemError) {
        var entry = pollfd(fd: socket.descriptor, events: Int16(event), revents: 0)
        let count = try System.require(.poll) { unsafe poll(&entry, 1, patience) }
        if count == 0 { throw SystemError(.poll, code: ETIMEDOUT) }
    }
}
