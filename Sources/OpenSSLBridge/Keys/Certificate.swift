import COpenSSL

/// What a certificate says, as far as we show or compare it.
package struct Certificate: Equatable, Sendable {
    /// SHA-256 of the certificate in DER, 32 bytes.
    package let fingerprint: [UInt8]
    /// The subject in RFC 2253 form, as in `CN=shop.test`.
    package let subject: String
    /// When it starts to be valid, in seconds since the epoch.
    package let notBeforeSeconds: Int64
    /// When it ceases to be valid, in seconds since the epoch.
    package let notAfterSeconds: Int64
    /// The serial number in upper-case hex, two digits a byte.
    package let serialHex: String

    /// Reads the first certificate of a PEM text.
    ///
    /// - Parameter pem: One certificate or a chain.
    /// - Throws: `.unreadablePEM`, `.pemTooLong`, `.library`.
    package init(pem: [UInt8]) throws(CryptoError) {
        let handle = try PEM.certificates(in: pem)[0]
        let raw = unsafe handle.pointer
        fingerprint = unsafe Self.fingerprint(of: raw)
        subject = try unsafe Self.subject(of: raw)
        notBeforeSeconds = try unsafe Self.seconds(of: X509_get0_notBefore(raw))
        notAfterSeconds = try unsafe Self.seconds(of: X509_get0_notAfter(raw))
        serialHex = try unsafe Self.serialHex(of: raw)
    }

    /// The C function is X509_digest.
    static func fingerprint(of certificate: OpaquePointer) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Digest.sha256Count)
        let isDone = unsafe X509_digest(certificate, EVP_sha256(), &digest, nil) == 1
        precondition(isDone, "OpenSSL's default provider has SHA-256")
        return digest
    }

    private static func subject(of certificate: OpaquePointer) throws(CryptoError) -> String {
        let name = unsafe X509_get_subject_name(certificate)
        guard unsafe X509_NAME_entry_count(name) > 0 else { return "" }
        let text = try unsafe PEM.text { bio in
            unsafe X509_NAME_print_ex(bio, name, 0, shim_XN_FLAG_readable())
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func seconds(
        of time: UnsafePointer<ASN1_TIME>?
    ) throws(CryptoError) -> Int64 {
        guard let epoch = unsafe ASN1_TIME_set(nil, 0) else { throw .drained() }
        defer { unsafe ASN1_TIME_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { throw .drained() }
        return Int64(days) * 86_400 + Int64(seconds)
    }

    private static func serialHex(of certificate: OpaquePointer) throws(CryptoError) -> String {
        let serial = unsafe X509_get0_serialNumber(certificate)
        guard let number = unsafe ASN1_INTEGER_to_BN(serial, nil) else { throw .drained() }
        defer { unsafe BN_free(number) }
        guard let text = unsafe BN_bn2hex(number) else { throw .drained() }
        defer { unsafe CRYPTO_free(text, nil, 0) }
        return unsafe String(cString: text)
    }
}
