@testable import WebCodec

/// What came out of a request decoder before it ended or failed.
struct RequestOutcome: Equatable {
    var events: [HTTPRequestDecoder.Event] = []
    var error: HTTPError?
}

/// Feeds the pieces one after another to a new decoder.
func decodeRequests(_ pieces: [[UInt8]], limits: HTTPLimits = .init()) -> RequestOutcome {
    var decoder = HTTPRequestDecoder(limits: limits)
    var outcome = RequestOutcome()
    do throws(HTTPError) {
        for piece in pieces {
            var position = 0
            while let event = try decoder.next(piece.span, at: &position) {
                outcome.events.append(event)
            }
        }
    } catch {
        outcome.error = error
    }
    return outcome
}

func decodeRequests(_ text: String, limits: HTTPLimits = .init()) -> RequestOutcome {
    decodeRequests([Array(text.utf8)], limits: limits)
}

/// What came out of a response decoder before it ended or failed.
struct ResponseOutcome: Equatable {
    var events: [HTTPResponseDecoder.Event] = []
    var error: HTTPError?
}

/// Feeds the pieces one after another to a new decoder, and then the end if `closes`.
func decodeResponse(
    _ pieces: [[UInt8]], answering method: String = "GET", limits: HTTPLimits = .init(),
    closes: Bool = false
) -> ResponseOutcome {
    var decoder = HTTPResponseDecoder(answering: method, limits: limits)
    var outcome = ResponseOutcome()
    do throws(HTTPError) {
        for piece in pieces {
            var position = 0
            while let event = try decoder.next(piece.span, at: &position) {
                outcome.events.append(event)
            }
        }
        if closes, let event = try decoder.finish() { outcome.events.append(event) }
    } catch {
        outcome.error = error
    }
    return outcome
}

/// The only test that would need bytes hashed takes this in place of SHA-1.
func fakeAccept(_ key: String) -> String { "accepted-\(key)" }

/// The key of the example in RFC 6455 §1.3.
let exampleKey = "dGhlIHNhbXBsZSBub25jZQ=="
