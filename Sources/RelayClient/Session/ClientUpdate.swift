package import Wire

/// Why no connection came about.
package enum ConnectProblem: Error, Equatable, Sendable {
    /// The name is not known, nobody listens, or nothing answers.
    case unreachable(String)
    /// The server's certificate is not the one that is trusted; the text says what to do.
    case untrusted(String)
    /// It answered with this HTTP status instead of a WebSocket, and perhaps when to come back.
    case refused(status: Int, String, retryAfter: Duration? = nil)
}

/// Why a client has ended for good.
package enum StopReason: Error, Equatable, Sendable {
    /// Its user wanted it.
    case finished
    /// The token or invite is not good.
    case signIn(WireError)
    /// The server will not have this client like this.
    case refused(WireError)
    /// No connection came about.
    case connect(ConnectProblem)
    /// The connection was lost for longer than its user has patience.
    case gaveUp(String)
    /// One of the two programs breaks the protocol.
    case protocolFault(String)
}

/// What a client tells its user, in the order in which it happened.
package enum ClientUpdate: Equatable, Sendable {
    case connecting
    case welcomed(WireWelcome)
    case joined(WireJoined)
    /// How the session stands, instead of its history.
    case story(WireStory)
    /// All older events have been told; what follows happens now.
    case live(head: UInt64)
    case event(WireEvent)
    /// Lines of the chat that were left out, since this client was too slow; list_history has them.
    case chatSkipped(WireChatSkipped)
    /// Events that cannot be had.
    case gap(WireGap)
    case reply(WireReply)
    case draining(WireDrain)
    /// What the server has to say about no command in particular.
    case notice(WireError)
    case presence(WirePresence)
    case onlineChanged(WireOnlineChanged)
    case reactions(WireReactions)
    /// The connection is lost and will be tried again after this time.
    case reconnecting(after: Duration, why: String)
    /// The last update.
    case offline(StopReason)
    case upload(UploadProgress)
    case photo(sha256: String, bytes: [UInt8])
    case photoMissing(sha256: String, why: String)
    /// The server does not keep to its protocol; a person should hear of it.
    case violation(String)
    /// The server's data is older than ours: its events are shown from the session's start again.
    case cursorReset(WireError)
}
