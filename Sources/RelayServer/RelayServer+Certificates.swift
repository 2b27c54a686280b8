package import OpenSSLBridge
import Transport

extension RelayServer {
    /// Uses other certificates for connections from now on; open ones keep theirs.
    package func use(_ tls: TLSContext) { server.replace(tls: tls) }
}
