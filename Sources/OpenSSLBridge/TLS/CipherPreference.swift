/// Which cipher comes first; the others follow, all with forward secrecy and authenticated.
package enum CipherPreference: Sendable, CaseIterable {
    /// The cheapest where the processor has AES instructions.
    case aes128GCM
    case aes256GCM
    /// The cheapest where it has none.
    case chacha20Poly1305

    private static let order13: [(CipherPreference, name: String)] = [
        (.aes128GCM, "TLS_AES_128_GCM_SHA256"),
        (.aes256GCM, "TLS_AES_256_GCM_SHA384"),
        (.chacha20Poly1305, "TLS_CHACHA20_POLY1305_SHA256"),
    ]

    private static let order12: [(CipherPreference, name: String)] = [
        (.aes128GCM, "ECDHE-ECDSA-AES128-GCM-SHA256"),
        (.aes128GCM, "ECDHE-RSA-AES128-GCM-SHA256"),
        (.aes256GCM, "ECDHE-ECDSA-AES256-GCM-SHA384"),
        (.aes256GCM, "ECDHE-RSA-AES256-GCM-SHA384"),
        (.chacha20Poly1305, "ECDHE-ECDSA-CHACHA20-POLY1305"),
        (.chacha20Poly1305, "ECDHE-RSA-CHACHA20-POLY1305"),
    ]

    /// The TLS 1.3 suites in SSL_CTX_set_ciphersuites form.
    var suites13: String { arranged(Self.order13) }

    /// The TLS 1.2 suites in SSL_CTX_set_cipher_list form.
    var suites12: String { arranged(Self.order12) }

    private func arranged(_ order: [(CipherPreference, name: String)]) -> String {
        let (preferred, others) = (order.filter { $0.0 == self }, order.filter { $0.0 != self })
        return (preferred + others).map(\.name).joined(separator: ":")
    }
}
