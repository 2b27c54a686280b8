import COpenSSL

extension TLSEngine {
    /// The protocol version agreed on; `nil` before the handshake has finished.
    package var version: TLSVersion? {
        guard phase == .open else { return nil }
        let number = unsafe SSL_version(ssl)
        return TLSVersion.allCases.first { $0.wireNumber == number }
    }

    /// OpenSSL's name of the cipher agreed on, as in `TLS_AES_128_GCM_SHA256`.
    package var cipherName: String? {
        guard let cipher = unsafe SSL_get_current_cipher(ssl) else { return nil }
        return unsafe String(cString: SSL_CIPHER_get_name(cipher))
    }

    /// The protocol agreed on by ALPN; `nil` when the client offered none.
    package var applicationProtocol: String? {
        var start: UnsafePointer<UInt8>?
        var count: UInt32 = 0
        unsafe SSL_get0_alpn_selected(ssl, &start, &count)
        guard count > 0 else { return nil }
        let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(count))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// The server name the client asked for; `nil` when it named none.
    package var requestedServerName: String? {
        guard let name = unsafe SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name) else {
            return nil
        }
        return unsafe String(cString: name)
    }

    /// Whether the handshake was shortened by an earlier connection's session.
    package var isResumed: Bool { unsafe SSL_session_reused(ssl) == 1 }

    /// SHA-256 of the peer's certificate in DER, 32 bytes; `nil` when the peer showed none.
    package var peerCertificateFingerprint: [UInt8]? {
        guard let certificate = unsafe SSL_get0_peer_certificate(ssl) else { return nil }
        return unsafe Certificate.fingerprint(of: certificate)
    }

    /// Why the peer's certificate would not pass, also when nobody asked; `nil` when it passes.
    package var verificationFailure: String? {
        guard unsafe SSL_get0_peer_certificate(ssl) != nil else { return "no certificate" }
        let result = unsafe SSL_get_verify_result(ssl)
        return result == Int(X509_V_OK) ? nil : TLSError.verificationText(result)
    }

    /// What a client can keep to resume with; `nil` until the server's ticket has been read.
    package var session: TLSSession? {
        guard phase == .open, context.role == .client,
            let session = unsafe SSL_get1_session(ssl)
        else { return nil }
        let kept = unsafe TLSSession(adopting: session, context: context, serverName: serverName)
        return unsafe SSL_SESSION_is_resumable(session) == 1 ? kept : nil
    }
}
