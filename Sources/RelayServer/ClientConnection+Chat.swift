import Logging
import ShopModel
import Storage
import Wire

// Who is behind is told again from the journal, without the chat: orders, money and posts are never
// left out, and what is left out is said.
extension ClientConnection {
    /// Leaves lines of the chat out, if the client allows it and is behind by more than they may.
    func leaveOutChat() {
        guard skipsChat, replay == nil, !awaitsCatchUp, let identity,
            queue.behindBytes > relay.limits.chatBytes, let last = queue.cut()
        else { return }
        awaitsCatchUp = true
        identity.shop.execute { [address] in
            $0.catchUp(after: EventSequence(last), at: address)
        }
    }

    /// From here on live events are queued behind those of the journal.
    func catchUp(_ stream: JoinedStream) {
        guard let identity, awaitsCatchUp else { return }
        awaitsCatchUp = false
        queue.followRing(from: stream.head.number)
        relay.logger.debug("a slow client misses lines", metadata: ["connection": "\(id)"])
        send(
            .chatSkipped(
                make { ($0.first, $0.last) = (stream.after.number + 1, stream.head.number) }))
        let replay = Replay(stream, from: identity.shop.store, for: self, isCatchUp: true)
        self.replay = replay
        replay.more()
    }
}

extension ShopHost {
    /// Lets a connection that has joined go on behind an event: all up to now is history to it.
    func catchUp(after cursor: EventSequence, at client: ClientAddress) {
        guard let member = members.member(at: client) else { return }
        let stream = JoinedStream(
            room: member.room,
            filter: member.buyer == nil
                ? .staff : .member(session: member.session, buyer: member.buyer),
            after: cursor, head: head, session: member.session)
        services.relays[client.loop].deliver([.catchUp(client.connection, stream)])
    }
}
