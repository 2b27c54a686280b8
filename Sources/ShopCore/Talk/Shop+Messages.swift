package import ShopModel

// Threads: one for each buyer, with the staff as a whole.
extension Shop {
    mutating func decide(
        _ command: TalkCommand, by actor: Actor
    ) throws(Refusal) -> CommandSubject? {
        switch command {
        case .send(let message): try send(message, by: actor)
        case .markRead(let thread, let through, let isNews):
            let buyer = try self.thread(thread, of: actor)
            guard isNews else { return nil }
            let staff: String? = if case .staff(let name, _) = actor { name } else { nil }
            emit(.talk(.read(buyer, staff: staff, through: through)), to: .buyer(buyer))
        case .delete(let line, let reason): try delete(line, reason: reason, by: actor)
        case .mute(let buyer, let span, let reason):
            try mute(buyer, for: span, reason: reason, by: actor)
        case .unmute(let buyer):
            guard people.mutes[buyer] != nil else { throw .noSuch("muted buyer \(buyer)") }
            emit(.talk(.unmuted(buyer, by: actor.name)), to: .buyer(buyer))
        case .setSlowMode(let session, let pause):
            try setSlowMode(pause, in: session, by: actor)
            return .session(session)
        case .setWords(let words): try setWords(words, by: actor)
        case .pinText(let session, let text):
            try pin(text, in: session, by: actor)
            return .session(session)
        }
        return nil
    }

    private mutating func send(
        _ message: TalkCommand.OutgoingMessage, by actor: Actor
    ) throws(Refusal) {
        let thread = try self.thread(message.thread, of: actor)
        let text = try checked(
            message.text, "text", limitBytes: limits.textBytes, keepingLines: true)
        let author: ShopEvent.Author
        switch actor {
        case .staff(let name, _): author = .staff(name: name)
        case .buyer(let id):
            try checkMayTakePart(id)
            author = .buyer(id, alias: buyers[id]?.alias ?? "")
        case .provider: throw .notAllowed(.message)
        }
        var item: Item?
        if let name = message.item {
            guard let found = self.item(name.code, in: name.session) else {
                throw .noSuch("item \(name.code)")
            }
            item = found
        }
        if let order = message.order {
            guard orders[order]?.buyer == thread else { throw .noSuch(.order(order)) }
        }
        let sent = Message(
            thread: thread, author: author, text: text, replyTo: message.replyTo, item: item?.id,
            code: item?.code, order: message.order, isNote: message.isNote)
        emit(.talk(.sent(sent)), to: message.isNote ? .staff : .buyer(thread))
    }

    /// The buyer whose thread is meant: buyers have one, staff name one.
    package func thread(
        _ named: BuyerID?, of actor: Actor
    ) throws(Refusal) -> BuyerID {
        guard let id = named ?? actor.buyer else {
            throw .invalid(field: "buyer", rule: "must be a buyer's number")
        }
        guard buyers[id] != nil, people.erased[id] == nil,
            actor.buyer == nil || actor.buyer == id
        else { throw .noSuch("buyer \(id)") }
        return id
    }

    mutating func apply(_ event: TalkEvent) {
        switch event {
        case .sent, .read, .deleted: break  // Read tables have them.
        case .muted(let id, let mute): people.mutes[id] = mute
        case .unmuted(let id, _): people.mutes[id] = nil
        case .slowModeSet(let id, let pause, _): sessions[id]?.slowMode = pause
        case .wordsSet(let words, _): talk.words = WordList(words)
        case .textPinned(let id, let pinned):
            sessions[id]?.pinnedText = pinned.text.isEmpty ? nil : pinned
        }
    }
}
