import COpenSSL

/// A version and a cipher with which a kernel may encrypt in our stead (linux/tls.h).
package struct KernelSuite: Hashable, Sendable, CustomStringConvertible {
    /// The ciphers that we permit, by the kernel's numbers.
    package enum Cipher: UInt16, Sendable, CaseIterable {
        case aes128GCM = 51
        case aes256GCM = 52
        case chacha20Poly1305 = 54
    }

    package let version: TLSVersion
    package let cipher: Cipher

    package init(_ version: TLSVersion, _ cipher: Cipher) {
        (self.version, self.cipher) = (version, cipher)
    }

    /// Everything that our contexts may agree on.
    package static let all = TLSVersion.allCases.flatMap { version in
        Cipher.allCases.map { KernelSuite(version, $0) }
    }

    /// Reads the head of the C `struct tls_crypto_info`; nil when it is none of ours.
    init?(_ info: tls_crypto_info) {
        let version = TLSVersion.allCases.first { $0.wireNumber == Int32(info.version) }
        guard let version, let cipher = Cipher(rawValue: info.cipher_type) else { return nil }
        self.init(version, cipher)
    }

    /// The head of the C struct.
    var info: tls_crypto_info {
        tls_crypto_info(version: UInt16(version.wireNumber), cipher_type: cipher.rawValue)
    }

    /// The size of the whole C struct.
    var keyBytes: Int {
        switch cipher {
        case .aes128GCM: MemoryLayout<tls12_crypto_info_aes_gcm_128>.size
        case .aes256GCM: MemoryLayout<tls12_crypto_info_aes_gcm_256>.size
        case .chacha20Poly1305: MemoryLayout<tls12_crypto_info_chacha20_poly1305>.size
        }
    }

    package var description: String {
        let version = version == .tls12 ? "1.2" : "1.3"
        return switch cipher {
        case .aes128GCM: "\(version) AES-128-GCM"
        case .aes256GCM: "\(version) AES-256-GCM"
        case .chacha20Poly1305: "\(version) ChaCha20-Poly1305"
        }
    }
}

/// The sending keys of one connection in the form that a kernel takes (linux/tls.h,
/// `struct tls12_crypto_info_…`); wiped at the end.
package final class KernelKeys {
    package let suite: KernelSuite
    private var bytes: [UInt8]

    /// Copies OpenSSL's struct, whose head is of `suite`.
    init(_ suite: KernelSuite, copying info: UnsafeRawPointer) {
        self.suite = suite
        bytes = unsafe Array(UnsafeRawBufferPointer(start: info, count: suite.keyBytes))
    }

    /// Keys of zeros, which protect nothing: for asking a kernel whether it knows the suite.
    package init(blank suite: KernelSuite) {
        self.suite = suite
        let head = suite.info
        bytes = unsafe withUnsafeBytes(of: head) { unsafe Array($0) }
        bytes += Array(repeating: 0, count: suite.keyBytes - bytes.count)
    }

    deinit {
        unsafe bytes.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    /// Lends the C struct, for setsockopt.
    package func read<Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let bytes = self.bytes  // Shared, not copied: there is nothing else to wipe.
        unsafe try bytes.span.withUnsafeBytes { (raw) throws(Failure) in unsafe try body(raw) }
    }
}
