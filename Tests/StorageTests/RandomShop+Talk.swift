import ShopCore
import ShopModel

/// What is written in threads, and what keeps the talk in order.
extension RandomShop {
    mutating func talkCommand(
        in session: SessionID, _ buyer: Actor, _ owner: Actor
    ) -> (Command, Actor) {
        let id = buyer.buyer ?? BuyerID(1)
        switch pick(12) {
        case 1...3: return (.talk(.send(message(to: nil, in: session))), buyer)
        case 4, 5: return (.talk(.send(message(to: id, in: session))), owner)
        case 6:
            let note = TalkCommand.OutgoingMessage(thread: id, text: "by Friday", isNote: true)
            return (.talk(.send(note)), owner)
        case 7:
            let (through, asStaff) = (shop.sequence, chance(50))
            let read = TalkCommand.markRead(threads.first ?? id, through: through, isNews: true)
            let reader = asStaff ? owner : Actor.buyer(threads.first ?? id)
            return (threads.isEmpty ? .talk(.unmute(id)) : .talk(read), reader)
        case 8:
            guard let line = lines.last else { return (.talk(.setWords(["spam"])), owner) }
            return (.talk(.delete(line, reason: "rude")), owner)
        case 9: return (.talk(.mute(id, .minutes(5), reason: "loud")), owner)
        case 10:
            let muted = shop.people.mutes.keys.min() ?? id
            return (.talk(.unmute(muted)), owner)
        case 11:
            let pause: TimeSpan? = chance(50) ? .seconds(5) : nil
            return (.talk(.setSlowMode(session, pause: pause)), owner)
        default:
            return chance(50)
                ? (.talk(.pinText(session, chance(70) ? "soon over" : "")), owner)
                : (.talk(.setWords(chance(50) ? ["spam", "买"] : [])), owner)
        }
    }

    private mutating func message(
        to thread: BuyerID?, in session: SessionID
    ) -> TalkCommand.OutgoingMessage {
        let item = shop.items(in: session).first
        return TalkCommand.OutgoingMessage(
            thread: thread, text: "hello",
            replyTo: chance(50) ? thread.flatMap(lastMessage) : nil,
            item: chance(40)
                ? item.map { TalkCommand.ItemName(session: session, code: $0.code) } : nil)
    }

    /// The last message in a thread.
    private func lastMessage(in thread: BuyerID) -> EventSequence? {
        entries.last { entry in
            guard case .talk(.sent(let message)) = entry.event else { return false }
            return message.thread == thread && !message.isNote
        }?.sequence
    }

    /// Buyers whose thread something was written in, and who are not erased.
    private var threads: [BuyerID] {
        entries.compactMap { entry in
            guard case .talk(.sent(let message)) = entry.event,
                shop.people.erased[message.thread] == nil
            else { return nil }
            return message.thread
        }.suffix(1)
    }

    /// What was said, as the disk would tell of it.
    private var lines: [Line] {
        entries.suffix(200).compactMap { entry in
            func line(_ place: Line.Place, _ author: ShopEvent.Author) -> Line {
                var buyer: BuyerID?
                if case .buyer(let id, _) = author { buyer = id }
                return Line(
                    sequence: entry.sequence, at: entry.at, place: place, author: buyer)
            }
            switch entry.event {
            case .said(let session, let author, _, _): return line(.chat(session), author)
            case .talk(.sent(let message)):
                return line(
                    .thread(message.thread, isNote: message.isNote), message.author)
            default: return nil
            }
        }
    }
}
