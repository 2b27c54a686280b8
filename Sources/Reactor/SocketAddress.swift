import Glibc

/// An Internet host and port, IPv4 or IPv6.
package struct SocketAddress: Hashable, Sendable {
    package enum Host: Hashable, Sendable {
        /// The four bytes as a big-endian number: 127.0.0.1 is 0x7F00_0001.
        case v4(UInt32)
        /// The sixteen bytes as two big-endian numbers, and the interface of a link-local address.
        case v6(high: UInt64, low: UInt64, scope: UInt32)
    }

    package var host: Host
    package var port: UInt16

    package init(host: Host, port: UInt16) { (self.host, self.port) = (host, port) }

    /// 127.0.0.1.
    package static func loopback(port: UInt16 = 0) -> SocketAddress {
        SocketAddress(host: .v4(INADDR_LOOPBACK), port: port)
    }

    /// `AF_INET` or `AF_INET6`.
    var family: Int32 {
        switch host {
        case .v4: AF_INET
        case .v6: AF_INET6
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `127.0.0.1:8443` or `[::1]:8443`, as `parse` reads it.
    package var description: String {
        switch host {
        case .v4(let bits):
            let bytes = [24, 16, 8, 0].map { String(UInt8(truncatingIfNeeded: bits >> $0)) }
            return "\(bytes.joined(separator: ".")):\(port)"
        case .v6(let high, let low, let scope):
            var raw = in6_addr(high: high, low: low)
            let text = unsafe String(unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { buffer in
                unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
                    let size = socklen_t(INET6_ADDRSTRLEN)
                    guard unsafe inet_ntop(AF_INET6, &raw, characters.baseAddress, size) != nil
                    else { return 0 }
                    return unsafe strlen(characters.baseAddress.unsafelyUnwrapped)
                }
            }
            return scope == 0 ? "[\(text)]:\(port)" : "[\(text)%\(scope)]:\(port)"
        }
    }
}

extension in6_addr {
    init(high: UInt64, low: UInt64) {
        self.init()
        unsafe withUnsafeMutableBytes(of: &self) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
    }

    var halves: (high: UInt64, low: UInt64) {
        unsafe withUnsafeBytes(of: self) { bytes in
            (
                UInt64(bigEndian: unsafe bytes.loadUnaligned(as: UInt64.self)),
                UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }
}
