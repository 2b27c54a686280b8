import RelayServer
import ShopCore
import ShopModel
import Testing

/// What the journal keeps of requests is what happened.
struct RequestEventTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_000)

    private static func money(_ units: Int64, _ code: String) throws -> Money {
        Money(units, try #require(Currency(code)))
    }

    private static func events() throws -> [RequestEvent] {
        let hash = try #require(PhotoID(hexadecimal: String(repeating: "a", count: 64)))
        let file = PhotoFile(id: hash, width: 3, height: 2, sizeBytes: 9)
        let plain = RequestTerms(text: "a hat", deadline: now + .hours(1))
        let rich = RequestTerms(
            session: SessionID(2), text: "a hat", photos: [Photo(preview: file, full: file)],
            maximum: try money(30_000, "CNY"), sizes: ["M", "L"], quantity: 3,
            deadline: now + .hours(1), consent: .init(vetoTime: .seconds(90)))
        let bold = RequestTerms(
            text: "a hat", maximum: try money(5, "CNY"), deadline: now + .hours(1),
            consent: .init(vetoTime: nil))
        let made = [plain, rich, bold].map {
            RequestEvent.made(
                BuyerRequest(id: RequestID(7), buyer: BuyerID(3), askedAt: now, terms: $0))
        }
        func offer(_ order: OrderID?, _ until: Timestamp?) throws -> RequestOffer {
            RequestOffer(
                number: 2, request: RequestID(7), buyer: BuyerID(3), item: ItemID(4),
                variant: Variant(values: ["M"]), quantity: 2, price: try money(10_000, "KRW"),
                version: 5, note: "the last", by: "Mina", at: now, order: order,
                vetoUntil: until)
        }
        let ends: [RequestOffer.State] = [
            .accepted, .passed, .vetoed, .replaced, .withdrawn, .cancelled, .closed,
        ]
        return made + [
            .offered(try offer(nil, nil)), .chosen(try offer(OrderID(9), nil)),
            .chosen(try offer(OrderID(9), now + .seconds(90))),
            .ended(RequestID(7), RequestEnding(OrderID(9))),
            .ended(RequestID(7), RequestEnding(.declined, reason: "not in Seoul")),
            .ended(RequestID(7), RequestEnding(.withdrawn, reason: "by the buyer")),
            .ended(RequestID(7), RequestEnding(.lapsed, reason: "late")),
        ] + ends.map { .offerEnded(RequestID(7), offer: 2, $0, reason: "why") }
    }

    @Test func `every event about requests comes back as it was`() throws {
        for event in try Self.events() {
            let entry = Entry(
                sequence: EventSequence(1), at: Self.now, audience: .buyer(BuyerID(3)),
                event: .request(event))
            #expect(try ShopEvent(entry.wire(in: Shop()), secret: nil) == entry.event)
        }
    }
}
