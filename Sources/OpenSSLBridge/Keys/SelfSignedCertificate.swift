import COpenSSL

/// A certificate that vouches for itself, for a first start and for tests.
package struct SelfSignedCertificate: Sendable {
    /// More names are refused with `.nameCount`.
    package static let namesLimit = 100
    /// When no start is given: this long before now, for clients whose clock is behind.
    package static let clockLeewaySeconds: Int64 = 3_600

    /// The certificate, to be shown to anybody.
    package let certificatePEM: [UInt8]
    /// Its key, secret.
    package let privateKeyPEM: PrivateKeyPEM

    /// Makes a key and a certificate for it.
    ///
    /// - Parameters:
    ///   - names: DNS names (the first label may be `*`) and IP addresses it is good for, at
    ///     least one; the first DNS name of at most 64 characters is also its subject.
    ///   - validityDays: How long it is good, at least 1.
    ///   - keyKind: ECDSA on P-256, or RSA with 2,048 bits.
    ///   - serial: The serial number, highest byte first; drawn when `nil`.
    ///   - notBeforeSeconds: When it starts to be valid, in seconds since the epoch; an hour
    ///     before now when `nil`.
    /// - Returns: The certificate with its key.
    /// - Throws: `.nameCount`, `.invalidName`, `.invalidSerial`, `.invalidValidity`, `.library`.
    package static func make(
        names: [String], validityDays: Int, keyKind: TLSIdentity.KeyKind = .ecdsa,
        serial: [UInt8]? = nil, notBeforeSeconds: Int64? = nil
    ) throws(CryptoError) -> SelfSignedCertificate {
        let hostNames = try checked(names)
        let serial = if let serial { try checked(serial) } else { try drawnSerial() }
        OpenSSLLibrary.prepare()
        let rsaBits: UInt32 = 2_048
        let made = keyKind == .rsa ? unsafe shim_EVP_RSA_gen(rsaBits) : unsafe shim_EVP_P256_gen()
        guard let rawKey = unsafe made else { throw .drained() }
        let key = unsafe KeyHandle(adopting: rawKey)
        guard let rawCertificate = unsafe X509_new() else { throw .drained() }
        let certificate = unsafe CertificateHandle(adopting: rawCertificate)
        guard unsafe X509_set_version(rawCertificate, Int(X509_VERSION_3)) == 1,
            unsafe X509_set_pubkey(rawCertificate, rawKey) == 1
        else { throw .drained() }
        try certificate.setSerial(serial)
        try certificate.setValidity(days: validityDays, notBeforeSeconds: notBeforeSeconds)
        try certificate.setSubjectAndIssuer(hostNames)
        try certificate.addExtensions(hostNames)
        guard unsafe X509_sign(rawCertificate, rawKey, EVP_sha256()) > 0 else { throw .drained() }
        let certificatePEM = try unsafe PEM.text { bio in
            unsafe PEM_write_bio_X509(bio, rawCertificate)
        }
        return SelfSignedCertificate(
            certificatePEM: certificatePEM, privateKeyPEM: try key.privatePEM())
    }

    private static func checked(_ names: [String]) throws(CryptoError) -> [HostName] {
        guard (1...namesLimit).contains(names.count) else {
            throw .nameCount(names.count, limit: namesLimit)
        }
        var hostNames: [HostName] = []
        for name in names {
            guard let hostName = HostName(name, allowsWildcard: true) else {
                throw .invalidName(name)
            }
            hostNames.append(hostName)
        }
        return hostNames
    }

    private static func checked(_ serial: [UInt8]) throws(CryptoError) -> [UInt8] {
        guard (1...20).contains(serial.count), serial.contains(where: { $0 != 0 }),
            serial.count < 20 || serial[0] < 0x80  // A set top bit would need a 21st byte.
        else { throw .invalidSerial }
        return serial
    }

    private static func drawnSerial() throws(CryptoError) -> [UInt8] {
        [1] + (try SecureRandom.bytes(15))  // The leading 1 keeps it positive and its length fixed.
    }
}

extension CertificateHandle {
    fileprivate func setSerial(_ bytes: [UInt8]) throws(CryptoError) {
        guard let number = unsafe BN_bin2bn(bytes, Int32(bytes.count), nil) else {
            throw .drained()
        }
        defer { unsafe BN_free(number) }
        let serial = unsafe X509_get_serialNumber(pointer)  // The certificate's own, written into.
        guard unsafe BN_to_ASN1_INTEGER(number, serial) != nil else { throw .drained() }
    }

    fileprivate func setValidity(
        days: Int, notBeforeSeconds: Int64?
    ) throws(CryptoError) {
        let yearsBetween1950And9999: ClosedRange<Int64> = -631_152_000...253_402_300_799
        let daysInThem = 1...2_940_000
        let leeway = SelfSignedCertificate.clockLeewaySeconds
        guard daysInThem.contains(days) else { throw .invalidValidity }
        let (start, end) = unsafe (
            X509_getm_notBefore(pointer), X509_getm_notAfter(pointer)
        )
        guard let notBeforeSeconds else {
            guard unsafe X509_time_adj_ex(start, 0, Int(-leeway), nil) != nil,
                unsafe X509_time_adj_ex(end, Int32(days), Int(-leeway), nil) != nil
            else { throw .invalidValidity }
            return
        }
        guard yearsBetween1950And9999.contains(notBeforeSeconds),
            yearsBetween1950And9999.contains(notBeforeSeconds + Int64(days) * 86_400)
        else { throw .invalidValidity }
        var base = Int(notBeforeSeconds)
        guard unsafe X509_time_adj_ex(start, 0, 0, &base) != nil,
            unsafe X509_time_adj_ex(end, Int32(days), 0, &base) != nil
        else { throw .invalidValidity }
    }

    fileprivate func setSubjectAndIssuer(_ names: [HostName]) throws(CryptoError) {
        let upperBound = 64  // RFC 5280 appendix A.1, ub-common-name.
        let subject = unsafe X509_get_subject_name(pointer)
        let commonName = names.lazy.compactMap { name in
            switch name {
            case .dns(let text) where text.utf8.count <= upperBound: text
            case .dns, .address: nil
            }
        }.first
        let text = commonName ?? "Shopcast"
        guard
            unsafe X509_NAME_add_entry_by_NID(
                subject, NID_commonName, MBSTRING_UTF8, text, Int32(text.utf8.count), -1, 0) == 1,
            unsafe X509_set_issuer_name(pointer, subject) == 1
        else { throw .drained() }
    }

    fileprivate func addExtensions(_ names: [HostName]) throws(CryptoError) {
        // `HostName` lets no comma or colon of a DNS name through, so each entry stays one.
        let alternativeNames = names.map { name in
            switch name {
            case .dns(let text): "DNS:\(text)"
            case .address(let text): "IP:\(text)"
            }
        }.joined(separator: ",")
        try addExtension(NID_basic_constraints, "critical,CA:FALSE")
        try addExtension(NID_key_usage, "critical,digitalSignature")
        try addExtension(NID_ext_key_usage, "serverAuth")
        try addExtension(NID_subject_key_identifier, "hash")
        try addExtension(NID_subject_alt_name, alternativeNames)
    }

    private func addExtension(_ kind: Int32, _ value: String) throws(CryptoError) {
        guard let made = unsafe shim_X509V3_extension(pointer, pointer, kind, value) else {
            throw .drained()
        }
        defer { unsafe X509_EXTENSION_free(made) }  // X509_add_ext copies.
        guard unsafe X509_add_ext(pointer, made, -1) == 1 else { throw .drained() }
    }
}
