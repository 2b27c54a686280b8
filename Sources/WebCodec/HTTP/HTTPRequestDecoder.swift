/// Turns the bytes that a client sends into requests, strictly (RFC 9112).
///
/// Each request is two events, its head and its whole body. Bytes after a head are not looked at
/// before the next call, so when a head asks for an upgrade and is granted one, the caller goes on
/// at `position` with a `WebSocketDecoder`; if it is not granted, the caller goes on here. After an
/// error the decoder throws the same error again.
package struct HTTPRequestDecoder {
    package enum Event: Equatable, Sendable {
        /// The head, known to have one valid `Host` and an unambiguous body length within the
        /// limit. Now a waiting sender may be told to continue, see
        /// `HTTPRequestHead.expectsContinue`.
        case head(HTTPRequestHead)
        /// The whole body, which ends the request; empty if there is none.
        case body([UInt8])
    }

    private enum State {
        case head
        case body(HTTPBodyCollector)
        case failed(HTTPError)
    }

    private let limits: HTTPLimits
    private var state = State.head
    private var collector = HTTPHeadCollector(skipsEmptyLine: true)

    package init(limits: HTTPLimits = HTTPLimits()) { self.limits = limits }

    /// Whether the decoder is between two requests, where a connection may end.
    package var isIdle: Bool {
        if case .head = state { collector.isIdle } else { false }
    }

    /// Lowers the limit of the body that follows; called right after its head.
    ///
    /// - Parameter bytes: The most that is accepted now.
    /// - Throws: `.bodyTooLarge` when more than that is announced.
    package mutating func limitBody(to bytes: Int) throws(HTTPError) {
        guard case .body(var body) = state else {
            preconditionFailure("a body is limited right after its head")
        }
        do throws(HTTPError) {
            try body.limit(to: bytes)
            state = .body(body)
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Steps over `input` to the next event.
    ///
    /// - Parameters:
    ///   - input: What has arrived.
    ///   - position: The first byte in `input` that was not consumed; moves on.
    /// - Returns: The event, or nil when the input is used up.
    /// - Throws: Why the request cannot be accepted; `HTTPError.status` is the answer to it.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(HTTPError) -> Event? {
        do throws(HTTPError) {
            switch state {
            case .head:
                let found = try collector.next(input, at: &position, limits: limits) {
                    (head) throws(HTTPError) in try HTTPRequestHead(head)
                }
                guard let head = found else { return nil }
                let framing = try head.headers.bodyFraming(limits: limits) ?? .length(0)
                guard framing != .chunked || head.version == .http11 else {
                    throw .invalidTransferCoding
                }
                guard head.hasKnownExpectations else { throw .unsupportedExpectation }
                state = .body(HTTPBodyCollector(framing, limits: limits))
                return .head(head)
            case .body(var body):
                state = .head  // So that the body has one owner and grows in place.
                if let whole = try body.next(input, at: &position) { return .body(whole) }
                state = .body(body)
                return nil
            case .failed(let error):
                throw error
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }
}

extension HTTPRequestHead {
    /// Whether nothing but 100-continue is expected; in HTTP/1.0 nothing is (RFC 9110 §10.1.1).
    fileprivate var hasKnownExpectations: Bool {
        version == .http10
            || headers.all("expect").allSatisfy {
                $0.isEqualIgnoringASCIICase(to: "100-continue")
            }
    }
}
