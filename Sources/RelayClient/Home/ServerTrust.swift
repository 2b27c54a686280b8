/// How a client makes sure that it talks to its server.
package enum ServerTrust: Equatable, Sendable {
    /// The certificate of the first visit is kept and must stay the same.
    case firstUse(KnownServers)
    /// This certificate only; its SHA-256.
    case pinned([UInt8])
    /// A certificate by one of these authorities, as PEM.
    case authorities(pem: [UInt8])
    /// A certificate by an authority of the operating system.
    case publicAuthorities
}

extension ServerTrust {
    /// Judges a certificate's SHA-256, where that is what counts.
    ///
    /// - Parameter note: Told of a server that is new.
    /// - Throws: Why it is not trusted, with what to do.
    func check(
        _ server: String, _ fingerprint: [UInt8], note: (String) -> Void
    ) throws(FileProblem) {
        let shown = "SHA256:" + KnownServers.text(of: fingerprint)
        switch self {
        case .authorities, .publicAuthorities: return
        case .pinned(let pinned):
            guard pinned == fingerprint else {
                throw FileProblem(
                    "\(server) shows another certificate than --fingerprint names: "
                        + "\(shown). Nothing was sent.")
            }
        case .firstUse(let known):
            switch try known.judge(server, fingerprint) {
            case .known: return
            case .new:
                note(
                    "\(server) is new here; its certificate \(shown) is kept in \(known.path)")
            case .changed(let advice): throw FileProblem(advice)
            }
        }
    }
}
