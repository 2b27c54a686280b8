import COpenSSL

/// What a client remembers of a connection to shorten the next handshake.
///
/// Owns one reference to an `SSL_SESSION *`; OpenSSL shares the object with the connection.
@safe package final class TLSSession {
    let pointer: OpaquePointer
    /// Where the session is good: the same settings and the same name, since a resumed handshake
    /// does not check the certificate again.
    let context: TLSContext
    let serverName: String?

    /// Takes over the caller's reference to `pointer`.
    init(adopting pointer: OpaquePointer, context: TLSContext, serverName: String?) {
        unsafe self.pointer = unsafe pointer
        self.context = context
        self.serverName = serverName
    }

    deinit { unsafe SSL_SESSION_free(pointer) }
}
