import ClientScreen
import RelayClient
import Wire

extension ClientUpdate {
    /// What a screen is told of it; nil for what screens learn otherwise.
    var news: ServerNews? {
        switch self {
        case .connecting: .connecting
        case .welcomed(let welcome): .welcomed(welcome)
        case .joined(let joined): .joined(joined)
        case .live: .live
        case .event(let event): .event(event)
        case .gap(let gap): .gap(gap)
        case .draining: .draining
        case .notice(let error): .notice(error)
        case .presence(let presence): .presence(presence)
        case .onlineChanged(let change): .onlineChanged(change)
        case .reactions(let reactions): .reactions(reactions)
        case .reconnecting(let wait, let why):
            .reconnecting(
                afterMs: wait.components.seconds * 1_000
                    + wait.components.attoseconds / 1_000_000_000_000_000, why: why)
        case .offline(let reason): .offline(why: reason.text)
        case .violation(let text): .violation(text)
        case .cursorReset: .cursorReset
        case .reply, .upload, .photo, .photoMissing: nil
        // A screen asks for neither.
        case .story, .chatSkipped: nil
        }
    }
}
