import RelayServer
import ShopCore
import ShopModel
import Testing

/// What the journal keeps of talk is what happened.
struct TalkEventTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)
    private static let (session, linh) = (SessionID(2), BuyerID(3))

    private static func events() throws -> [ShopEvent] {
        let buyer = ShopEvent.Author.buyer(linh, alias: "Linh")
        let staff = ShopEvent.Author.staff(name: "Mina")
        let code = try #require(ItemCode("A12"))
        let lines = [
            Line(sequence: EventSequence(7), at: now, place: .chat(session), author: linh),
            Line(sequence: EventSequence(7), at: now, place: .chat(session), author: nil),
            Line(
                sequence: EventSequence(7), at: now, place: .thread(linh, isNote: false),
                author: linh),
            Line(
                sequence: EventSequence(7), at: now, place: .thread(linh, isNote: true),
                author: nil),
        ]
        let talk: [TalkEvent] =
            [
                .sent(Message(thread: linh, author: buyer, text: "in M?")),
                .sent(
                    Message(
                        thread: linh, author: staff, text: "yes", replyTo: EventSequence(5),
                        item: ItemID(4), code: code, order: OrderID(9))),
                .sent(Message(thread: linh, author: staff, text: "by Friday", isNote: true)),
                .read(linh, staff: "Mina", through: EventSequence(8)),
                .read(linh, staff: nil, through: EventSequence(8)),
                .muted(linh, Mute(until: now, reason: "loud", by: "Min")),
                .unmuted(linh, by: "Min"),
                .slowModeSet(session, pause: .seconds(9), by: "Min"),
                .slowModeSet(session, pause: nil, by: "Min"),
                .wordsSet(["spam", "买"], by: "Min"), .wordsSet([], by: "Min"),
                .textPinned(session, PinnedText("soon", by: "Min")),
                .textPinned(session, PinnedText("", by: "Min")),
            ] + lines.map { .deleted($0, by: "Min", reason: "private") }
        return talk.map { .talk($0) } + lines.map(\.deleted) + [
            .said(session: session, author: buyer, text: "x", replyTo: EventSequence(5)),
            .said(session: session, author: staff, text: "x"),
        ]
    }

    @Test func `every event of talk comes back as it was`() throws {
        for event in try Self.events() {
            let entry = Entry(
                sequence: EventSequence(10), at: Self.now, audience: .staff, event: event)
            #expect(try ShopEvent(entry.wire(in: Shop()), secret: nil) == event)
        }
    }
}
