import COpenSSL

/// One TLS connection without its socket: received bytes in, bytes to send out.
///
/// Every call borrows its buffers for its own length only, so the connections of a loop share
/// one input, one plaintext and one output buffer, and an idle connection owns none. Input that
/// forms no whole record yet is kept inside: when a call answers `needInput`, all of its input
/// has been taken. Output is appended and never refused; bound it by what you offer.
///
/// Owns one `SSL *`, which owns the BIO. Not for use by two threads at once.
@safe package struct TLSEngine: ~Copyable {
    enum Phase { case handshake, open, failed }

    let ssl: OpaquePointer
    /// Owned by `ssl`, both as its reader and as its writer.
    private let bio: OpaquePointer
    let context: TLSContext
    let serverName: String?
    /// Nil when OpenSSL is to keep its keys. The BIO borrows it in each call.
    let handover: KernelHandover?
    var phase = Phase.handshake
    /// Counted up by the callback that `ssl` holds; freed after it.
    private let records: UnsafeMutablePointer<Int>

    /// Takes over the caller's only reference to `ssl`, whose BIO is `bio`.
    private init(
        adopting ssl: OpaquePointer, bio: OpaquePointer, context: TLSContext, serverName: String?,
        handover: KernelHandover?
    ) {
        unsafe self.ssl = unsafe ssl
        unsafe self.bio = unsafe bio
        self.context = context
        self.serverName = serverName
        self.handover = handover
        unsafe records = .allocate(capacity: 1)
        unsafe records.initialize(to: 0)
        unsafe SSL_set_msg_callback(ssl, countRecord)
        unsafe shim_SSL_set_msg_callback_arg(ssl, records)
    }

    deinit {
        // A lost network must not cost the client its session: OpenSSL would mark it unusable
        // when it frees a connection without close_notify.
        let bothEnds = SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN
        if phase == .open { unsafe SSL_set_shutdown(ssl, bothEnds) }
        unsafe SSL_free(ssl)
        unsafe records.deallocate()
    }

    /// Records that the peer has begun to send: with data, key updates, alerts, empty ones.
    package var recordsRead: Int { unsafe records.pointee }

    /// Makes one end of a connection; the handshake has not begun.
    ///
    /// - Parameters:
    ///   - context: The settings; its role is the connection's.
    ///   - serverName: The name or address the client means to reach, for SNI and for the
    ///     certificate check. Ignored by servers.
    ///   - session: An earlier connection's session; used when it came from the same context
    ///     and name, otherwise ignored. Ignored by servers.
    ///   - kernelSuites: With these a kernel encrypts what is sent: see `isKernelSending`.
    /// - Returns: The connection; a client's first `handshake` gives what is to be sent.
    /// - Throws: `.serverNameMissing` or `.serverNameInvalid` for clients; `.outOfMemory`.
    package static func make(
        _ context: TLSContext, serverName: String? = nil, resuming session: TLSSession? = nil,
        kernelSuites: Set<KernelSuite> = []
    ) throws(TLSError) -> TLSEngine {
        OpenSSLLibrary.prepare()
        guard let bio = unsafe RecordBIO.make() else { throw .outOfMemory }
        guard let ssl = unsafe SSL_new(context.pointer) else {
            unsafe BIO_free(bio)
            throw .outOfMemory
        }
        unsafe SSL_set_bio(ssl, bio, bio)  // Takes the one reference for both directions.
        if !kernelSuites.isEmpty { unsafe shim_SSL_enable_kernel_TLS(ssl) }
        let engine = unsafe TLSEngine(
            adopting: ssl, bio: bio, context: context, serverName: serverName,
            handover: kernelSuites.isEmpty ? nil : KernelHandover(kernelSuites))
        switch context.role {
        case .server: unsafe SSL_set_accept_state(ssl)
        case .client:
            unsafe SSL_set_connect_state(ssl)
            try engine.name(serverName)
            try engine.resume(session)
        }
        return engine
    }

    private borrowing func name(_ serverName: String?) throws(TLSError) {
        guard let serverName else {
            if context.verifiesPeer { throw .serverNameMissing }
            return
        }
        switch HostName(serverName) {
        case nil: throw .serverNameInvalid(serverName)
        case .dns(let name):
            unsafe SSL_set_hostflags(ssl, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
            guard unsafe shim_SSL_set_tlsext_host_name(ssl, name) == 1,
                unsafe SSL_set1_host(ssl, name) == 1
            else { throw .serverNameInvalid(serverName) }
        case .address(let address):
            // SNI is for DNS names only (RFC 6066 §3).
            let parameters = unsafe SSL_get0_param(ssl)
            guard unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, address) == 1 else {
                throw .serverNameInvalid(serverName)
            }
        }
    }

    private borrowing func resume(_ session: TLSSession?) throws(TLSError) {
        guard let session, session.context === context, session.serverName == serverName
        else { return }
        guard unsafe SSL_set_session(ssl, session.pointer) == 1 else { throw .outOfMemory }
    }
}

extension TLSEngine {
    /// What came of one call.
    enum Step {
        case done, needInput, closed
        case failed(TLSError)
    }

    /// Makes one call with buffers lent to the BIO and reads its result.
    ///
    /// - Parameters:
    ///   - input: Loses from its front what OpenSSL took.
    ///   - output: Gets what OpenSSL wrote.
    ///   - call: The OpenSSL function; positive means success.
    /// - Returns: What SSL_get_error makes of the result.
    mutating func callOpenSSL(
        _ input: inout Span<UInt8>, _ output: inout [UInt8],
        _ call: (OpaquePointer) -> Int32
    ) -> Step {
        ERR_clear_error()
        let (ssl, bio) = unsafe (self.ssl, self.bio)
        var takenCount = 0
        let result = unsafe input.withUnsafeBytes { bytes in
            unsafe withUnsafeMutablePointer(to: &output) { output in
                var lent = unsafe LentBuffers(
                    input: bytes, output: output,
                    handover: handover.map { unsafe Unmanaged.passUnretained($0) })
                let result = unsafe withUnsafeMutablePointer(to: &lent) { lent in
                    unsafe RecordBIO.lend(lent, to: bio) { unsafe call(ssl) }
                }
                takenCount = unsafe bytes.count - lent.input.count
                return result
            }
        }
        input = input.extracting(droppingFirst: takenCount)
        guard result <= 0 else { return .done }
        switch unsafe SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .needInput
        case SSL_ERROR_ZERO_RETURN: return .closed
        default:
            let verifyResult = unsafe SSL_get_verify_result(ssl)
            return .failed(TLSError(ErrorQueue.drain(), verifyResult: verifyResult))
        }
    }
}

/// Counts a record that is read; the C type is the callback of SSL_set_msg_callback.
private func countRecord(
    _ isWritten: Int32, _: Int32, _ type: Int32, _: UnsafeRawPointer?, _: Int, _: OpaquePointer?,
    _ counter: UnsafeMutableRawPointer?
) {
    guard isWritten == 0, type == SSL3_RT_HEADER else { return }
    unsafe counter?.assumingMemoryBound(to: Int.self).pointee += 1
}
