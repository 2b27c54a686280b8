import COpenSSL

/// The protocol versions we speak.
package enum TLSVersion: Comparable, Sendable, CaseIterable {
    case tls12
    case tls13

    var wireNumber: Int32 {
        switch self {
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}
