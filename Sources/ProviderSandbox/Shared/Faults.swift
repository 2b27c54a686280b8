/// What goes wrong with the answer to a merchant's call, or with what the call does.
package enum CallFault: String, Codable, CaseIterable, Sendable {
    /// The answer comes after five seconds.
    case slow
    /// It is done, and the answer comes after a minute, when nobody waits any more.
    case lostAnswer = "lost-answer"
    /// Nothing is done, and the answer is 500, or the provider's own word for it.
    case serverError = "server-error"
    /// WeChat Pay: the answer has a deliberately wrong signature.
    case signatureProbe = "signtest"
    /// WeChat Pay: the answer names a key nobody knows.
    case unknownSerial = "unknown-serial"
    /// WeChat Pay: the answer was signed ten minutes ago.
    case staleTimestamp = "stale-timestamp"
    case unsigned
    /// The answer, or the bill's file, is not what was signed.
    case wrongSignature = "wrong-signature"
    /// The payer pays just before the call is carried out; with `close`, between query and close.
    case payFirst = "pay-first"
    /// The refund stays with the provider until a person acts.
    case refundAbnormal = "refund-abnormal"
    /// The refund comes to nothing.
    case refundClosed = "refund-closed"
    /// Alipay: the refund is made, and the answer says that nothing moved this time.
    case refundIdle = "refund-idle"
    /// There is not enough money in the merchant's account.
    case noFunds = "no-funds"
}

/// The merchant's calls.
package enum CallKind: String, Codable, CaseIterable, Sendable {
    case create, query, close, refund, bill
    case queryRefund = "query-refund"
}

/// A fault that waits for the next calls of a kind.
package struct FaultRule: Codable, Equatable, Sendable {
    package let fault: CallFault
    package let call: CallKind
    package internal(set) var times: Int

    package init(_ fault: CallFault, on call: CallKind, times: Int = 1) {
        (self.fault, self.call, self.times) = (fault, call, times)
    }
}

extension [FaultRule] {
    /// The next fault planned for a kind of call; it is used up.
    mutating func take(_ kind: CallKind) -> CallFault? {
        guard let index = firstIndex(where: { $0.call == kind }) else { return nil }
        let fault = self[index].fault
        self[index].times -= 1
        if self[index].times < 1 { remove(at: index) }
        return fault
    }
}
