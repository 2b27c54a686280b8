extension HTTPError {
    /// What a person is told: what is wrong, and what to send instead.
    ///
    /// - Parameter limits: Those that were exceeded, if it is about a limit.
    package func text(_ limits: HTTPLimits) -> String {
        switch self {
        case .bareLineFeed, .bareCarriageReturn:
            "End each line with a carriage return and a line feed."
        case .controlCharacter: "A head must not have control characters."
        case .malformedRequestLine:
            "The first line must be METHOD, path and HTTP/1.1, with one space between."
        case .malformedStatusLine: "The first line must be HTTP/1.1, status and reason."
        case .unsupportedMethod:
            "This method is not known: use GET, HEAD or POST, in upper case."
        case .invalidTarget: "Ask for a path such as /v1: characters outside URIs need an escape."
        case .unsupportedTarget: "This is no proxy: ask for a path such as /v1."
        case .unsupportedVersion: "Speak HTTP/1.1."
        case .malformedHeader: "Each line of the head must be NAME: VALUE."
        case .whitespaceBeforeColon: "Leave out the space before the colon of a header."
        case .obsoleteFolding: "Write each header on one line."
        case .invalidHeaderName: "A header's name must be a token."
        case .invalidHeaderValue: "A header's value must not have control characters."
        case .missingHost: "Send the header Host."
        case .repeatedHost: "Send the header Host once."
        case .invalidHost: "Host must be host:port, the same as in the request's first line."
        case .conflictingLength: "Send either Content-Length or Transfer-Encoding."
        case .invalidLength: "Content-Length must be a decimal number."
        case .repeatedLength: "Send Content-Length once."
        case .invalidTransferCoding:
            "Transfer-Encoding must be chunked and nothing else, in HTTP/1.1."
        case .unsupportedTransferCoding: "Of the transfer codings only chunked is spoken here."
        case .unsupportedExpectation: "Of the expectations only 100-continue is met here."
        case .malformedChunk: "A chunk of the body breaks the grammar."
        case .targetTooLong: "The first line may have \(limits.startLineBytes) bytes: shorten it."
        case .headTooLarge:
            "The head may have \(limits.headBytes) bytes: send fewer or shorter headers."
        case .tooManyHeaders: "The head may have \(limits.headerCount) headers: send fewer."
        case .bodyTooLarge where limits.bodyBytes == 0: "Send this request without a body."
        case .bodyTooLarge: "The body may have \(limits.bodyBytes) bytes: send less."
        case .tooManyInterimResponses: "There are too many interim responses."
        case .truncated: "The connection ended within a message."
        }
    }
}
