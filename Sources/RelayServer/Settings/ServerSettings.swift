package import Logging
package import Reactor

/// What an operator can set, at its default; `Setting.all` says under which names.
package struct ServerSettings: Sendable {
    /// Where to listen, as `SocketAddress.parse` reads it.
    package var listen = SocketAddress.loopback(port: 8443)
    /// Event loops; nil is one per processor.
    package var loops: Int?
    /// Where payment providers reach the server, without a slash at its end; nil is nowhere.
    package var noticeURL: String?
    /// Whose pages may connect and read photos, besides the server's own host's.
    package var origins = OriginPolicy()
    package var compression = CompressionPolicy.json
    package var kernelTLS = KernelTLSPolicy.auto
    /// Between two looks at the certificates' files.
    package var certificateInterval = CertificateKeeper.usualInterval
    package var logLevel = Logger.Level.notice
    package var limits = ServerLimits()

    package init() {}
}
