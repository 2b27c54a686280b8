import COpenSSL

extension TLSEngine {
    /// How far the handshake is.
    package enum HandshakeOutcome: Equatable, Sendable {
        /// All input is taken; more is needed. Send the output.
        case needInput
        /// Plaintext may flow. Send the output; the rest of the input is for `read`.
        case finished
    }

    /// What a read found.
    package enum ReadOutcome: Equatable, Sendable {
        /// This many bytes of plaintext, at least 1; call again, more may be waiting.
        case bytes(Int)
        /// All input is taken and all plaintext has been handed out.
        case needInput
        /// The peer sent close_notify: no plaintext will follow.
        case closed
    }

    /// Whether the handshake is behind us and nothing has failed.
    package var isOpen: Bool { phase == .open }

    /// Goes on with the handshake; a client calls it first without input.
    ///
    /// The C function is SSL_do_handshake.
    ///
    /// - Parameters:
    ///   - input: Received bytes; what was taken is gone from its front afterwards.
    ///   - output: Gets what is to be sent, also when this throws.
    /// - Returns: Whether it has finished.
    /// - Throws: `.certificateRejected`, `.alertReceived`, `.protocolViolation`,
    ///   `.newKeysWanted`, `.alreadyFailed`.
    package mutating func handshake(
        _ input: inout Span<UInt8>, output: inout [UInt8]
    ) throws(TLSError) -> HandshakeOutcome {
        guard phase != .failed else { throw .alreadyFailed }
        let step = unsafe callOpenSSL(&input, &output) { ssl in unsafe SSL_do_handshake(ssl) }
        try checkKeys()
        switch step {
        case .done:
            phase = .open
            // From now on an idle connection owns no buffer of OpenSSL's. The handshake's many
            // small records would allocate and free theirs for each one.
            unsafe shim_SSL_set_mode(ssl, Int(SSL_MODE_RELEASE_BUFFERS))
            return .finished
        case .needInput: return .needInput
        case .closed: throw fail(.protocolViolation(reason: "close_notify during the handshake"))
        case .failed(let error): throw fail(error)
        }
    }

    /// Decrypts at most one record's worth (16 KiB) of plaintext.
    ///
    /// The C function is SSL_read_ex.
    ///
    /// - Parameters:
    ///   - input: Received bytes; what was taken is gone from its front afterwards.
    ///   - plaintext: Gets the bytes, from its start; must not be empty.
    ///   - output: Gets what is to be sent (answers to key updates, alerts), also when this throws.
    /// - Returns: How much was decrypted, or why nothing.
    /// - Throws: `.alertReceived`, `.protocolViolation`, `.newKeysWanted`, `.alreadyFailed`.
    package mutating func read(
        _ input: inout Span<UInt8>, into plaintext: inout MutableSpan<UInt8>,
        output: inout [UInt8]
    ) throws(TLSError) -> ReadOutcome {
        precondition(phase != .handshake, "TLSEngine is read after its handshake has finished")
        precondition(!plaintext.isEmpty, "TLSEngine reads into a place that has room")
        guard phase == .open else { throw .alreadyFailed }
        var count = 0
        let step: Step = unsafe plaintext.withUnsafeMutableBytes { place in
            unsafe callOpenSSL(&input, &output) { ssl in
                unsafe SSL_read_ex(ssl, place.baseAddress, place.count, &count)
            }
        }
        try checkKeys()
        switch step {
        case .done: return .bytes(count)
        case .needInput: return .needInput
        case .closed: return .closed
        case .failed(let error): throw fail(error)
        }
    }

    /// Encrypts all of the plaintext, in records of at most 16 KiB.
    ///
    /// The C function is SSL_write_ex.
    ///
    /// - Parameters:
    ///   - plaintext: Read during the call only. Each record adds 22 bytes in TLS 1.3, up to 29
    ///     in TLS 1.2.
    ///   - output: Gets the records.
    /// - Throws: `.alreadyShutDown`, `.alreadyFailed`; `.protocolViolation` when OpenSSL fails.
    package mutating func write(
        _ plaintext: Span<UInt8>, output: inout [UInt8]
    ) throws(TLSError) {
        precondition(phase != .handshake, "TLSEngine is written after its handshake has finished")
        precondition(!isKernelSending, "an engine without keys encrypts nothing")
        guard phase == .open else { throw .alreadyFailed }
        guard unsafe SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else { throw .alreadyShutDown }
        guard !plaintext.isEmpty else { return }
        var nothing = Span<UInt8>()
        let step: Step = unsafe plaintext.withUnsafeBytes { bytes in
            unsafe callOpenSSL(&nothing, &output) { ssl in
                var count = 0
                return unsafe SSL_write_ex(ssl, bytes.baseAddress, bytes.count, &count)
            }
        }
        switch step {
        case .done: return
        case .failed(let error): throw fail(error)
        case .needInput, .closed:
            throw fail(.protocolViolation(reason: "OpenSSL did not take the whole plaintext"))
        }
    }

    /// Says close_notify: we write no more. Reading stays possible.
    ///
    /// Does nothing before the handshake has finished, after a failure, or the second time.
    /// The C function is SSL_shutdown.
    ///
    /// - Parameter output: Gets the record.
    package mutating func shutDown(output: inout [UInt8]) {
        guard phase == .open, unsafe SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else { return }
        var nothing = Span<UInt8>()
        _ = unsafe callOpenSSL(&nothing, &output) { ssl in unsafe SSL_shutdown(ssl) }
    }

    /// Judges the end of the socket's stream: call it when the peer's bytes have ended and
    /// `read` has answered `needInput` or `closed`.
    ///
    /// - Throws: `.truncated` when the peer had not said close_notify.
    package func checkEndOfStream() throws(TLSError) {
        if unsafe SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN == 0 { throw .truncated }
    }

    private mutating func fail(_ error: TLSError) -> TLSError {
        phase = .failed
        return error
    }
}
