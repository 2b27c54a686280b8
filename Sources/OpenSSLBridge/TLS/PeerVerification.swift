/// How a client decides whether it talks to the right server.
package enum PeerVerification: Sendable, Equatable {
    /// The certificate chains to an authority of the operating system and names the server.
    case publicAuthorities
    /// The certificate chains to one of these, given as PEM, and names the server.
    case authorities(pem: [UInt8])
    /// Nothing is checked: the caller compares the certificate's fingerprint after the handshake.
    case none
}
