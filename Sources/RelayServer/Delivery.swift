import RelayCore
import ShopModel
import Storage
import Transport
import Wire

/// What a shop's loop hands to a loop with clients, in the order of the journal.
enum Delivery: Sendable {
    case event(RoomID, EventFrames)
    case ownEvent(ConnectionID, EventFrames)
    /// What stands in no journal, for one connection.
    case own(ConnectionID, WireServerMessage.OneOf_Body)
    /// The reply as protobuf.
    case reply(ConnectionID, [UInt8])
    case photos(RoomID, [SharedPhoto], PhotoSize)
    case joined(ConnectionID, JoinedStream)
    /// What a connection that was behind is told from the journal, without lines of the chat.
    case catchUp(ConnectionID, JoinedStream)
}

/// A join as the shop grants it: from where history is replayed, and what follows live.
struct JoinedStream: Sendable {
    let room: RoomID?
    let filter: JournalFilter
    let after: EventSequence
    /// Everything later comes live.
    let head: EventSequence
    let session: SessionID?
    /// What the client is told instead of the history before `after`.
    var story: WireStory?
}
