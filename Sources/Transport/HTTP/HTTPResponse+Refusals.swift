import WebCodec

/// Refusals that need a field of their own; each text says what to do next.
extension HTTPResponse {
    /// 401: who asks is not known, or not in this way.
    ///
    /// - Parameters:
    ///   - challenge: How to say who one is; the value of `WWW-Authenticate`, which RFC 9110
    ///     §15.5.2 demands.
    ///   - text: The same for people.
    package static func unauthorized(challenge: String, _ text: String) -> HTTPResponse {
        .text(401, text, headers: ["www-authenticate": challenge])
    }

    /// 405: the resource does not have this method.
    ///
    /// - Parameter methods: Those it has; the value of `Allow`, which RFC 9110 §15.5.6 demands.
    package static func methodNotAllowed(_ methods: String) -> HTTPResponse {
        .text(405, "Use \(methods) here.", headers: ["allow": methods])
    }

    /// 426: the resource speaks WebSocket only (RFC 9110 §15.5.22, RFC 6455 §4.4).
    package static func webSocketRequired(_ text: String) -> HTTPResponse {
        .text(
            426, text,
            headers: [
                "upgrade": "websocket", "connection": "Upgrade", "sec-websocket-version": "13",
            ])
    }

    /// 429: this peer asks too often (RFC 6585 §4).
    ///
    /// - Parameters:
    ///   - time: When it may ask again, as `Retry-After`.
    ///   - text: What there is too much of.
    package static func tooManyRequests(
        retryAfter time: Duration, _ text: String = "Too many requests from this address."
    ) -> HTTPResponse {
        later(429, time, text)
    }

    /// 503: nobody can be served now (RFC 9110 §15.6.4).
    ///
    /// - Parameters:
    ///   - time: When it is worth asking again, as `Retry-After`.
    ///   - text: Why.
    package static func unavailable(
        retryAfter time: Duration, _ text: String = "The server is busy."
    ) -> HTTPResponse {
        later(503, time, text)
    }

    private static func later(_ status: Int, _ time: Duration, _ text: String) -> HTTPResponse {
        let seconds = wholeSeconds(time)
        return .text(
            status, "\(text) Try again in \(seconds) s.", headers: ["retry-after": "\(seconds)"])
    }

    /// Rounded up, so that nobody comes back too early; at least 1.
    private static func wholeSeconds(_ time: Duration) -> Int64 {
        let (seconds, attoseconds) = time.components
        return max(1, attoseconds > 0 ? seconds + 1 : seconds)
    }
}
