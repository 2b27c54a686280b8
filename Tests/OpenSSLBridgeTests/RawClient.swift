import COpenSSL
import OpenSSLBridge

/// A client that may do what ours never does: odd ciphers, old versions, renegotiation, early data.
///
/// Verifies nothing. Owns its `SSL_CTX`, its `SSL` and, through it, two memory BIOs.
@safe final class RawClient {
    /// OpenSSL's lists, its own defaults where `nil`.
    struct Offer {
        var ciphers12: String?
        var groups: String?
        var signatureAlgorithms: String?
    }

    private let context: OpaquePointer
    private let ssl: OpaquePointer
    private let input: OpaquePointer
    private let output: OpaquePointer

    /// - Parameters:
    ///   - serverName: For SNI; none when `nil`.
    ///   - session: What to resume.
    init(
        _ versions: ClosedRange<Int32> = TLS1_2_VERSION...TLS1_3_VERSION, _ offer: Offer = Offer(),
        serverName: String? = nil, resuming session: RawSession? = nil
    ) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()),
            let input = unsafe BIO_new(BIO_s_mem()), let output = unsafe BIO_new(BIO_s_mem())
        else { preconditionFailure("tests have memory") }
        unsafe SSL_CTX_set_security_level(context, 0)
        unsafe require(shim_SSL_CTX_set_min_proto_version(context, versions.lowerBound))
        unsafe require(shim_SSL_CTX_set_max_proto_version(context, versions.upperBound))
        if let list = offer.ciphers12 { unsafe require(SSL_CTX_set_cipher_list(context, list)) }
        if let list = offer.groups {
            unsafe require(shim_SSL_CTX_set1_groups_list(context, list))
        }
        if var list = offer.signatureAlgorithms {
            list.withUTF8 { text in
                unsafe require(
                    Int32(
                        SSL_CTX_ctrl(
                            context, SSL_CTRL_SET_SIGALGS_LIST, 0,
                            UnsafeMutableRawPointer(mutating: text.baseAddress))))
            }
        }
        guard let ssl = unsafe SSL_new(context) else { preconditionFailure("tests have memory") }
        unsafe (self.context, self.ssl) = unsafe (context, ssl)
        unsafe (self.input, self.output) = unsafe (input, output)
        unsafe SSL_set_bio(ssl, input, output)
        unsafe SSL_set_connect_state(ssl)
        if let serverName { unsafe require(shim_SSL_set_tlsext_host_name(ssl, serverName)) }
        if let session { unsafe require(SSL_set_session(ssl, session.pointer)) }
    }

    deinit {
        unsafe SSL_free(ssl)
        unsafe SSL_CTX_free(context)
    }

    /// Repeats a call, carrying records to and fro, until both ends are quiet; what it returned.
    private func run(
        against server: Endpoint, _ step: (OpaquePointer) -> Int32
    ) throws(TLSError) -> Int32 {
        while true {
            ERR_clear_error()
            let result = unsafe step(ssl)
            let toServer = taken()
            if !toServer.isEmpty { try server.receive(toServer) }
            let toClient = server.takeRecords()
            if !toClient.isEmpty {
                unsafe BIO_write(input, toClient, Int32(toClient.count))
            } else if toServer.isEmpty {
                return result
            }
        }
    }

    private func taken() -> [UInt8] {
        var room = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe BIO_read(output, &room, Int32(room.count))
        return Array(room.prefix(max(0, Int(count))))
    }

    /// Shakes hands and reads the tickets behind it; throws what the server's engine throws.
    func shakeHands(with server: Endpoint) throws(TLSError) {
        let result = unsafe try run(against: server) { unsafe SSL_do_handshake($0) }
        precondition(result == 1, "the client has no objections of its own")
        _ = unsafe try run(against: server) { ssl in
            var byte: UInt8 = 0
            return unsafe SSL_peek(ssl, &byte, 1)
        }
    }

    /// Asks for another handshake; OpenSSL's reason why there is none. It then wants to send an
    /// alert, which is kept from the server.
    func renegotiate(with server: Endpoint) throws(TLSError) -> Int32 {
        unsafe require(SSL_renegotiate(ssl))
        unsafe SSL_do_handshake(ssl)
        try server.receive(taken())
        let answer = server.takeRecords()
        unsafe BIO_write(input, answer, Int32(answer.count))
        ERR_clear_error()
        return unsafe SSL_do_handshake(ssl) == 1 ? 0 : ERR_GET_REASON(ERR_peek_error())
    }

    /// Writes before the handshake; true when the server says that it has read it.
    func shakeHands(with server: Endpoint, early: [UInt8]) throws(TLSError) -> Bool {
        var count = 0
        unsafe require(SSL_write_early_data(ssl, early, early.count, &count))
        try shakeHands(with: server)
        return unsafe SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED
    }

    func write(_ bytes: [UInt8], to server: Endpoint) throws(TLSError) {
        unsafe require(SSL_write(ssl, bytes, Int32(bytes.count)))
        try server.receive(taken())
    }

    /// Changes its own sending keys, and may ask the server to do the same (RFC 8446 §4.6.3).
    func changeKeys(askingServer: Bool, with server: Endpoint) throws(TLSError) {
        let kind = askingServer ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED
        unsafe require(SSL_key_update(ssl, kind))
        unsafe require(SSL_do_handshake(ssl))
        try server.receive(taken())
    }

    /// Takes what the server sends; the reason why OpenSSL cannot read it, 0 when it can.
    func read(from server: Endpoint) -> Int32 {
        let bytes = server.takeRecords()
        unsafe BIO_write(input, bytes, Int32(bytes.count))
        ERR_clear_error()
        var room = [UInt8](repeating: 0, count: 1 << 14)
        return unsafe SSL_read(ssl, &room, Int32(room.count)) > 0
            ? 0 : ERR_GET_REASON(ERR_peek_error())
    }

    var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    var cipherName: String {
        unsafe String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)))
    }

    /// Of the server's certificate: `EVP_PKEY_EC` or `EVP_PKEY_RSA`.
    var keyKind: Int32 {
        unsafe EVP_PKEY_get_base_id(X509_get0_pubkey(SSL_get0_peer_certificate(ssl)))
    }

    /// SHA-256 of the server's certificate.
    var certificateFingerprint: [UInt8] {
        var digest = [UInt8](repeating: 0, count: Digest.sha256Count)
        unsafe require(X509_digest(SSL_get0_peer_certificate(ssl), EVP_sha256(), &digest, nil))
        return digest
    }

    /// The session so far, with the newest ticket.
    var session: RawSession {
        guard let session = unsafe SSL_get1_session(ssl) else {
            preconditionFailure("a connection that shook hands has a session")
        }
        // Freed without close_notify, the connection would spoil its session.
        unsafe SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        return unsafe RawSession(adopting: session)
    }
}

/// Owns one reference to an `SSL_SESSION`.
@safe final class RawSession {
    fileprivate let pointer: OpaquePointer

    fileprivate init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe SSL_SESSION_free(pointer) }

    private var ticketBytes: UnsafeBufferPointer<UInt8> {
        var start: UnsafePointer<UInt8>?
        var count = 0
        unsafe SSL_SESSION_get0_ticket(pointer, &start, &count)
        return unsafe UnsafeBufferPointer(start: start, count: count)
    }

    var ticket: [UInt8] { unsafe Array(ticketBytes) }

    /// How long the server says it is good.
    var lifetimeSeconds: UInt { unsafe SSL_SESSION_get_ticket_lifetime_hint(pointer) }

    /// How much early data the server says it takes.
    var earlyDataBytes: UInt32 {
        get { unsafe SSL_SESSION_get_max_early_data(pointer) }
        set { unsafe require(SSL_SESSION_set_max_early_data(pointer, newValue)) }
    }

    func alterTicket(at index: Int) {
        let bytes = unsafe UnsafeMutableBufferPointer(mutating: ticketBytes)
        unsafe bytes[index] ^= 1
    }
}

private func require(_ result: Int32) {
    precondition(result == 1, "OpenSSL takes what tests ask for")
}
