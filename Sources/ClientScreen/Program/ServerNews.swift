package import Wire

/// What the server and the connection to it tell a screen.
package enum ServerNews: Equatable, Sendable {
    case connecting
    case welcomed(WireWelcome)
    case joined(WireJoined)
    /// All older events have been told.
    case live
    case event(WireEvent)
    /// Events that cannot be had.
    case gap(WireGap)
    case notice(WireError)
    case presence(WirePresence)
    case onlineChanged(WireOnlineChanged)
    case reactions(WireReactions)
    /// The connection is lost and will be tried again after so long.
    case reconnecting(afterMs: Int64, why: String)
    /// It will not come back by itself; the text is for a person.
    case offline(why: String)
    case draining
    /// The server's data is older than ours: its events come from the start again.
    case cursorReset
    /// The server does not keep to its protocol.
    case violation(String)
}
