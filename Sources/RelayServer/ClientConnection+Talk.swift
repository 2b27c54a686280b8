import Reactor
import Wire

extension ClientConnection {
    /// Hands a reaction on; like a command it takes of what may be sent at once.
    func react(_ reaction: WireReact) {
        guard let identity else {
            return refuse(.outOfOrder, "Authenticate first.", closing: .notAuthenticated)
        }
        if case .wait(let time) = bucket.take(at: relay.loop.now, relay.limits.commandRate) {
            let milliseconds = Int((time / .milliseconds(1)).rounded(.up))
            return send(
                .notice(
                    WireError(
                        .tooFast, "Too many reactions; this one was not taken.",
                        retryAfterMilliseconds: milliseconds)))
        }
        warnBeforeTooFast()
        identity.shop.execute { [address] in
            $0.react(reaction, by: identity.actor, from: address)
        }
    }

    /// Warns once while little is left of what may be sent at once; again only after it has half
    /// recovered.
    func warnBeforeTooFast() {
        let (rate, limits) = (relay.limits.commandRate, relay.limits)
        let left = bucket.left(rate)
        if isWarned {
            if left * 2 > rate.burst { isWarned = false }
        } else if left * 100 < (100 - limits.commandWarningPercent) * rate.burst {
            isWarned = true
            send(
                .notice(
                    WireError(
                        .nearlyTooFast,
                        """
                        \(limits.commandWarningPercent) % of the commands that may come at once are \
                        used; more than \(rate.perSecond) a second will be refused.
                        """)))
        }
    }
}
