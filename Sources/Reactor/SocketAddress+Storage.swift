import Glibc

extension SocketAddress {
    /// Room for the kernel's form of an address (ip(7), ipv6(7)).
    struct Storage {
        private var raw = sockaddr_storage()
        private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

        init() {}

        init(_ address: SocketAddress) {
            unsafe withUnsafeMutableBytes(of: &raw) { bytes in
                switch address.host {
                case .v4(let bits):
                    var value = sockaddr_in()
                    value.sin_family = sa_family_t(AF_INET)
                    value.sin_port = address.port.bigEndian
                    value.sin_addr.s_addr = bits.bigEndian
                    unsafe bytes.storeBytes(of: value, as: sockaddr_in.self)
                case .v6(let high, let low, let scope):
                    var value = sockaddr_in6()
                    value.sin6_family = sa_family_t(AF_INET6)
                    value.sin6_port = address.port.bigEndian
                    value.sin6_addr = in6_addr(high: high, low: low)
                    value.sin6_scope_id = scope
                    unsafe bytes.storeBytes(of: value, as: sockaddr_in6.self)
                }
            }
            let isV4 = address.family == AF_INET
            length = socklen_t(
                isV4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size)
        }

        /// Copies an address that `getaddrinfo` made.
        init(copying pointer: UnsafePointer<sockaddr>, length: socklen_t) {
            unsafe withUnsafeMutableBytes(of: &raw) { bytes in
                let count = min(Int(length), bytes.count)
                unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: count))
            }
        }

        /// The address; a family other than the two of the Internet would break our own rule.
        var address: SocketAddress {
            unsafe withUnsafeBytes(of: raw) { bytes in
                switch Int32(raw.ss_family) {
                case AF_INET:
                    let value = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                    return SocketAddress(
                        host: .v4(UInt32(bigEndian: value.sin_addr.s_addr)),
                        port: UInt16(bigEndian: value.sin_port))
                case AF_INET6:
                    let value = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
                    let (high, low) = value.sin6_addr.halves
                    return SocketAddress(
                        host: .v6(high: high, low: low, scope: value.sin6_scope_id),
                        port: UInt16(bigEndian: value.sin6_port))
                case let family:
                    fatalError("sockets of this module are IPv4 or IPv6, not family \(family)")
                }
            }
        }

        /// Hands the storage to a call that reads an address.
        func read<Result>(
            _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
        ) -> Result {
            unsafe withUnsafePointer(to: raw) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, length)
                }
            }
        }

        /// Hands the storage to a call that writes an address.
        mutating func fill<Result>(
            _ body: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Result
        ) -> Result {
            length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            return unsafe withUnsafeMutablePointer(to: &raw) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe body($0, &length)
                }
            }
        }
    }
}
