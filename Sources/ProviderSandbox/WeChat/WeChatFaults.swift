/// What goes wrong, or not, when an order is paid.
package enum PayMode: String, Codable, CaseIterable, Sendable {
    case normal
    /// The notice comes twice within a second.
    case duplicateNotice = "duplicate-notice"
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

/// What goes wrong with the answer to a merchant's call.
package enum CallFault: String, Codable, CaseIterable, Sendable {
    /// The answer comes after five seconds.
    case slow
    /// Nothing is done, and the answer is 500.
    case serverError = "server-error"
    case signatureProbe = "signtest"
    case unknownSerial = "unknown-serial"
    case staleTimestamp = "stale-timestamp"
    case unsigned
    /// The payer pays just before the call is carried out; with `close`, between query and close.
    case payFirst = "pay-first"
}

/// The merchant's calls.
package enum WeChatCallKind: String, Codable, CaseIterable, Sendable {
    case create, query, close
}

/// A fault that waits for the next calls of a kind.
package struct FaultRule: Codable, Equatable, Sendable {
    package let fault: CallFault
    package let call: WeChatCallKind
    package internal(set) var times: Int

    package init(_ fault: CallFault, on call: WeChatCallKind, times: Int = 1) {
        (self.fault, self.call, self.times) = (fault, call, times)
    }
}
