import Logging
import Reactor
import ShopCore
import Storage
import Wire

// The same command gets the same answer, for ever.
extension ShopHost {
    /// To be called for each connection that is let in, before its commands; `leave` follows once.
    func enter(_ actor: Actor) {
        let key = actor.key
        guard let visitor = answers.enter(key) else { return }
        let bound = LoopBound(visitor, on: loop)
        let limit = limits.rememberedCommands
        show(
            .then { [store, loop, services] in
                store.commandIDs(of: key, limit: limit + 1) { result in
                    var hashes: Set<Int>?
                    switch result {
                    case .success(let ids):
                        if ids.count <= limit { hashes = Visitor.hashes(of: ids) }
                    case .failure(let error):
                        services.logger.error(
                            "command ids cannot be read", metadata: ["why": "\(error)"])
                    }
                    loop.execute { [hashes] in bound.value.learn(hashes) }
                }
            })
    }

    /// To be called when a connection that was let in is gone.
    func leave(_ client: ClientAddress, _ actor: Actor) {
        answers.leave(actor.key)
        joining.remove(client)
        guard let member = members.remove(client), let buyer = member.buyer else { return }
        sayGoodbye(to: buyer, watching: member.session)
        reachChanged(buyer)
    }

    /// Answers a command that was given before, or one of which that cannot be told.
    ///
    /// - Returns: Whether it is to be decided.
    func isNew(
        _ key: AnswerBook.Key, bodyHash: [UInt8], from client: ClientAddress
    ) -> Bool {
        do throws(StorageError) {
            let found = try answers.answer(to: key) { [store] key throws(StorageError) in
                try store.answer(to: key.id, by: key.actor)
            }
            guard let found else { return true }
            show(.reply(client, found.bodyHash == bodyHash ? found.reply : reused(key.id)))
        } catch {
            services.logger.error("answers cannot be read", metadata: ["why": "\(error)"])
            let error = WireError(
                .unavailable,
                "Whether this command was given before cannot be read now; send it again.",
                retryAfterMilliseconds: 1000)
            show(.reply(client, encoded(error, to: key.id)))
        }
        return false
    }

    private func reused(_ id: String) -> [UInt8] {
        let error = WireError(
            .commandIDReused,
            "Command id \(id) was used for another command; give each command its own id.")
        return encoded(error, to: id)
    }
}
