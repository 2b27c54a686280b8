import Logging
import OpenSSLBridge
import Reactor
import ShopCore
import ShopModel
import Storage
import Wire

extension ShopHost {
    /// Decides a client's command and answers it once the answer is on disk.
    ///
    /// - Parameter bodyHash: SHA-256 of the command without its id.
    func handle(
        _ request: Request, id: String, bodyHash: [UInt8], by actor: Actor,
        from client: ClientAddress
    ) {
        if case .previewOrder = request {
            return show(
                .reply(client, shop.reply(to: id, previewing: request, for: actor, at: now)))
        }
        guard case .command(let command) = request else {
            return show(.reply(client, listing(request, id: id, for: actor)))
        }
        let key = CommandKey(actor: actor.key, id: id)
        if let answer = answers[key] {
            show(.reply(client, answer.bodyHash == bodyHash ? answer.reply : reused(id)))
            return
        }
        let reply: WireReply
        letTimePass()
        do {
            let turn = try shop.execute(command, by: actor, at: now)
            record(turn.entries, actor: key.actor, commandID: id)
            reply = shop.reply(to: id, turn)
        } catch {
            reply = make { ($0.id, $0.error) = (id, WireError(error)) }
        }
        answers[key] = Answer(bodyHash: bodyHash, reply: reply)
        record(
            CommandRecord(
                actor: key.actor, commandID: id, bodyHash: bodyHash,
                reply: Encoding.protobuf.encode(reply), at: now))
        show(.reply(client, reply))
    }

    /// Lets a buyer in by invite; `completion` is called on this loop once it is on disk.
    func joinBuyer(
        invite: String, alias: String, tokenHash: [UInt8],
        completion: @escaping (Result<Buyer, Refusal>) -> Void
    ) {
        do {
            let command = Command.joinBuyer(invite: invite, alias: alias, tokenHash: tokenHash)
            let turn = try shop.execute(command, by: .buyer(BuyerID(0)), at: now)
            record(turn.entries, actor: "invite")
            guard let buyer = shop.buyer(tokenHash: tokenHash) else {
                preconditionFailure("who has joined is a buyer")
            }
            show(.then { completion(.success(buyer)) })
        } catch {
            completion(.failure(error))
        }
    }

    /// Takes in what a payment provider says; `completion` is called once it is on disk.
    ///
    /// - Parameter command: `nil` when only the notice is to be kept.
    func tell(
        _ command: Command?, by method: PaymentMethod, notice: NoticeRecord? = nil,
        completion: @escaping () -> Void = {}
    ) {
        if let command {
            do {
                let turn = try shop.execute(command, by: .provider(method), at: now)
                record(turn.entries, actor: "provider:\(method.rawValue)")
            } catch {
                services.logger.warning(
                    "a provider's report was not taken",
                    metadata: ["shop": "\(record.id)", "what": "\(command)", "why": "\(error)"])
            }
        }
        if let notice { record(notice) }
        show(.then(completion))
    }

    /// A list, unless it is too long for the connection it is to go over.
    private func listing(_ request: Request, id: String, for actor: Actor) -> WireReply {
        let reply = shop.reply(to: id, listing: request, for: actor)
        let (count, limit) = (Encoding.protobuf.encode(reply).count, limits.replyBytes)
        guard count > limit else { return reply }
        return make {
            $0.id = id
            $0.error = WireError(
                .tooLarge,
                "This list has \(count) bytes, above the limit of \(limit); ask for fewer states.")
        }
    }

    private func reused(_ id: String) -> WireReply {
        make {
            $0.id = id
            $0.error = WireError(
                .commandIDReused,
                "Command id \(id) was used for another command; give each command its own id.")
        }
    }
}

extension Actor {
    /// The actor's name in the journal and for its command ids.
    var key: String {
        switch self {
        case .staff(let name, _): "staff:\(name)"
        case .buyer(let id): "buyer:\(id)"
        case .provider(let method): "provider:\(method.rawValue)"
        }
    }
}
