import Logging
import Reactor
import ShopCore
import ShopModel
import Storage
import WebCodec
import Wire

// What is kept of buyers: sealed before the shop sees it, opened for those who may.
extension ShopHost {
    /// A command as the shop takes it, and a buyer's key that was drawn for it.
    struct ReadyCommand {
        let command: Command
        var newKey: BuyerKeyRecord?
    }

    /// Makes a request ready for the shop: seals what is to be kept, fills in who “oneself” is.
    ///
    /// - Parameter found: What was looked up for it.
    func ready(
        _ request: Request, _ found: Found?, by actor: Actor
    ) throws(Refusal) -> ReadyCommand {
        switch request {
        case .command(.people(.erase(BuyerID(0)))):
            guard let buyer = actor.buyer else {
                throw .invalid(field: "buyer", rule: "must be a buyer's number")
            }
            return ReadyCommand(command: .people(.erase(buyer)))
        case .command(let command): return ReadyCommand(command: command)
        case .keep(let detail): return try sealed(detail, by: actor)
        case .talk(let talk):
            return ReadyCommand(command: try ready(talk, found, by: actor))
        default: preconditionFailure("a listing is not decided")
        }
    }

    private func sealed(
        _ request: DetailRequest, by actor: Actor
    ) throws(Refusal) -> ReadyCommand {
        guard actor.can(request.capability) else { throw .notAllowed(request.capability) }
        let check = DetailCheck(limits: limits.shop)
        switch request {
        case .profile(let profile):
            let clean = try check.profile(profile)
            return try sealed(Encoding.protobuf.encode(clean), of: actor.buyer, as: .profile)
        case .address(let number, let address?):
            let clean = try check.address(address, number: number)
            return try sealed(
                Encoding.protobuf.encode(clean), of: actor.buyer, as: .address(number))
        case .address(let number, nil):
            return try sealed(nil, of: actor.buyer, as: .address(number))
        case .notes(let buyer, let text):
            let clean = try check.notes(text)
            return try sealed(clean.isEmpty ? nil : Array(clean.utf8), of: buyer, as: .notes)
        }
    }

    /// - Parameter plain: `nil` takes the detail out.
    private func sealed(
        _ plain: [UInt8]?, of buyer: BuyerID?, as detail: BuyerDetail
    ) throws(Refusal) -> ReadyCommand {
        guard let buyer, shop.buyers[buyer] != nil, shop.people.erased[buyer] == nil else {
            throw .noSuch("buyer \(buyer?.number ?? 0)")
        }
        guard let plain else {
            return ReadyCommand(command: .people(.keepDetail(buyer, detail, sealed: nil)))
        }
        do throws(SealingError) {
            let (sealed, newKey) = try vault.seal(plain, of: buyer, as: detail)
            return ReadyCommand(
                command: .people(.keepDetail(buyer, detail, sealed: sealed)), newKey: newKey)
        } catch {
            throw .sealBroken(buyer)
        }
    }

    // MARK: - Showing

    /// The most chat lines in one answer.
    static let chatPage = 500

    /// Answers with what is kept of a buyer, opened as far as the actor may see it.
    func showFile(
        _ show: WireShowBuyer, id: String, by actor: Actor, to client: ClientAddress
    ) {
        var reply: WireReply = make { $0.id = id }
        let buyer = show.buyer == 0 ? actor.buyer ?? BuyerID(0) : BuyerID(show.buyer)
        if show.everything, actor.can(.exportBuyers), actor.buyer == nil || actor.buyer == buyer,
            recall(
                ordersOf: buyer,
                then: { [self] isBack in
                    guard isBack else { return answerLater(id, client, "What is archived") }
                    showFile(show, id: id, by: actor, to: client)
                })
        {
            return
        }
        do throws(Refusal) {
            reply.buyer = try file(of: buyer, everything: show.everything, for: actor)
        } catch {
            reply.error = WireError(error)
        }
        guard show.everything, case .buyer? = reply.result else {
            return self.show(.reply(client, limited(reply)))
        }
        let host = LoopBound(self, on: loop)
        let draft = reply
        store.chat(
            of: buyer, after: EventSequence(show.chatAfter), limit: Self.chatPage + 1
        ) { [loop] result in
            loop.execute {
                let host = host.value
                host.show(.reply(client, host.limited(host.filled(draft, with: result))))
            }
        }
    }

    private func filled(
        _ reply: WireReply, with chat: Result<[ShopStore.ChatLine], StorageError>
    ) -> WireReply {
        var reply = reply
        switch chat {
        case .success(let lines):
            reply.buyer.hasMoreChat_p = lines.count > Self.chatPage
            reply.buyer.chat = lines.prefix(Self.chatPage).map { line in
                make {
                    ($0.seq, $0.atMs) = (line.sequence.number, line.at.milliseconds)
                    ($0.session, $0.text) = (line.session?.number ?? 0, line.text)
                    $0.fromStaff = line.staff
                }
            }
        case .failure(let error):
            services.logger.error("chat cannot be read", metadata: ["why": "\(error)"])
            reply.error = WireError(
                .unavailable, "The chat cannot be read now; try again.",
                retryAfterMilliseconds: 1000)
        }
        return reply
    }

    private func file(
        of id: BuyerID, everything: Bool, for actor: Actor
    ) throws(Refusal) -> WireBuyerFile {
        let capability: Capability = everything ? .exportBuyers : .readBuyers
        guard actor.can(capability) else { throw .notAllowed(capability) }
        guard let buyer = shop.buyers[id], actor.buyer == nil || actor.buyer == id else {
            throw .noSuch("buyer \(id)")
        }
        var file = WireBuyerFile()
        file.card = shop.card(of: buyer)
        let details = shop.people.details[id] ?? [:]
        for (detail, sealed) in details.sorted(by: { $0.key.order < $1.key.order }) {
            switch detail {
            case .profile:
                let plain = try plain(sealed, of: id, as: detail)
                file.profile = try decoded(id) { () throws(DecodingFailure) in
                    try Encoding.protobuf.decode(WireBuyerProfile.self, from: plain)
                }
            case .address where actor.can(.openAddresses):
                file.addresses.append(try address(sealed, of: id, as: detail))
            case .notes where actor.isStaff:
                file.notes = String(decoding: try plain(sealed, of: id, as: detail), as: UTF8.self)
            case .address, .notes: break
            }
        }
        if everything {
            file.orders = shop.orders(for: .buyer(id), states: []).map(shop.wire)
            file.parcels = shop.parcels(for: .buyer(id)).map(shop.wire)
            file.requests = shop.requests(for: .buyer(id)).map(shop.wire)
        }
        return file
    }

    /// Opens an entry of an address book.
    func address(
        _ sealed: [UInt8], of buyer: BuyerID, number: Int
    ) throws(Refusal) -> WireAddress {
        try address(sealed, of: buyer, as: .address(number))
    }

    private func address(
        _ sealed: [UInt8], of buyer: BuyerID, as detail: BuyerDetail
    ) throws(Refusal) -> WireAddress {
        let plain = try plain(sealed, of: buyer, as: detail)
        return try decoded(buyer) { () throws(DecodingFailure) in
            try Encoding.protobuf.decode(WireAddress.self, from: plain)
        }
    }

    func decoded<Message>(
        _ buyer: BuyerID, _ decode: () throws(DecodingFailure) -> Message
    ) throws(Refusal) -> Message {
        do { return try decode() } catch { throw .sealBroken(buyer) }
    }

    func plain(
        _ sealed: [UInt8], of buyer: BuyerID, as detail: BuyerDetail
    ) throws(Refusal) -> [UInt8] {
        do throws(SealingError) {
            return try vault.open(sealed, of: buyer, as: detail)
        } catch {
            services.logger.error(
                "what is sealed cannot be opened",
                metadata: ["shop": "\(record.id)", "buyer": "\(buyer)", "why": "\(error)"])
            throw .sealBroken(buyer)
        }
    }

    // MARK: - What follows

    /// Carries out what an event about people means for connections, keys and files.
    func follow(_ event: PeopleEvent) {
        switch event {
        case .blocked(let buyer, let block):
            let refusal = Refusal.blocked(reason: block.reason)
            endConnections(of: buyer, WireError(refusal))
        case .erased(let buyer, _):
            endConnections(
                of: buyer, WireError(.wrongToken, "You are erased here; this token is no more."))
            finishErasure(of: buyer)
        case .detailKept, .unblocked, .awaySet, .sellerSet: break
        }
    }

    private func endConnections(of buyer: BuyerID, _ error: WireError) {
        for relay in services.relays.all {
            relay.execute { [shop = record.id] in
                $0.endConnections(error, .refused) {
                    $0.shop.record.id == shop && $0.actor == .buyer(buyer)
                }
            }
        }
    }

    private func finishErasure(of buyer: BuyerID) {
        guard let sequence = shop.people.erased[buyer] else { return }
        vault.forget(buyer)
        store.carryOutErasure(of: buyer, by: sequence, rewrite: StoredEntry.erasing(buyer)) {
            [logger = services.logger, shop = record.id] result in
            guard case .failure(let error) = result else { return }
            logger.error(
                "an erasure is not carried out on disk; the next start does it",
                metadata: ["shop": "\(shop)", "buyer": "\(buyer)", "why": "\(error)"])
        }
    }
}

extension BuyerDetail {
    /// Addresses in the order of their numbers.
    fileprivate var order: Int {
        switch self {
        case .profile: 0
        case .notes: -1
        case .address(let number): number
        }
    }
}

extension StoredEntry {
    /// What takes a buyer out of entries: the new payload, or `nil` when it stays.
    static func erasing(_ buyer: BuyerID) -> @Sendable (StoredEntry) throws -> [UInt8]? {
        { stored in
            guard let event = try stored.event(in: "the journal").erasing(buyer) else { return nil }
            let entry = Entry(
                sequence: stored.sequence, at: stored.at, audience: stored.audience, event: event)
            return Encoding.protobuf.encode(entry.wire(in: Shop()))
        }
    }
}
