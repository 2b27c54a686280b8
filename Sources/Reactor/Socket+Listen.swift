import Glibc

/// Who else may listen on the same address.
package enum PortSharing: Sendable {
    /// Nobody.
    case exclusive
    /// Nobody yet: fails when the address is taken, then lets `joinsGroup` sockets in.
    case opensGroup
    /// The other sockets of this user's group; the kernel spreads connections over them.
    case joinsGroup
}

/// Why a socket cannot listen.
package enum ListenError: Error, Equatable, CustomStringConvertible {
    /// Another socket listens there (`EADDRINUSE`).
    case addressInUse(SocketAddress)
    /// The port is below 1024, or policy forbids it (`EACCES`, `EPERM`).
    case notPermitted(SocketAddress)
    /// The host is not one of this machine (`EADDRNOTAVAIL`).
    case notLocal(SocketAddress)
    case system(SystemError)

    package var description: String {
        switch self {
        case .addressInUse(let address):
            "\(address) is in use: stop the program that listens there (`ss -ltnp` names it)"
                + " or choose another port"
        case .notPermitted(let address):
            "\(address) is not open to this user: choose a port from 1024 up"
                + " or grant CAP_NET_BIND_SERVICE"
        case .notLocal(let address):
            "\(address) is not an address of this machine: `ip address` lists those that are"
        case .system(let error): error.description
        }
    }
}

extension Socket {
    /// Connections that wait to be accepted; the kernel refuses or delays more (listen(2)).
    package static let backlogConnections: Int32 = 4_096

    /// Binds and listens; accepted sockets inherit `TCP_NODELAY`.
    ///
    /// Joining a group never fails for a foreign program of the same user, so the first socket of
    /// a server binds alone and only then sets `SO_REUSEPORT` (`opensGroup`).
    ///
    /// - Parameters:
    ///   - address: Port 0 lets the kernel choose; `localAddress()` tells the choice.
    ///   - sharing: Who else may listen there.
    /// - Returns: A socket for `Listener`.
    /// - Throws: The case that says what to do.
    package static func listening(
        at address: SocketAddress, sharing: PortSharing = .exclusive
    ) throws(ListenError) -> Socket {
        do throws(SystemError) {
            let socket = try stream(family: address.family)
            try socket.setOption(SOL_SOCKET, SO_REUSEADDR, 1)
            if sharing == .joinsGroup { try socket.setOption(SOL_SOCKET, SO_REUSEPORT, 1) }
            if address.family == AF_INET6 {
                // [::] must not claim the IPv4 port as well, whatever the machine's default is.
                try socket.setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 1)
            }
            let storage = SocketAddress.Storage(address)
            let descriptor = socket.descriptor
            try System.require(.bind) { unsafe storage.read { unsafe bind(descriptor, $0, $1) } }
            if sharing == .opensGroup { try socket.setOption(SOL_SOCKET, SO_REUSEPORT, 1) }
            try System.require(.listen) { listen(descriptor, backlogConnections) }
            return socket
        } catch {
            switch error.code {
            case EADDRINUSE: throw .addressInUse(address)
            case EACCES, EPERM: throw .notPermitted(address)
            case EADDRNOTAVAIL: throw .notLocal(address)
            default: throw .system(error)
            }
        }
    }
}
