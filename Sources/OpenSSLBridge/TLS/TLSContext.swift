import COpenSSL

/// The settings that many connections share: versions, ciphers, certificate, authorities.
///
/// Owns one `SSL_CTX *`, and a server's others for its other names. They are finished before a
/// factory returns and are only read afterwards;
/// OpenSSL counts references and takes its own locks, so any number of loops may use it at once.
/// New certificates mean a new context: existing connections keep the one they started with.
@safe package final class TLSContext: Sendable {
    /// Which end of connections the context is for.
    package enum Role: Sendable { case client, server }

    /// The only application protocol we speak (RFC 7301).
    static let applicationProtocol = "http/1.1"

    /// Key agreement: the cheap ones first, none a peer could use to burn our processor.
    private static let groups = "X25519:P-256:P-384"

    private let handle: ContextHandle
    /// Which end of connections the context is for.
    package let role: Role
    /// Whether connections compare the peer's certificate with authorities and its name.
    let verifiesPeer: Bool
    /// Keeps alive what OpenSSL calls back: a server's certificates and ticket keys.
    private let retained: [any AnyObject & Sendable]

    var pointer: OpaquePointer { unsafe handle.pointer }

    init(
        _ handle: ContextHandle, role: Role, verifiesPeer: Bool,
        retaining retained: [any AnyObject & Sendable] = []
    ) {
        (self.handle, self.role, self.verifiesPeer) = (handle, role, verifiesPeer)
        self.retained = retained
    }

    /// Makes a context with what both ends have in common.
    ///
    /// - Parameters:
    ///   - role: The end it is for.
    ///   - verifiesPeer: Whether the peer's certificate is checked during the handshake.
    ///   - cipherPreference: The cipher that comes first.
    ///   - versions: The protocol versions to accept.
    /// - Returns: The context, to be completed by its role's factory.
    /// - Throws: `.outOfMemory`, or `.configuration` when OpenSSL knows none of our ciphers.
    static func makeHandle(
        role: Role, verifiesPeer: Bool, cipherPreference: CipherPreference,
        versions: ClosedRange<TLSVersion>
    ) throws(TLSError) -> ContextHandle {
        OpenSSLLibrary.prepare()
        let method = role == .server ? unsafe TLS_server_method() : unsafe TLS_client_method()
        guard let raw = unsafe SSL_CTX_new(method) else { throw .outOfMemory }
        let handle = unsafe ContextHandle(adopting: raw)
        let (lowest, highest) = (versions.lowerBound.wireNumber, versions.upperBound.wireNumber)
        guard unsafe shim_SSL_CTX_set_min_proto_version(raw, lowest) == 1,
            unsafe shim_SSL_CTX_set_max_proto_version(raw, highest) == 1,
            unsafe SSL_CTX_set_ciphersuites(raw, cipherPreference.suites13) == 1,
            unsafe SSL_CTX_set_cipher_list(raw, cipherPreference.suites12) == 1,
            unsafe shim_SSL_CTX_set1_groups_list(raw, groups) == 1
        else { throw .misconfigured("OpenSSL refuses our versions or ciphers") }
        unsafe SSL_CTX_set_options(raw, shim_SSL_options())
        // Tickets carry the session to the client; nothing is remembered here per connection.
        unsafe shim_SSL_CTX_set_session_cache_mode(raw, Int(SSL_SESS_CACHE_OFF))
        unsafe SSL_CTX_set_verify(raw, verifiesPeer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        return handle
    }
}
