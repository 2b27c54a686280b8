import CLinux
import Dispatch
import Glibc

/// Why a text names no address to listen on or to connect to.
package enum AddressError: Error, Equatable, CustomStringConvertible {
    /// The text is not `host:port` or `[host]:port`.
    case malformed(String)
    /// The host is a name, and only the numbers of an address were asked for.
    case notNumeric(host: String)
    /// The resolver knows no such name; `reason` is its own text.
    case unresolved(host: String, reason: String)

    package var description: String {
        switch self {
        case .malformed(let text):
            "“\(text)” is not an address: write host:port, such as 127.0.0.1:8443 or [::1]:8443"
        case .notNumeric(let host): "“\(host)” is a name where a numeric address is needed"
        case .unresolved(let host, let reason): "cannot find the host “\(host)”: \(reason)"
        }
    }
}

extension SocketAddress {
    /// Reads a numeric address such as `127.0.0.1:8443` or `[::1]:0`; asks nobody.
    ///
    /// - Throws: `.malformed`, or `.notNumeric` when the host is a name.
    package static func parse(_ text: String) throws(AddressError) -> SocketAddress {
        let (host, port) = try split(text)
        guard let numeric = Host(numeric: host) else { throw .notNumeric(host: host) }
        return SocketAddress(host: numeric, port: port)
    }

    /// Reads an address whose host may be a name; blocks while the resolver works.
    ///
    /// - Returns: All addresses of the host in the resolver's order (RFC 6724), at least one.
    /// - Throws: `.malformed` or `.unresolved`.
    package static func resolve(_ text: String) throws(AddressError) -> [SocketAddress] {
        let (host, port) = try split(text)
        if let numeric = Host(numeric: host) { return [SocketAddress(host: numeric, port: port)] }
        EventLoop.preconditionOffLoops()
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = shim_SOCK_STREAM
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else {
            let reason = unsafe String(cString: gai_strerror(code))
            throw .unresolved(host: host, reason: reason)
        }
        defer { unsafe freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            if let raw = unsafe entry.pointee.ai_addr {
                let length = unsafe entry.pointee.ai_addrlen
                var address = unsafe Storage(copying: raw, length: length).address
                address.port = port
                found.append(address)
            }
            unsafe next = unsafe entry.pointee.ai_next
        }
        guard !found.isEmpty else { throw .unresolved(host: host, reason: "no addresses") }
        return found
    }

    /// Resolves on a worker thread and answers on `loop`.
    package static func resolve(
        _ text: String, on loop: EventLoop,
        completion: @escaping @Sendable (Result<[SocketAddress], AddressError>) -> Void
    ) {
        DispatchQueue.global().async {
            let result: Result<[SocketAddress], AddressError>
            do throws(AddressError) {
                result = .success(try resolve(text))
            } catch {
                result = .failure(error)
            }
            loop.execute { completion(result) }
        }
    }

    private static func split(_ text: String) throws(AddressError) -> (host: String, port: UInt16) {
        guard let colon = text.lastIndex(of: ":") else { throw .malformed(text) }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), digits.first != "+" else { throw .malformed(text) }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(where: { ":[]".contains($0) }) {
            throw .malformed(text)  // `::1:80` could be read in two ways.
        }
        guard !host.isEmpty, !host.contains("\0") else { throw .malformed(text) }
        return (String(host), port)
    }
}

extension SocketAddress.Host {
    /// Reads dotted or colon notation, with `%interface` after an IPv6 address; nil for a name.
    init?(numeric text: String) {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            self = .v4(UInt32(bigEndian: v4.s_addr))
            return
        }
        let parts = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, String(parts[0]), &v6) == 1 else { return nil }
        var scope: UInt32 = 0
        if parts.count == 2 {
            let named = unsafe if_nametoindex(String(parts[1]))
            guard let number = named == 0 ? UInt32(parts[1]) : named else { return nil }
            scope = number
        }
        let (high, low) = v6.halves
        self = .v6(high: high, low: low, scope: scope)
    }
}
