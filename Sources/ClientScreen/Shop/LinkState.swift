/// The connection as it is: never live before the stream is really open.
package enum LinkState: Equatable, Sendable {
    case connecting
    /// Let in; what happened meanwhile is being told.
    case catchingUp
    case live
    /// Lost; the next attempt is at this time.
    case reconnecting(atMs: Int64, why: String)
    /// It does not come back by itself.
    case offline(why: String)
}
