import WebCodec

/// Why a server does not serve a connection.
package enum ConnectionRefusal: Hashable, Sendable, CustomStringConvertible {
    /// `TransportLimits.connections` are open.
    case connections(limit: Int)
    /// `AddressLimits.connections` of the peer's address are open.
    case connectionsOfAddress(limit: Int)
    /// The peer's address exceeds `AddressLimits.handshakesPerSecond`.
    case handshakesOfAddress(perSecond: Int)

    package var description: String {
        switch self {
        case .connections(let limit): "\(limit) are open"
        case .connectionsOfAddress(let limit): "\(limit) are open from its address"
        case .handshakesOfAddress(let perSecond):
            "its address makes more than \(perSecond) a second"
        }
    }

    /// What the peer is told, if it is.
    var response: HTTPResponse {
        switch self {
        case .connections:
            .text(
                503, "The server is full. Try again in \(Self.fullSeconds) s.",
                headers: ["retry-after": "\(Self.fullSeconds)"])
        case .connectionsOfAddress(let limit):
            .text(
                429,
                """
                Your address has \(limit) connections open; close one, or try again in \
                \(Self.fullSeconds) s.
                """, headers: ["retry-after": "\(Self.fullSeconds)"])
        case .handshakesOfAddress(let perSecond):
            .text(
                429,
                """
                Your address makes more than \(perSecond) connections a second. Try again in \
                \(Self.fastSeconds) s.
                """, headers: ["retry-after": "\(Self.fastSeconds)"])
        }
    }

    /// Connections end when people leave.
    private static let fullSeconds = 30
    /// A burst is over soon, but everybody behind an address comes back at the same time.
    private static let fastSeconds = 5
}

/// What a server does with a connection that it has accepted.
enum Admission: Equatable {
    case admitted(inReserve: Bool)
    /// It is answered with the refusal, whatever it asks for.
    case answered(ConnectionRefusal)
    case closed(ConnectionRefusal)

    var refusal: ConnectionRefusal? {
        switch self {
        case .admitted: nil
        case .answered(let refusal), .closed(let refusal): refusal
        }
    }

    var isInReserve: Bool { self == .admitted(inReserve: true) }
}
