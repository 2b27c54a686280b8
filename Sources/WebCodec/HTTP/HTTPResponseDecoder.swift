/// Turns the bytes that a server sends into one response (RFC 9112).
///
/// Interim responses (1xx) are skipped, except 101, after whose head the caller goes on at
/// `position` with a `WebSocketDecoder`. After an error the decoder throws the same error again.
package struct HTTPResponseDecoder {
    package enum Event: Equatable, Sendable {
        case head(HTTPResponseHead)
        /// The whole body, which ends the response; empty if there is none.
        case body([UInt8])
    }

    private enum State {
        case head
        case body(HTTPBodyCollector)
        case done
        case failed(HTTPError)
    }

    private let limits: HTTPLimits
    private let method: String
    private var state = State.head
    private var collector = HTTPHeadCollector(skipsEmptyLine: false)
    private var interimResponses = 0

    /// Makes a decoder for the answer to one request.
    ///
    /// - Parameters:
    ///   - method: That of the request; an answer to `HEAD` has no body.
    ///   - limits: How much is accepted.
    package init(answering method: String = "GET", limits: HTTPLimits = HTTPLimits()) {
        self.method = method
        self.limits = limits
    }

    /// Steps over `input` to the next event; after the body nothing is consumed any more.
    ///
    /// - Parameters:
    ///   - input: What has arrived.
    ///   - position: The first byte in `input` that was not consumed; moves on.
    /// - Returns: The event, or nil when the input is used up.
    /// - Throws: Why the response cannot be accepted.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Event? {
        do throws(HTTPError) {
            switch state {
            case .head:
                return try nextHead(input, at: &position).map(Event.head)
            case .body(var body):
                state = .done  // So that the body has one owner and grows in place.
                if let whole = try body.next(input, at: &position) { return .body(whole) }
                state = .body(body)
                return nil
            case .done:
                return nil
            case .failed(let error):
                throw error
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Ends the input when the server has closed its side.
    ///
    /// - Returns: The body, if the end of the connection is what ends it; nil after a whole
    ///   response.
    /// - Throws: `.truncated` when something is missing.
    package mutating func finish() throws(HTTPError) -> Event? {
        switch state {
        case .head: throw .truncated
        case .body(let body):
            state = .done
            return .body(try body.finish())
        case .done: return nil
        case .failed(let error): throw error
        }
    }

    private mutating func nextHead(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> HTTPResponseHead? {
        while true {
            let found = try collector.next(input, at: &position, limits: limits) {
                (head) throws(HTTPError) in try HTTPResponseHead(head)
            }
            guard let head = found else { return nil }
            guard (100...199).contains(head.status), head.status != 101 else {
                state = .body(HTTPBodyCollector(try framing(of: head), limits: limits))
                return head
            }
            interimResponses += 1
            guard interimResponses <= limits.interimResponses else {
                throw .tooManyInterimResponses
            }
        }
    }

    /// How long the body is (RFC 9112 §6.3).
    private func framing(of head: HTTPResponseHead) throws(HTTPError) -> HTTPBodyFraming {
        if method == "HEAD" || [101, 204, 304].contains(head.status) { return .length(0) }
        return try head.headers.bodyFraming(limits: limits) ?? .untilClose
    }
}
