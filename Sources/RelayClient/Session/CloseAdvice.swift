/// What a close code tells a client to do.
///
/// Source: Protocol/README.md, "Close codes".
package enum CloseAdvice: Equatable, Sendable {
    case reconnectNow
    /// After the time that `drain` gave, else with back-off.
    case reconnectLater
    /// We broke RFC 6455 or a size limit; another attempt would end the same way.
    case stopAtFault
    /// The server will not have us like this; its user must do something.
    case stopRefused
    /// The token or invite is not good.
    case stopSignIn

    /// - Parameter code: Nil when the connection broke without a close frame.
    package init(code: UInt16?) {
        switch code {
        case 1002, 1003, 1007, 1008, 1009, 1010: self = .stopAtFault
        case .some(4000...4099): self = .reconnectNow
        case .some(4100...4199): self = .reconnectLater
        case 4201: self = .stopSignIn
        case .some(4200...4299): self = .stopRefused
        default: self = .reconnectLater
        }
    }
}
