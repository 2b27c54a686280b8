import Logging
import Reactor
import ShopCore
import ShopModel
import Storage
import Wire

// What is said stands in the read tables and not in memory, so it is looked up there: one line on
// the loop, before it is decided about; lists off the loop.
extension ShopHost {
    /// What the disk says of the line that a request names.
    struct Found {
        var line: Line?
        /// Something is unread up to there.
        var isNews = false
    }

    /// - Returns: `nil` for a request that names no line.
    func look(up request: Request, for actor: Actor) throws(StorageError) -> Found? {
        guard case .talk(let talk) = request, let capability = talk.capability,
            actor.can(capability)
        else { return nil }
        switch talk {
        case .replying(_, let sequence), .delete(let sequence, _):
            return Found(line: try store.line(sequence))
        case .markRead(let thread, let through):
            guard let buyer = thread ?? actor.buyer else { return nil }
            return Found(
                isNews: try store.hasUnread(
                    in: buyer, forStaff: actor.isStaff, through: min(through, head)))
        case .listThreads, .listMessages, .listModeration, .listOnline: return nil
        }
    }

    func ready(
        _ request: TalkRequest, _ found: Found?, by actor: Actor
    ) throws(Refusal) -> Command {
        if let capability = request.capability, !actor.can(capability) {
            throw .notAllowed(capability)
        }
        switch request {
        case .replying(let command, let sequence):
            guard let line = found?.line, try line.isBefore(command, of: actor, in: shop) else {
                throw .noSuch("line \(sequence)")
            }
            return command
        case .markRead(let thread, let through):
            return .talk(
                .markRead(
                    thread, through: min(through, head), isNews: found?.isNews ?? false))
        case .delete(let sequence, let reason):
            guard let line = found?.line else { throw .noSuch("line \(sequence)") }
            return .talk(.delete(line, reason: reason))
        case .listThreads, .listMessages, .listModeration, .listOnline:
            preconditionFailure("a listing is not decided")
        }
    }

    /// What is listed from memory.
    func listing(_ request: TalkRequest, id: String) -> WireReply {
        switch request {
        case .listOnline(let page): return online(page, id)
        case .listModeration:
            return make { ($0.id, $0.moderation) = (id, shop.wireModeration(at: now)) }
        case .replying, .markRead, .delete, .listThreads, .listMessages:
            preconditionFailure("not a listing from memory")
        }
    }

    func listThreads(
        _ wanted: TalkRequest.ThreadsWanted, id: String, by actor: Actor,
        to client: ClientAddress
    ) {
        guard actor.can(.message) else {
            return show(.reply(client, encoded(WireError(.notAllowed(.message)), to: id)))
        }
        let host = LoopBound(self, on: loop)
        store.threads(
            of: actor.buyer, before: wanted.before, limit: wanted.limit,
            onlyUnread: wanted.onlyUnread
        ) { [loop] page in
            loop.execute {
                host.value.answer(id, client, page, "The threads") { reply, page in
                    reply.threads = page.wire
                }
            }
        }
    }

    func listMessages(
        _ wanted: TalkRequest.MessagesWanted, id: String, by actor: Actor,
        to client: ClientAddress
    ) {
        let buyer: BuyerID
        do throws(Refusal) {
            guard actor.can(.message) else { throw .notAllowed(.message) }
            buyer = try shop.thread(wanted.thread, of: actor)
        } catch {
            return show(.reply(client, encoded(WireError(error), to: id)))
        }
        let host = LoopBound(self, on: loop)
        store.messages(
            of: buyer, forStaff: actor.isStaff, before: wanted.before, limit: wanted.limit
        ) { [loop] page in
            loop.execute {
                host.value.answer(id, client, page, "The messages") { reply, page in
                    reply.messages = page.wire
                }
            }
        }
    }

    func answer<Page>(
        _ id: String, _ client: ClientAddress, _ page: Result<Page, StorageError>,
        _ what: String, _ fill: (inout WireReply, Page) -> Void
    ) {
        switch page {
        case .success(let page):
            var reply: WireReply = make { $0.id = id }
            fill(&reply, page)
            show(.reply(client, limited(reply)))
        case .failure(let error):
            services.logger.error(
                "a page cannot be read", metadata: ["what": "\(what)", "why": "\(error)"])
            answerLater(id, client, what)
        }
    }
}

extension Line {
    /// Whether a command can answer the line: it is said where the line was.
    fileprivate func isBefore(
        _ command: Command, of actor: Actor, in shop: Shop
    ) throws(Refusal) -> Bool {
        switch command {
        case .say(let session, _, _): return place == .chat(session)
        case .talk(.send(let message)):
            let thread = try shop.thread(message.thread, of: actor)
            return place == .thread(thread, isNote: false)
                || message.isNote && place == .thread(thread, isNote: true)
        default: return false
        }
    }
}
