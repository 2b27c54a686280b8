package import ShopModel

/// What somebody asks the shop to do about what is said.
package enum TalkCommand: Equatable, Sendable {
    case send(OutgoingMessage)
    /// - `isNews`: Something is unread up to there; the caller has looked.
    case markRead(BuyerID?, through: EventSequence, isNews: Bool)
    /// The line stands in the journal and was not taken away; the caller has looked.
    case delete(Line, reason: String)
    case mute(BuyerID, TimeSpan, reason: String)
    case unmute(BuyerID)
    /// - `pause`: `nil`: off.
    case setSlowMode(SessionID, pause: TimeSpan?)
    case setWords([String])
    /// Empty takes it down.
    case pinText(SessionID, String)

    package struct OutgoingMessage: Equatable, Sendable {
        /// `nil`: the sender's.
        package let thread: BuyerID?
        package let text: String
        /// A message of the same thread; the caller has looked.
        package let replyTo: EventSequence?
        package let item: ItemName?
        package let order: OrderID?
        package let isNote: Bool

        package init(
            thread: BuyerID? = nil, text: String, replyTo: EventSequence? = nil,
            item: ItemName? = nil, order: OrderID? = nil, isNote: Bool = false
        ) {
            (self.thread, self.text, self.replyTo) = (thread, text, replyTo)
            (self.item, self.order, self.isNote) = (item, order, isNote)
        }
    }

    package struct ItemName: Equatable, Sendable {
        package let session: SessionID
        package let code: ItemCode

        package init(session: SessionID, code: ItemCode) {
            (self.session, self.code) = (session, code)
        }
    }

    package var capability: Capability {
        switch self {
        case .send(let message): message.isNote ? .noteBuyers : .message
        case .markRead: .message
        case .delete, .mute, .unmute, .setSlowMode, .setWords: .moderate
        case .pinText: .announce
        }
    }
}

/// What happened to what is said, beside the lines of the chat.
package enum TalkEvent: Equatable, Sendable {
    case sent(Message)
    /// - `staff`: The name of who has read it for the staff; `nil`: the buyer has.
    case read(BuyerID, staff: String?, through: EventSequence)
    case deleted(Line, by: String, reason: String)
    case muted(BuyerID, Mute)
    case unmuted(BuyerID, by: String)
    case slowModeSet(SessionID, pause: TimeSpan?, by: String)
    case wordsSet([String], by: String)
    case textPinned(SessionID, PinnedText)
}
