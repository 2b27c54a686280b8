import COpenSSL

/// What OpenSSL says of itself once a kernel encrypts: tickets, alerts, the end of a handshake.
package struct ControlRecord: Equatable, Sendable {
    /// 21 for alerts, 22 for the handshake (RFC 8446 §5.1).
    package let type: UInt8
    /// In the clear, at most 16 KiB.
    package let bytes: [UInt8]
}

/// How OpenSSL gives one connection's sending to the kernel, through the connection's BIO.
///
/// OpenSSL offers its keys (`BIO_CTRL_SET_KTLS`); from the moment they are taken what it writes is
/// in the clear and of a type that it has announced before. That is collected here, apart from the
/// records that OpenSSL encrypted until then and that have to go out first.
final class KernelHandover {
    private static let alertType: UInt8 = 21
    private static let handshakeType: UInt8 = 22
    /// A fatal `internal_error` (RFC 8446 §6.2).
    private static let internalError: [UInt8] = [2, 80]
    /// The head of the handshake message KeyUpdate, whose body is a byte (RFC 8446 §4.6.3).
    private static let keyUpdateHead: [UInt8] = [24, 0, 0, 1]

    private let suites: Set<KernelSuite>
    /// Whether OpenSSL's keys have been taken: it encrypts no more.
    private(set) var isDone = false
    private var keys: KernelKeys?
    private var type: UInt8?
    private var records: [ControlRecord] = []
    /// OpenSSL has changed its sending keys, and does not say to which.
    private(set) var hasLostKeys = false

    /// - Parameter suites: What the kernel knows.
    init(_ suites: Set<KernelSuite>) { self.suites = suites }

    /// Answers `BIO_CTRL_SET_KTLS`; `info` is OpenSSL's and good for this call.
    func take(_ info: UnsafeRawPointer) -> Bool {
        let head = unsafe info.loadUnaligned(as: tls_crypto_info.self)
        guard let suite = KernelSuite(head), suites.contains(suite) else { return false }
        guard !isDone else {
            hasLostKeys = true
            return false
        }
        keys = unsafe KernelKeys(suite, copying: info)
        isDone = true
        return true
    }

    /// Answers `BIO_CTRL_SET_KTLS_TX_SEND_CTRL_MSG`: the type of what is written next.
    func announce(_ type: Int) { self.type = UInt8(exactly: type) }

    /// Answers `BIO_CTRL_CLEAR_KTLS_TX_CTRL_MSG`.
    func forgetType() { type = nil }

    /// Takes what OpenSSL writes after it has given its keys away; false for application data,
    /// which does not go this way.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        precondition(isDone, "OpenSSL encrypts until it has given its keys away")
        guard let type, type == Self.alertType || type == Self.handshakeType else { return false }
        if type == Self.handshakeType, unsafe bytes.starts(with: Self.keyUpdateHead) {
            hasLostKeys = true  // The peer could read nothing of what follows.
            return true
        }
        if !hasLostKeys { unsafe records.append(ControlRecord(type: type, bytes: Array(bytes))) }
        return true
    }

    /// The connection cannot go on; the peer is to learn it.
    func fail() { records.append(ControlRecord(type: Self.alertType, bytes: Self.internalError)) }

    var hasNews: Bool { keys != nil || !records.isEmpty }

    func takeKeys() -> KernelKeys? {
        defer { keys = nil }
        return keys
    }

    func takeRecords() -> [ControlRecord] {
        defer { records = [] }
        return records
    }
}
