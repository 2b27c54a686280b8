package import Reactor

/// What one address may take of a server: an IPv4 address, or the 64 bits of an IPv6 address that
/// name a network, since a single machine there has all addresses behind them.
///
/// Who is refused is told so by 429 with `Retry-After` when that is cheap (see `answers`), and
/// otherwise closed as soon as it is accepted, before TLS costs anything.
package struct AddressLimits: Sendable {
    /// Connections open at once, in whatever phase; one more is refused. 0 is no limit.
    package var connections = 256
    /// Connections accepted per second in the long run; one more is refused. 0 is no limit.
    package var handshakesPerSecond = 50
    /// Connections accepted at once after a rest: a whole office after an outage; one more is
    /// refused.
    package var handshakeBurst = 256
    /// Refused connections that are answered with 429, per second; the others are only closed.
    package var answersPerSecond = 2
    /// Addresses without a connection that are remembered for their rate; when there are more, all
    /// of those are forgotten, and may begin with a burst.
    package var remembered = 16_384
    /// Who has no such limits: this machine, and what else serves many, such as a proxy.
    package var exempt = AddressRange.loopback

    package init() {}

    var isOff: Bool { connections <= 0 && handshakesPerSecond <= 0 }

    /// Nil is no limit.
    var handshakeRate: TokenBucket.Rate? {
        guard handshakesPerSecond > 0 else { return nil }
        return TokenBucket.Rate(perSecond: handshakesPerSecond, burst: max(1, handshakeBurst))
    }

    /// Nil is no answer at all.
    var answerRate: TokenBucket.Rate? {
        guard answersPerSecond > 0 else { return nil }
        return TokenBucket.Rate(perSecond: answersPerSecond, burst: 2 * answersPerSecond)
    }
}
