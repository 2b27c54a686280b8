/// Why the peer's bytes are not acceptable HTTP/1.1.
///
/// After any of them the position of the next message is unknown, so the connection ends.
package enum HTTPError: Error, Equatable, Sendable, CaseIterable {
    /// A line feed without a carriage return (RFC 9112 §2.2).
    case bareLineFeed
    /// A carriage return without a line feed (RFC 9112 §2.2).
    case bareCarriageReturn
    /// Another control character within a head.
    case controlCharacter
    /// Not `method SP target SP version` (RFC 9112 §3).
    case malformedRequestLine
    /// Not `version SP status SP reason` (RFC 9112 §4).
    case malformedStatusLine
    /// A method that HTTP does not define, or in the wrong case (RFC 9110 §9.1).
    case unsupportedMethod
    /// A target that is no URI, or a form that does not fit the method (RFC 9112 §3.2).
    case invalidTarget
    /// `CONNECT`, or `OPTIONS *` (RFC 9112 §3.2.3, §3.2.4).
    case unsupportedTarget
    /// A version that is neither HTTP/1.1 nor HTTP/1.0.
    case unsupportedVersion
    /// A field line without a colon (RFC 9112 §5).
    case malformedHeader
    /// Whitespace between a field's name and its colon (RFC 9112 §5.1).
    case whitespaceBeforeColon
    /// A field line that continues the last one (RFC 9112 §5.2).
    case obsoleteFolding
    /// A field name that is no token.
    case invalidHeaderName
    /// A field value with a control character.
    case invalidHeaderValue
    /// A request in HTTP/1.1 without `Host` (RFC 9112 §3.2).
    case missingHost
    /// More than one `Host`.
    case repeatedHost
    /// A `Host` or an absolute target's authority that breaks its grammar, or the two differ.
    case invalidHost
    /// Both `Content-Length` and `Transfer-Encoding` (RFC 9112 §6.1).
    case conflictingLength
    /// A `Content-Length` that is no number.
    case invalidLength
    /// More than one `Content-Length`, even when they agree (RFC 9110 §8.6 permits to refuse them).
    case repeatedLength
    /// A `Transfer-Encoding` in which `chunked` is not the last coding, repeated or not alone in
    /// its field, or one in HTTP/1.0 (RFC 9112 §6.1).
    case invalidTransferCoding
    /// A `Transfer-Encoding` other than `chunked`.
    case unsupportedTransferCoding
    /// An `Expect` other than `100-continue` (RFC 9110 §10.1.1).
    case unsupportedExpectation
    /// A chunk that breaks the grammar of RFC 9112 §7.1, or exceeds `chunkLineBytes`.
    case malformedChunk
    /// `startLineBytes` exceeded.
    case targetTooLong
    /// `headBytes` or `trailerBytes` exceeded.
    case headTooLarge
    /// `headerCount` exceeded.
    case tooManyHeaders
    /// `bodyBytes` exceeded.
    case bodyTooLarge
    /// `interimResponses` exceeded.
    case tooManyInterimResponses
    /// The connection ended within a message (RFC 9112 §8).
    case truncated

    /// What a server answers before it closes the connection.
    package var status: Int {
        switch self {
        case .targetTooLong: 414
        case .headTooLarge, .tooManyHeaders: 431
        case .bodyTooLarge: 413
        case .unsupportedExpectation: 417
        case .unsupportedMethod, .unsupportedTarget, .unsupportedTransferCoding: 501
        case .unsupportedVersion: 505
        case .bareLineFeed, .bareCarriageReturn, .controlCharacter, .malformedRequestLine,
            .malformedStatusLine, .invalidTarget, .malformedHeader, .whitespaceBeforeColon,
            .obsoleteFolding, .invalidHeaderName, .invalidHeaderValue, .missingHost, .repeatedHost,
            .invalidHost, .conflictingLength, .invalidLength, .repeatedLength,
            .invalidTransferCoding, .malformedChunk, .tooManyInterimResponses, .truncated:
            400
        }
    }
}
