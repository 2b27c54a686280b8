/// The addresses that begin with the same bits, such as `10.0.0.0/8` or `2001:db8::/32`.
package struct AddressRange: Hashable, Sendable {
    /// The first address; the bits after the prefix are zero.
    package let first: SocketAddress.Host
    /// How many leading bits are the same: 0 to 32, or to 128 for IPv6.
    package let prefixBits: Int

    /// The range that a host lies in.
    ///
    /// - Parameter prefixBits: At most 32, or 128 for IPv6.
    package init(of host: SocketAddress.Host, prefixBits: Int) {
        self.prefixBits = prefixBits
        switch host {
        case .v4(let bits):
            precondition((0...32).contains(prefixBits), "an IPv4 address has 32 bits")
            first = .v4(bits & ~UInt32(truncatingIfNeeded: 0xFFFF_FFFF >> UInt64(prefixBits)))
        case .v6(let high, let low, _):
            precondition((0...128).contains(prefixBits), "an IPv6 address has 128 bits")
            first = .v6(
                high: high & ~(UInt64.max >> prefixBits),
                low: low & ~(UInt64.max >> max(0, prefixBits - 64)), scope: 0)
        }
    }

    /// Reads `ADDRESS/BITS`, or an address for itself alone; nil for anything else, also when bits
    /// after the prefix are set.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = SocketAddress.Host(numeric: String(parts[0])) else { return nil }
        let mostBits = if case .v4 = host { 32 } else { 128 }
        var bits = mostBits
        if parts.count == 2 {
            guard let given = Int(parts[1]), "\(given)" == parts[1], (0...mostBits).contains(given)
            else { return nil }
            bits = given
        }
        self.init(of: host, prefixBits: bits)
        guard first == host else { return nil }
    }

    package func contains(_ host: SocketAddress.Host) -> Bool {
        switch (first, host) {
        case (.v4, .v4), (.v6, .v6): AddressRange(of: host, prefixBits: prefixBits) == self
        case (.v4, .v6), (.v6, .v4): false
        }
    }
}

extension AddressRange {
    /// What only this machine can reach: `127.0.0.0/8` and `::1`.
    package static let loopback = [
        AddressRange(of: .v4(0x7F00_0000), prefixBits: 8),
        AddressRange(of: .v6(high: 0, low: 1, scope: 0), prefixBits: 128),
    ]
}

extension SocketAddress.Host {
    /// An IPv4 address where it was wrapped into an IPv6 one (`::ffff:192.0.2.1`, RFC 4291
    /// §2.5.5.2), as a socket for both kinds reports it.
    package var unwrapped: SocketAddress.Host {
        guard case .v6(0, let low, _) = self, low >> 32 == 0xFFFF else { return self }
        return .v4(UInt32(truncatingIfNeeded: low))
    }
}

extension AddressRange: CustomStringConvertible {
    /// As it is read.
    package var description: String {
        let address = SocketAddress(host: first, port: 0).description
        var text = address.dropLast(":0".count)
        let mostBits: Int
        if case .v4 = first {
            mostBits = 32
        } else {
            text = text.dropFirst().dropLast()
            mostBits = 128
        }
        return prefixBits == mostBits ? String(text) : "\(text)/\(prefixBits)"
    }
}
