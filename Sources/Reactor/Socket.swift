import CLinux
import Glibc

/// Owns one non-blocking socket descriptor; it cannot be copied, so it is closed exactly once.
package struct Socket: ~Copyable, Sendable {
    package let descriptor: Int32

    /// Takes over a non-blocking descriptor; the caller may not close it any more.
    package init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { System.close(descriptor) }

    /// Gives the descriptor up; the caller has to close it.
    package consuming func release() -> Int32 {
        let descriptor = self.descriptor
        discard self
        return descriptor
    }

    /// Makes an unbound TCP socket with `TCP_NODELAY` set.
    ///
    /// - Throws: `EMFILE`, `ENOMEM` and the like.
    static func stream(family: Int32) throws(SystemError) -> Socket {
        let descriptor = try System.require(.socket) { shim_stream_socket(family) }
        let socket = Socket(adopting: descriptor)
        try socket.setOption(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return socket
    }

    /// The address that the socket is bound to, with the port that the kernel chose.
    ///
    /// - Throws: `ENOBUFS` and the like.
    package func localAddress() throws(SystemError) -> SocketAddress {
        var storage = SocketAddress.Storage()
        try System.require(.getsockname) {
            unsafe storage.fill { unsafe getsockname(descriptor, $0, $1) }
        }
        return storage.address
    }

    /// Sets an integer option (socket(7), tcp(7)).
    ///
    /// - Throws: `ENOPROTOOPT` and the like.
    package func setOption(_ level: Int32, _ name: Int32, _ value: Int32) throws(SystemError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        try System.require(.setsockopt) {
            unsafe setsockopt(descriptor, level, name, &value, size)
        }
    }

    /// Reads an integer option (socket(7), tcp(7)).
    ///
    /// - Throws: `ENOPROTOOPT` and the like.
    package func option(_ level: Int32, _ name: Int32) throws(SystemError) -> Int32 {
        try System.option(descriptor, level, name)
    }
}

extension System {
    /// Reads an integer option of a socket (socket(7), tcp(7)).
    ///
    /// - Throws: `ENOPROTOOPT` and the like.
    package static func option(
        _ descriptor: Int32, _ level: Int32, _ name: Int32
    ) throws(SystemError) -> Int32 {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        try require(.getsockopt) { unsafe getsockopt(descriptor, level, name, &value, &size) }
        return value
    }
}
