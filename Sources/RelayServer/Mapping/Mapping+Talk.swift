package import ShopCore
package import ShopModel
import Storage
import Wire

/// What is asked about talk that needs a look at the disk, or only lists.
package enum TalkRequest: Equatable, Sendable {
    /// What answers an earlier line, which has to be there.
    case replying(Command, to: EventSequence)
    /// - `thread`: `nil`: one's own.
    case markRead(BuyerID?, through: EventSequence)
    case delete(EventSequence, reason: String)
    case listThreads(ThreadsWanted)
    case listMessages(MessagesWanted)
    case listModeration
    case listOnline(Page)

    package struct ThreadsWanted: Equatable, Sendable {
        let before: EventSequence?
        let limit: Int
        let onlyUnread: Bool
    }

    package struct MessagesWanted: Equatable, Sendable {
        let thread: BuyerID?
        let before: EventSequence?
        let limit: Int
    }

    package var capability: Capability? {
        switch self {
        case .replying(let command, _): command.capability
        case .markRead, .listThreads, .listMessages: .message
        case .delete, .listModeration: .moderate
        case .listOnline: .seeOnline
        }
    }
}

extension WireCommand {
    func talkRequest() throws(FieldError) -> Request {
        switch body {
        case .sendMessage(let send)?: try send.request()
        case .listThreads(let list)?:
            .talk(
                .listThreads(
                    TalkRequest.ThreadsWanted(
                        before: EventSequence(named: list.before),
                        limit: Page(limit: Int(list.limit)).limit, onlyUnread: list.unread)))
        case .listMessages(let list)?:
            .talk(
                .listMessages(
                    TalkRequest.MessagesWanted(
                        thread: BuyerID(named: list.buyer),
                        before: EventSequence(named: list.before),
                        limit: Page(limit: Int(list.limit)).limit)))
        case .markRead(let mark)?:
            .talk(
                .markRead(BuyerID(named: mark.buyer), through: EventSequence(mark.through)))
        case .deleteLine(let delete)?:
            .talk(.delete(EventSequence(delete.line), reason: delete.reason))
        case .muteBuyer(let mute)?:
            .command(
                .talk(
                    .mute(
                        BuyerID(mute.buyer), .seconds(Int64(mute.seconds)), reason: mute.reason)))
        case .unmuteBuyer(let unmute)?: .command(.talk(.unmute(BuyerID(unmute.buyer))))
        case .setSlowMode(let slow)?:
            .command(
                .talk(
                    .setSlowMode(
                        SessionID(slow.session),
                        pause: slow.seconds == 0 ? nil : .seconds(Int64(slow.seconds)))))
        case .setWordList(let list)?: .command(.talk(.setWords(list.words)))
        case .listModeration?: .talk(.listModeration)
        case .pinText(let pin)?:
            .command(.talk(.pinText(SessionID(pin.session), pin.text)))
        case .listOnline(let list)?:
            .talk(.listOnline(Page(after: list.after, limit: Int(list.limit))))
        default: preconditionFailure("not a command about talk")
        }
    }
}

extension Numbered {
    /// A number of the wire, where 0 names nothing.
    init?(named number: UInt64) {
        if number == 0 { return nil }
        self.init(number)
    }
}

extension WireSay {
    var request: Request {
        let earlier = EventSequence(named: replyTo)
        let say = Command.say(session: SessionID(session), text: text, replyTo: earlier)
        return earlier.map { .talk(.replying(say, to: $0)) } ?? .command(say)
    }
}

extension WireSendMessage {
    fileprivate func request() throws(FieldError) -> Request {
        let earlier = EventSequence(named: replyTo)
        let send = Command.talk(
            .send(
                TalkCommand.OutgoingMessage(
                    thread: BuyerID(named: buyer), text: text, replyTo: earlier,
                    item: code.isEmpty
                        ? nil
                        : TalkCommand.ItemName(
                            session: SessionID(session), code: try code.asItemCode("code")),
                    order: OrderID(named: order), isNote: note)))
        return earlier.map { .talk(.replying(send, to: $0)) } ?? .command(send)
    }
}

// MARK: - Events

extension TalkEvent {
    var wireBody: WireEvent.OneOf_Body {
        switch self {
        case .sent(let message): .messageSent(message.wire)
        case .read(let buyer, let staff, let through):
            .threadRead(
                make {
                    ($0.buyer, $0.through) = (buyer.number, through.number)
                    ($0.staff, $0.by) = (staff != nil, staff ?? "")
                })
        case .deleted(let line, let by, let reason):
            .lineDeleted(
                make {
                    ($0.line, $0.saidAtMs) = (line.sequence.number, line.at.milliseconds)
                    switch line.place {
                    case .chat(let session): $0.session = session.number
                    case .thread(let buyer, let isNote):
                        ($0.thread, $0.note) = (buyer.number, isNote)
                    }
                    ($0.buyer, $0.by, $0.reason) = (line.author?.number ?? 0, by, reason)
                })
        case .muted(let id, let mute): .buyerMuted(mute.wire(of: id))
        case .unmuted(let id, let by):
            .buyerUnmuted(make { ($0.buyer, $0.by) = (id.number, by) })
        case .slowModeSet(let id, let pause, let by):
            .slowModeSet(
                make {
                    ($0.session, $0.by) = (id.number, by)
                    $0.seconds = UInt32((pause?.milliseconds ?? 0) / 1000)
                })
        case .wordsSet(let words, let by):
            .wordListSet(make { ($0.words, $0.by) = (words, by) })
        case .textPinned(let id, let pinned):
            .textPinned(
                make { ($0.session, $0.text, $0.by) = (id.number, pinned.text, pinned.by) })
        }
    }

    /// Reads such an event of the journal back; `nil` when it is of another kind.
    init?(_ body: WireEvent.OneOf_Body?) throws(FieldError) {
        switch body {
        case .messageSent(let message)?: self = .sent(try message.core())
        case .threadRead(let read)?:
            self = .read(
                BuyerID(read.buyer), staff: read.staff ? read.by : nil,
                through: EventSequence(read.through))
        case .lineDeleted(let deleted)?:
            let place: Line.Place =
                deleted.session == 0
                ? .thread(BuyerID(deleted.thread), isNote: deleted.note)
                : .chat(SessionID(deleted.session))
            self = .deleted(
                Line(
                    sequence: EventSequence(deleted.line),
                    at: Timestamp(milliseconds: deleted.saidAtMs), place: place,
                    author: BuyerID(named: deleted.buyer)), by: deleted.by,
                reason: deleted.reason)
        case .buyerMuted(let muted)?:
            self = .muted(
                BuyerID(muted.buyer),
                Mute(
                    until: Timestamp(milliseconds: muted.untilMs), reason: muted.reason,
                    by: muted.by))
        case .buyerUnmuted(let unmuted)?:
            self = .unmuted(BuyerID(unmuted.buyer), by: unmuted.by)
        case .slowModeSet(let slow)?:
            self = .slowModeSet(
                SessionID(slow.session),
                pause: slow.seconds == 0 ? nil : .seconds(Int64(slow.seconds)), by: slow.by)
        case .wordListSet(let list)?: self = .wordsSet(list.words, by: list.by)
        case .textPinned(let pinned)?:
            self = .textPinned(
                SessionID(pinned.session), PinnedText(pinned.text, by: pinned.by))
        default: return nil
        }
    }

    /// What takes the place of a line that this event takes away.
    ///
    /// - Parameter entry: The event's own.
    func redaction(by entry: Entry) -> Redaction? {
        guard case .deleted(let line, _, _) = self else { return nil }
        let left = Entry(
            sequence: line.sequence, at: line.at, audience: line.audience, event: line.deleted)
        return Redaction(
            line.sequence, payload: Encoding.protobuf.encode(left.wire(in: Shop())),
            by: entry.sequence)
    }
}

extension Mute {
    fileprivate func wire(of buyer: BuyerID) -> WireBuyerMuted {
        make {
            ($0.buyer, $0.untilMs) = (buyer.number, until.milliseconds)
            ($0.reason, $0.by) = (reason, by)
        }
    }
}

extension Message {
    var wire: WireMessage {
        make {
            ($0.buyer, $0.text, $0.note) = (thread.number, text, isNote)
            switch author {
            case .staff(let name): ($0.staff, $0.alias) = (true, name)
            case .buyer(_, let alias): $0.alias = alias
            }
            $0.replyTo = replyTo?.number ?? 0
            ($0.item, $0.code) = (item?.number ?? 0, code?.text ?? "")
            $0.order = order?.number ?? 0
        }
    }
}

extension WireMessage {
    fileprivate func core() throws(FieldError) -> Message {
        Message(
            thread: BuyerID(buyer),
            author: staff ? .staff(name: alias) : .buyer(BuyerID(buyer), alias: alias),
            text: text, replyTo: EventSequence(named: replyTo), item: ItemID(named: item),
            code: code.isEmpty ? nil : try code.asItemCode("code"), order: OrderID(named: order),
            isNote: note)
    }
}

// MARK: - Lists

extension StoredMessage {
    fileprivate var wire: WireMessage {
        var wire = message.wire
        (wire.seq, wire.atMs) = (sequence.number, at.milliseconds)
        wire.deleted = isDeleted
        return wire
    }
}

extension StoredThread {
    fileprivate var wire: WireThread {
        make {
            ($0.buyer, $0.alias) = (buyer.number, alias)
            if let last { $0.last = last.wire }
            ($0.unread, $0.messages) = (UInt32(unread), UInt32(messages))
            ($0.readByStaff, $0.readByBuyer) = (readByStaff.number, readByBuyer.number)
        }
    }
}

extension ThreadPage {
    var wire: WireThreads {
        make {
            $0.threads = threads.map(\.wire)
            ($0.next, $0.unread) = (next?.number ?? 0, UInt32(unread))
        }
    }
}

extension MessagePage {
    var wire: WireMessages {
        make {
            if let thread { $0.thread = thread.wire }
            ($0.messages, $0.next) = (messages.map(\.wire), next?.number ?? 0)
        }
    }
}

extension Shop {
    /// What keeps the talk in order, mutes that are over left out.
    func wireModeration(at now: Timestamp) -> WireModeration {
        make {
            $0.words = talk.words.words
            $0.muted = people.mutes.filter { $0.value.until > now }
                .sorted { $0.key < $1.key }.map { $1.wire(of: $0) }
        }
    }
}
