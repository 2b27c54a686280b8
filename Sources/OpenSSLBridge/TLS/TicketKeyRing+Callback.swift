import COpenSSL

extension TicketKeyRing {
    /// Seals and opens a context's tickets with this ring.
    ///
    /// - Parameter context: Holds the ring's address without a reference; whoever owns the context
    ///   retains the ring.
    func serve(_ context: OpaquePointer) {
        unsafe SSL_CTX_set_timeout(context, Int(ticketSeconds))
        unsafe shim_SSL_CTX_set_app_data(context, Unmanaged.passUnretained(self).toOpaque())
        unsafe SSL_CTX_set_tlsext_ticket_key_evp_cb(context, setUpTicket)
    }

    /// Looked up once; the look-up by name would cost more than the cipher.
    fileprivate static let cipher: SendablePointer = {
        OpenSSLLibrary.prepare()
        guard let cipher = unsafe EVP_CIPHER_fetch(nil, "AES-256-CBC", nil) else {
            preconditionFailure("OpenSSL's default provider has AES")
        }
        return unsafe SendablePointer(value: cipher)
    }()
}

extension TicketKey {
    /// Prepares OpenSSL's contexts for one ticket; both copy the secrets.
    fileprivate func apply(
        to cipher: OpaquePointer?, _ digest: OpaquePointer?,
        initializationVector: UnsafeMutablePointer<UInt8>?, seals: Bool
    ) -> Bool {
        unsafe EVP_CipherInit_ex(
            cipher, TicketKeyRing.cipher.value, nil, cipherKey.baseAddress, initializationVector,
            seals ? 1 : 0) == 1
            && shim_HMAC_SHA256_set_key(digest, digestKey.baseAddress, digestKey.count) == 1
    }
}

/// Prepares the sealing or the opening of one ticket.
///
/// The C type is the callback of SSL_CTX_set_tlsext_ticket_key_evp_cb; all pointers are OpenSSL's
/// and good for this call. The answers are its too: negative ends the handshake, 0 is "no ticket",
/// 1 "go on", 2 "go on and give the client a new ticket". TLS 1.3 clients use a ticket once
/// (RFC 8446 §C.4), so they always get a new one.
private func setUpTicket(
    _ ssl: OpaquePointer?, _ name: UnsafeMutablePointer<UInt8>?,
    _ initializationVector: UnsafeMutablePointer<UInt8>?, _ cipher: OpaquePointer?,
    _ digest: OpaquePointer?, _ seals: Int32
) -> Int32 {
    guard let address = unsafe shim_SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)),
        let name = unsafe name
    else { return -1 }
    let ring = unsafe Unmanaged<TicketKeyRing>.fromOpaque(address).takeUnretainedValue()
    let nameBytes = unsafe UnsafeMutableBufferPointer(start: name, count: TicketKey.nameCount)
    if seals != 0 {
        let key = ring.newest
        _ = unsafe nameBytes.update(from: key.name)
        let vectorCount = unsafe EVP_CIPHER_get_iv_length(TicketKeyRing.cipher.value)
        guard unsafe RAND_bytes(initializationVector, vectorCount) == 1,
            unsafe key.apply(
                to: cipher, digest, initializationVector: initializationVector, seals: true)
        else { return -1 }
        return 1
    }
    guard let (key, isNewest) = unsafe ring.key(named: UnsafeBufferPointer(nameBytes)) else {
        return 0
    }
    guard
        unsafe key.apply(
            to: cipher, digest, initializationVector: initializationVector, seals: false)
    else { return -1 }
    let isReusable = unsafe SSL_version(ssl) < TLS1_3_VERSION
    return isNewest && isReusable ? 1 : 2
}
