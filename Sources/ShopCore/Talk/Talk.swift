package import ShopModel

/// What a shop knows of its talk. What is said is in the journal and the read tables, not here.
package struct Talk: Equatable, Sendable {
    /// What buyers do not say in public.
    package internal(set) var words = WordList.none

    // Not of the journal; a restart forgives.
    /// When each buyer last spoke, in sessions with slow mode.
    var lastLines: [SessionID: [BuyerID: Timestamp]] = [:]
    /// Lines that were taken away, so that none is while it is on its way to the disk.
    var deleted: Set<EventSequence> = []
}

/// A buyer who may not speak in public for a while.
package struct Mute: Equatable, Sendable {
    package let until: Timestamp
    package let reason: String
    package let by: String

    package init(until: Timestamp, reason: String, by: String) {
        (self.until, self.reason, self.by) = (until, reason, by)
    }
}

/// A text that is pinned in a session.
package struct PinnedText: Equatable, Sendable {
    package let text: String
    package let by: String

    package init(_ text: String, by: String) { (self.text, self.by) = (text, by) }
}

/// Something that was said, as it stands in the journal.
package struct Line: Equatable, Sendable {
    package enum Place: Hashable, Sendable {
        case chat(SessionID)
        /// With the staff; a note is among staff.
        case thread(BuyerID, isNote: Bool)
    }

    package let sequence: EventSequence
    package let at: Timestamp
    package let place: Place
    /// `nil`: staff.
    package let author: BuyerID?
    /// In a thread: the message that it answers, which is read by that.
    package let replyTo: EventSequence?

    package init(
        sequence: EventSequence, at: Timestamp, place: Place, author: BuyerID?,
        replyTo: EventSequence? = nil
    ) {
        (self.sequence, self.at) = (sequence, at)
        (self.place, self.author, self.replyTo) = (place, author, replyTo)
    }

    /// The event as it stands in the journal once the line was taken away: who, when and where.
    package var deleted: ShopEvent {
        let writer = author.map { ShopEvent.Author.buyer($0, alias: "") } ?? .staff(name: "")
        switch place {
        case .chat(let session):
            return .said(session: session, author: writer, text: Shop.deletedText)
        case .thread(let buyer, let isNote):
            return .talk(
                .sent(
                    Message(
                        thread: buyer, author: writer, text: Shop.deletedText, replyTo: replyTo,
                        isNote: isNote)))
        }
    }

    package var audience: Audience {
        switch place {
        case .chat(let session): .session(session)
        case .thread(_, isNote: true): .staff
        case .thread(let buyer, isNote: false): .buyer(buyer)
        }
    }
}

/// What was said in the thread of a buyer and the staff.
package struct Message: Equatable, Sendable {
    package let thread: BuyerID
    package let author: ShopEvent.Author
    package let text: String
    package let replyTo: EventSequence?
    package let item: ItemID?
    package let code: ItemCode?
    package let order: OrderID?
    /// Among staff.
    package let isNote: Bool

    package init(
        thread: BuyerID, author: ShopEvent.Author, text: String, replyTo: EventSequence? = nil,
        item: ItemID? = nil, code: ItemCode? = nil, order: OrderID? = nil, isNote: Bool = false
    ) {
        (self.thread, self.author, self.text) = (thread, author, text)
        (self.replyTo, self.item, self.code) = (replyTo, item, code)
        (self.order, self.isNote) = (order, isNote)
    }

    package var isFromStaff: Bool {
        if case .staff = author { true } else { false }
    }

    /// The message without what it says; all of an erased buyer's thread is about the buyer.
    var erased: Message {
        let author: ShopEvent.Author =
            if case .buyer(let id, _) = author {
                .buyer(id, alias: Shop.erasedAlias(of: id))
            } else { author }
        return Message(
            thread: thread, author: author, text: Shop.erasedText, replyTo: replyTo, item: item,
            code: code, order: order, isNote: isNote)
    }
}
