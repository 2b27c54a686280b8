import Logging
import OpenSSLBridge
import Reactor
package import ShopCore
import ShopModel
import Storage
import Wire

extension ShopHost {
    /// Decides a client's command and answers it once the answer is on disk.
    ///
    /// - Parameter bodyHash: SHA-256 of the command without its id.
    func handle(
        _ request: Request, id: String, bodyHash: [UInt8], by actor: Actor,
        capturedAt: Timestamp? = nil, from client: ClientAddress
    ) {
        switch request {
        case .history(let wanted): return listHistory(wanted, id: id, by: actor, to: client)
        case .command, .keep, .talk(.replying), .talk(.markRead), .talk(.delete): break
        case .talk(.listThreads(let wanted)):
            return listThreads(wanted, id: id, by: actor, to: client)
        case .talk(.listMessages(let wanted)):
            return listMessages(wanted, id: id, by: actor, to: client)
        case .showBuyer(let wanted): return showFile(wanted, id: id, by: actor, to: client)
        case .records(.closeDay(let day, let corrects)):
            return closeDay(day, corrects, id: id, bodyHash: bodyHash, by: actor, from: client)
        case .records(let wanted): return show(wanted, id: id, by: actor, to: client)
        default: return list(request, id: id, for: actor, to: client)
        }
        decide(
            request, id: id, bodyHash: bodyHash, by: actor, capturedAt: capturedAt, from: client)
    }

    /// Decides what is not only asked; the same id again gets the same answer.
    func decide(
        _ request: Request, id: String, bodyHash: [UInt8], by actor: Actor,
        capturedAt: Timestamp? = nil, from client: ClientAddress
    ) {
        func decideAgain(isBack: Bool) {
            guard isBack else { return answerLater(id, client, "What is archived") }
            // A sweep may have removed what it names while the session was read.
            if let error = services.missingPhoto(in: request) {
                return show(.reply(client, encoded(error, to: id)))
            }
            decide(
                request, id: id, bodyHash: bodyHash, by: actor, capturedAt: capturedAt,
                from: client)
        }
        let key = AnswerBook.Key(actor: actor.key, id: id)
        guard isNew(key, bodyHash: bodyHash, from: client) else { return }
        if case .command(let command) = request, command.capability.map(actor.can) != false,
            recallTransaction(of: command, then: decideAgain)
        {
            return
        }
        let found: Found?
        do throws(StorageError) {
            found = try look(up: request, for: actor)
        } catch {
            services.logger.error("a line cannot be read", metadata: ["why": "\(error)"])
            return answerLater(id, client, "What this names")
        }
        let reply: [UInt8]
        letTimePass()
        do throws(Refusal) {
            let ready = try ready(request, found, by: actor)
            if let newKey = ready.newKey { record(newKey) }
            let turn = try shop.execute(ready.command, by: actor, at: now)
            let placed = EncodedOrder(placedBy: turn.entries)
            record(
                turn.entries, actor: key.actor, commandID: id, placed: placed,
                capturedAt: late(capturedAt))
            reply =
                placed?.reply(to: id, turn, in: shop)
                ?? Encoding.protobuf.encode(shop.reply(to: id, turn))
        } catch {
            if case .noSuch(let missing) = error,
                recall(missing, for: actor, then: decideAgain)
            {
                return
            }
            reply = encoded(WireError(error), to: id)
        }
        record(
            CommandRecord(
                actor: key.actor, commandID: id, bodyHash: bodyHash, reply: reply, at: now))
        show(.reply(client, reply))
    }

    /// When something was done that is told later; nil when it was told at once.
    private func late(_ capturedAt: Timestamp?) -> Timestamp? {
        guard let capturedAt, now.milliseconds - capturedAt.milliseconds >= Self.lateMilliseconds
        else { return nil }
        return capturedAt
    }

    /// What is told within this time was told at once: a clock that differs a little and a slow
    /// network are no news.
    private static let lateMilliseconds: Int64 = 2_000

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
            func decideAgain(isBack: Bool) {
                guard !isBack else {
                    return tell(command, by: method, notice: notice, completion: completion)
                }
                loop.schedule(after: .seconds(1)) { [weak self] in
                    self?.tell(command, by: method, notice: notice, completion: completion)
                }
            }
            if recallTransaction(of: command, then: decideAgain) { return }
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

    private func list(
        _ request: Request, id: String, for actor: Actor, to client: ClientAddress
    ) {
        let isOnItsWay = view(for: request, by: actor) { [self] shop in
            guard let shop else { return answerLater(id, client, "What is archived") }
            show(.reply(client, listing(request, id: id, for: actor, in: shop)))
        }
        guard !isOnItsWay else { return }
        show(.reply(client, listing(request, id: id, for: actor, in: shop)))
    }

    /// A list, or a preview, unless it is too long for the connection it is to go over.
    private func listing(
        _ request: Request, id: String, for actor: Actor, in shop: Shop
    ) -> [UInt8] {
        if let capability = request.capability, !actor.can(capability) {
            return encoded(WireError(Refusal.notAllowed(capability)), to: id)
        }
        if case .talk(let talk) = request { return limited(listing(talk, id: id)) }
        if case .previewOrder = request {
            return limited(shop.reply(to: id, previewing: request, for: actor, at: now))
        }
        if let parcel = parcelReply(to: id, request, for: actor, in: shop) {
            return limited(parcel)
        }
        return page(request, id: id, for: actor, in: shop)
    }

    /// A list, or as much of its page as an answer may have.
    private func page(_ request: Request, id: String, for actor: Actor, in shop: Shop) -> [UInt8] {
        let reply = shop.reply(to: id, listing: request, for: actor)
        let bytes = Encoding.protobuf.encode(reply)
        if bytes.count > limits.replyBytes, let shorter = request.halved {
            return page(shorter, id: id, for: actor, in: shop)
        }
        return limited(bytes, to: id)
    }

    /// The reply's bytes, unless there are too many.
    func limited(_ reply: WireReply) -> [UInt8] {
        limited(Encoding.protobuf.encode(reply), to: reply.id)
    }

    private func limited(_ bytes: [UInt8], to id: String) -> [UInt8] {
        let limit = limits.replyBytes
        guard bytes.count > limit else { return bytes }
        let error = WireError(
            .tooLarge,
            """
            This answer has \(bytes.count) bytes, above the limit of \(limit); ask for less, such \
            as fewer states.
            """)
        return encoded(error, to: id)
    }

    func encoded(_ error: WireError, to id: String) -> [UInt8] {
        let reply: WireReply = make { ($0.id, $0.error) = (id, error) }
        return Encoding.protobuf.encode(reply)
    }
}

extension Actor {
    /// The actor's name in the journal and for its command ids.
    package var key: String {
        switch self {
        case .staff(let name, _): "staff:\(name)"
        case .buyer(let id): "buyer:\(id)"
        case .provider(let method): "provider:\(method.rawValue)"
        }
    }
}
