import COpenSSL

/// Owns one reference to an `EVP_PKEY *`, which nobody changes once it is made.
@safe final class KeyHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over the caller's reference to `pointer`.
    init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }
}

/// Owns one reference to an `X509 *`, which nobody changes once it is made.
@safe final class CertificateHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over the caller's reference to `pointer`.
    init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe X509_free(pointer) }
}

/// Owns one reference to an `SSL_CTX *`, which nobody changes once its `TLSContext` is made.
@safe final class ContextHandle: @unchecked Sendable {
    let pointer: OpaquePointer

    /// Takes over the caller's reference to `pointer`.
    init(adopting pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe SSL_CTX_free(pointer) }
}
