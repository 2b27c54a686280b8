/// A close code that may stand in a close frame; one that is missing there is a nil.
///
/// Source: RFC 6455 §7.4 and the IANA registry it founded.
package struct CloseCode: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    /// Takes a code from the wire.
    ///
    /// - Parameter rawValue: 1000–1003, 1007–1014 or 3000–4999; nil comes back for others, which
    ///   are unassigned, or reserved for reports inside of a program (1005, 1006, 1015).
    package init?(rawValue: UInt16) {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: self.rawValue = rawValue
        default: return nil
        }
    }

    /// Names one of our own codes.
    ///
    /// - Parameter code: 3000–4999; anything else is a bug of the caller and traps.
    package init(application code: UInt16) {
        precondition((3000...4999).contains(code), "application close codes are 3000 to 4999")
        rawValue = code
    }

    private init(registered code: UInt16) { rawValue = code }

    package static let normal = CloseCode(registered: 1000)
    package static let goingAway = CloseCode(registered: 1001)
    package static let protocolError = CloseCode(registered: 1002)
    package static let unsupportedData = CloseCode(registered: 1003)
    package static let invalidPayload = CloseCode(registered: 1007)
    package static let policyViolation = CloseCode(registered: 1008)
    package static let messageTooBig = CloseCode(registered: 1009)
    package static let mandatoryExtension = CloseCode(registered: 1010)
    package static let internalError = CloseCode(registered: 1011)
    package static let serviceRestart = CloseCode(registered: 1012)
    package static let tryAgainLater = CloseCode(registered: 1013)
    package static let badGateway = CloseCode(registered: 1014)
}
