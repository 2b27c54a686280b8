import Glibc

/// What the kernel knows of a peer whose bytes nobody reads.
package enum PeerLife: Equatable, Sendable {
    /// The kernel has had a packet of the peer's, so long ago.
    case heard(ago: Duration)
    /// The connection is gone: reset, timed out or unreachable.
    case gone
}

extension System {
    /// Asks for the last sign of life of a connection's peer: it answers what we send and probe also
    /// when its bytes, or ours, are not read. The C function is `getsockopt` with `TCP_INFO`.
    ///
    /// - Throws: Anything but the outcomes, such as `EBADF`.
    package static func peerLife(_ descriptor: Int32) throws(SystemError) -> PeerLife {
        var info = tcp_info()
        var size = socklen_t(MemoryLayout<tcp_info>.size)
        try require(.getsockopt) {
            unsafe getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &size)
        }
        guard info.tcpi_state != closedState else { return .gone }
        // Milliseconds since the last data and the last acknowledgement.
        return .heard(
            ago: .milliseconds(min(info.tcpi_last_data_recv, info.tcpi_last_ack_recv)))
    }

    /// `TCP_CLOSE`, which C defines as an enumerator without a name.
    private static let closedState: UInt8 = 7
}
