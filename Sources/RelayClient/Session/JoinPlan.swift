package import Wire

/// Which stream of events a client wants, and from where at first; after that its cursor counts.
package struct JoinPlan: Equatable, Sendable {
    package enum Session: Equatable, Sendable {
        /// 0: only what is private to the client; staff get everything.
        case number(UInt64)
        /// The session of the invite by which the client came.
        case invited
    }

    package enum Start: Equatable, Sendable {
        /// Events with a greater number.
        case after(UInt64)
        /// From the event that opened the session; with session 0, from the shop's first.
        case sessionStart
        /// Only what happens from now on.
        case head
        /// From now on, behind a story with so many of the newest items and lines.
        case story(Int)
    }

    package var session: Session
    package var start: Start
    /// Which photo files are wanted; they are asked for when the server does not send them itself.
    package var photos: WirePhotoChoice
    /// Whether lines of the chat may be left out when this client is too slow; it is told.
    package var skipsChat = false

    package init(session: Session, start: Start, photos: WirePhotoChoice = .none) {
        (self.session, self.start, self.photos) = (session, start, photos)
    }
}

/// What a client shows to be let in.
package enum Credential: Equatable, Sendable {
    case token(String)
    /// A new buyer's way in; the welcome then holds the token for all later connections.
    ///
    /// `secret` is 32 random bytes in URL-safe base64: with it the same invite can be shown again
    /// when the welcome got lost, and lets the same buyer in.
    case invite(code: String, alias: String, secret: String)
}
