/// What goes wrong, or not, when an order is paid.
package enum PayMode: String, Codable, CaseIterable, Sendable {
    case normal
    /// The notice comes twice within a second.
    case duplicateNotice = "duplicate-notice"
    /// The notice is an hour late, so that a refund's notice overtakes it.
    case lateNotice = "late-notice"
    /// One fen less is paid than was asked for.
    case wrongAmount = "wrong-amount"
    /// The transaction names another merchant.
    case wrongMerchant = "wrong-mchid"
    /// The amount is in US dollars.
    case otherCurrency = "other-currency"
    /// The first notice names a key nobody knows; the next one is right.
    case unknownSerial = "unknown-serial"
    /// The first notice was signed ten minutes ago; the next one is right.
    case staleTimestamp = "stale-timestamp"
    /// The first notice has a deliberately wrong signature; the next one is right.
    case signatureProbe = "signtest"
    /// Only a query shows that it was paid.
    case noNotice = "no-notice"
}
