package import ShopModel

// What keeps the public talk in order. Each act is an event that says who and why.
extension Shop {
    /// What is left of a line that was taken away.
    package static let deletedText = "(deleted)"

    /// What a buyer must keep to who speaks in public.
    func checkMaySpeak(
        _ id: BuyerID, _ text: String, in session: Session
    ) throws(Refusal) {
        try checkIsNotMuted(id)
        if let word = talk.words.found(in: text) { throw .wordListed(word) }
        guard let pause = session.slowMode, let last = talk.lastLines[session.id]?[id],
            time < last + pause, !isClaim(text, in: session.id)
        else { return }
        throw .slowMode(pause: pause, wait: last + pause - time)
    }

    /// What a buyer must keep to who reacts in a session.
    package func checkMayReact(
        _ id: BuyerID, in session: SessionID, at now: Timestamp
    ) throws(Refusal) {
        let shop = asked(at: now)
        _ = try shop.openSession(session)
        try shop.checkMayTakePart(id)
        try shop.checkIsNotMuted(id)
    }

    /// A mute is over at its time, without an event.
    func checkIsNotMuted(_ id: BuyerID) throws(Refusal) {
        if let mute = people.mutes[id], time < mute.until {
            throw .muted(wait: mute.until - time, reason: mute.reason)
        }
    }

    /// Orders do not wait for slow mode.
    private func isClaim(_ text: String, in session: SessionID) -> Bool {
        guard let catalogue = catalogues[session] else { return false }
        return switch claimParser.read(text, catalogue) {
        case .claim, .pass: true
        case .none, .question, .nearMiss: false
        }
    }

    mutating func noteSpoke(_ id: BuyerID, in session: Session) {
        if session.slowMode != nil { talk.lastLines[session.id, default: [:]][id] = time }
    }

    mutating func delete(_ line: Line, reason: String, by actor: Actor) throws(Refusal) {
        let people = [line.author, line.thread].compactMap(\.self)
        guard !talk.deleted.contains(line.sequence),
            !people.contains(where: { self.people.erased[$0] != nil })
        else { throw .noSuch("line \(line.sequence)") }
        let reason = try checked(reason, "reason", limitBytes: limits.titleBytes)
        emit(.talk(.deleted(line, by: actor.name, reason: reason)), to: line.audience)
        talk.deleted.insert(line.sequence)
    }

    mutating func mute(
        _ id: BuyerID, for span: TimeSpan, reason: String, by actor: Actor
    ) throws(Refusal) {
        guard buyers[id] != nil, people.erased[id] == nil else { throw .noSuch("buyer \(id)") }
        guard limits.muteTime.contains(span) else {
            throw .invalid(field: "seconds", rule: Self.rule(limits.muteTime))
        }
        let reason = try checked(reason, "reason", limitBytes: limits.titleBytes)
        let mute = Mute(until: time + span, reason: reason, by: actor.name)
        emit(.talk(.muted(id, mute)), to: .buyer(id))
    }

    mutating func setSlowMode(
        _ pause: TimeSpan?, in id: SessionID, by actor: Actor
    ) throws(Refusal) {
        let session = try openSession(id)
        if let pause, !limits.slowModeTime.contains(pause) {
            throw .invalid(field: "seconds", rule: Self.rule(limits.slowModeTime) + ", or 0: off")
        }
        guard session.slowMode != pause else { return }
        emit(.talk(.slowModeSet(id, pause: pause, by: actor.name)), to: .session(id))
        if pause == nil { talk.lastLines[id] = nil }
    }

    mutating func setWords(_ words: [String], by actor: Actor) throws(Refusal) {
        guard words.count <= limits.listedWords else {
            throw .invalid(field: "words", rule: "at most \(limits.listedWords) are taken")
        }
        let words = try words.map { word throws(Refusal) in
            try checked(word, "words", limitBytes: limits.listedWordBytes)
        }
        emit(.talk(.wordsSet(words, by: actor.name)), to: .staff)
    }

    mutating func pin(
        _ text: String, in id: SessionID, by actor: Actor
    ) throws(Refusal) {
        let session = try openSession(id)
        let text = try checked(
            text, "text", limitBytes: limits.textBytes, required: false, keepingLines: true)
        guard !text.isEmpty || session.pinnedText != nil else { return }
        emit(.talk(.textPinned(id, PinnedText(text, by: actor.name))), to: .session(id))
    }

    private static func rule(_ bounds: ClosedRange<TimeSpan>) -> String {
        "must be \(bounds.lowerBound.milliseconds / 1000) to \(bounds.upperBound.milliseconds / 1000)"
    }
}

extension Line {
    fileprivate var thread: BuyerID? {
        if case .thread(let buyer, _) = place { buyer } else { nil }
    }
}
