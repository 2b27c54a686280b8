import Foundation
import Reactor
import Synchronization
import Testing
import Transport
import WebCodec
import Wire

@testable import LoadTool

/// A buyer that is told what no server should say must say so, and nothing else.
struct BuyerTests {
    private static let run: UInt32 = 0xBADCAFE

    /// What a doctored stream does to one buyer.
    private static func breaches(
        network: Script.Network = Script.Network(),
        photos: Script.BuyerGroup.PhotoChoice = .none,
        of script: @escaping @Sendable (Buyer, PhotoShelf) -> Void
    ) throws -> [String] {
        let loop = try EventLoop(label: "buyer")
        defer { loop.shutdown() }
        var seller = Script.Seller(name: "mina")
        seller.photos = .noise(bytes: 1_000, count: 1)
        var group = Script.BuyerGroup(name: "all", count: 1)
        (group.network, group.photos) = (network, photos)
        let evening = Script(
            phases: [Script.Phase(name: "steady", seconds: 1)], sellers: [seller],
            groups: [group])
        let shelf = try PhotoShelf(evening, seed: 9)
        let url = RemoteURL(isSecure: false, host: "127.0.0.1", port: 9)
        let scene = Scene(
            script: evening, timetable: Timetable(evening, seed: 9),
            door: try Door(LoadPlan(server: url, token: "")),
            sessions: [LoadSession(id: 1, inviteCode: "x")], shelf: shelf,
            counters: LiveCounters(), number: run, name: "run", seed: 9, loops: 1,
            till: Till(control: url))
        let troupe = Confined(on: loop) { Troupe(scene, loop: loop, number: 0, codes: [["L0"]]) }
        return troupe.ask { troupe in
            let buyer = troupe.buyers[0]
            (buyer.state, buyer.presentSince) = (.inside, MonotonicTime(nanoseconds: 0))
            (buyer.digest, buyer.buyerNumber) = (StreamDigest(after: 0), 4)
            script(buyer, shelf)
            return troupe.breaches.examples
        }
    }

    private static func bytes(_ body: WireServerMessage.OneOf_Body) -> [UInt8] {
        Encoding.protobuf.encode(WireServerMessage(body))
    }

    private static func event(_ sequence: UInt64, _ body: WireEvent.OneOf_Body) -> [UInt8] {
        var event = WireEvent()
        (event.seq, event.body) = (sequence, body)
        return bytes(.event(event))
    }

    private static func text(_ sequence: UInt64, _ index: Int) -> [UInt8] {
        var said = WireSaid()
        said.session = 1
        said.text = Stamp(run: run, index: index, sentAt: .read()).text(bytes: 60)
        return event(sequence, .said(said))
    }

    private static func order(_ number: UInt64, quantity: UInt32 = 1) -> WireOrder {
        var (order, line) = (WireOrder(), WireOrderLine())
        (order.order, order.buyer, order.state) = (number, 4, .placed)
        (line.code, line.quantity) = ("L0", quantity)
        order.lines = [line]
        return order
    }

    private static func reply(_ id: String, _ result: WireReply.OneOf_Result) -> [UInt8] {
        var reply = WireReply()
        (reply.id, reply.result) = (id, result)
        return bytes(.reply(reply))
    }

    private static func place(_ buyer: Buyer, pays: Bool = false) {
        buyer.command(
            .placeOrder(WirePlaceOrder()), due: .read(), for: .order(pays: pays, code: "L0"))
    }

    private static func confirmed(_ order: UInt64) -> WireEvent.OneOf_Body {
        var confirmed = WireOrderConfirmed()
        confirmed.order = order
        return .orderConfirmed(confirmed)
    }

    private static func chunk(_ file: PhotoAlbum.File, doctored: Bool = false) -> [UInt8] {
        var chunk = WirePhotoChunk()
        (chunk.sha256, chunk.sizeBytes) = (file.sha256, UInt32(file.bytes.count))
        chunk.data = Data(file.bytes)
        if doctored { chunk.data[100] ^= 1 }
        return bytes(.photoChunk(chunk))
    }

    @Test func `an evening without faults has no breach, and is counted`() throws {
        let breaches = try Self.breaches { buyer, shelf in
            buyer.hear(Self.text(1, 0))
            buyer.hear(Self.text(2, 1))
            Self.place(buyer, pays: true)
            buyer.hear(Self.event(3, .orderPlaced(Self.order(7))))
            buyer.hear(Self.reply("run.0.1", .order(Self.order(7))))
            #expect(!buyer.isSettled && buyer.open.count == 1)  // It asks to pay.
            buyer.hear(Self.reply("run.0.2", .payment(WirePayment())))
            buyer.hear(Self.event(6, Self.confirmed(7)))
            buyer.hear(Self.chunk(shelf.files[0]))
            buyer.hear(Self.text(8, Scene.lastText))
            #expect(buyer.isSettled && buyer.isComplete && buyer.digest?.cursor == 8)
            #expect(buyer.book.faults(listed: [7]) == [])
            let counts = buyer.troupe.experience.counts
            #expect((counts.deliveries, counts.answers) == (2, 2))
            #expect((counts.orders, counts.paid, counts.photos) == (1, 1, 1))
        }
        #expect(breaches == [])
    }

    private static let refusal: WireReply.OneOf_Result = {
        var error = WireError()
        (error.code, error.text) = (.wrongState, "not now")
        return .error(error)
    }()

    private static let gap: WireServerMessage.OneOf_Body = {
        var gap = WireGap()
        (gap.first, gap.last, gap.text) = (3, 4, "lost")
        return .gap(gap)
    }()

    /// A doctored stream, and what must be said about it.
    struct Doctored: Sendable, CustomTestStringConvertible {
        let words: String
        let script: @Sendable (Buyer, PhotoShelf) -> Void
        var testDescription: String { words }
    }

    static let doctored = [
        Doctored(words: "event 5 came again") { buyer, _ in
            for _ in 0..<2 { buyer.hear(text(5, 0)) }
        },
        Doctored(words: "event 4 came after event 5") { buyer, _ in
            for sequence in [5, 4] as [UInt64] {
                buyer.hear(event(sequence, .stockChanged(WireStockChanged())))
            }
        },
        Doctored(words: "gap: events 3 to 4: lost") { buyer, _ in buyer.hear(bytes(gap)) },
        Doctored(words: "texts 1 to 1 are missing") { buyer, _ in
            for (sequence, index) in [(1, 0), (2, 2)] as [(UInt64, Int)] {
                buyer.hear(text(sequence, index))
            }
        },
        Doctored(words: "text 0 came again") { buyer, _ in
            for sequence in [1, 2] as [UInt64] { buyer.hear(text(sequence, 0)) }
        },
        Doctored(words: "command run.0.1 was answered again") { buyer, _ in
            place(buyer)
            for _ in 0..<2 { buyer.hear(reply("run.0.1", .order(order(7)))) }
        },
        Doctored(words: "command nobody was answered again") { buyer, _ in
            buyer.hear(reply("nobody", .done(WireDone())))
        },
        Doctored(words: "order 7 is not what was ordered") { buyer, _ in
            place(buyer)
            buyer.hear(reply("run.0.1", .order(order(7, quantity: 2))))
        },
        Doctored(words: "order 7 was made by two commands") { buyer, _ in
            for number in 1...2 {
                place(buyer)
                buyer.hear(reply("run.0.\(number)", .order(order(7))))
            }
        },
        Doctored(words: "an order was answered with something else") { buyer, _ in
            place(buyer)
            buyer.hear(reply("run.0.1", .done(WireDone())))
        },
        Doctored(words: "an order was refused: not now") { buyer, _ in
            place(buyer)
            buyer.hear(reply("run.0.1", refusal))
        },
        Doctored(words: "the event of order 7 came again") { buyer, _ in
            for sequence in [1, 2] as [UInt64] {
                buyer.hear(event(sequence, .orderPlaced(order(7))))
            }
        },
        Doctored(words: "order 7 was confirmed again, or without being paid") { buyer, _ in
            buyer.hear(event(1, confirmed(7)))
        },
        Doctored(words: "no payment of order 7 (405): not now") { buyer, _ in
            place(buyer, pays: true)
            buyer.hear(reply("run.0.1", .order(order(7))))
            buyer.hear(reply("run.0.2", refusal))
        },
        Doctored(words: "wrongBytes") { buyer, shelf in
            buyer.hear(chunk(shelf.files[1], doctored: true))
        },
        Doctored(words: "got what is no message of the protocol") { buyer, _ in
            buyer.hear([0xFF, 0xFF])
        },
    ]

    @Test(arguments: doctored)
    func `each broken promise is a breach that names buyer and seed`(doctored: Doctored) throws {
        let breaches = try Self.breaches(of: doctored.script)
        #expect(breaches.count == 1, "\(breaches)")
        #expect(breaches.first?.contains(doctored.words) ?? false, "\(breaches)")
        #expect(breaches.first?.hasPrefix("buyer 0 of “all”: ") ?? false)
        #expect(breaches.first?.hasSuffix("(seed 9)") ?? false)
    }

    @Test func `what was due while a buyer was away is not the server's delay`() throws {
        _ = try Self.breaches { buyer, _ in
            buyer.presentSince = .read()
            var said = WireSaid()
            let early = MonotonicTime(nanoseconds: buyer.presentSince.nanoseconds - 1)
            said.text = Stamp(run: Self.run, index: 0, sentAt: early).text(bytes: 60)
            buyer.hear(Self.event(1, .said(said)))
            #expect(buyer.troupe.experience.counts.deliveries == 0)
            #expect(buyer.texts.next == 1)
        }
    }

    @Test func `a latecomer has not missed what was said before`() throws {
        let breaches = try Self.breaches { buyer, _ in
            buyer.hear(Self.text(90, 50))
            buyer.hear(Self.text(91, 51))
        }
        #expect(breaches == [])
    }

    @Test func `who must send slower waits, and the command keeps its due time`() throws {
        let breaches = try Self.breaches { buyer, _ in
            Self.place(buyer)
            var error = WireError()
            (error.code, error.retryAfterMs) = (.tooFast, 60_000)
            buyer.hear(Self.reply("run.0.1", .error(error)))
            #expect(buyer.open.count == 1 && buyer.troupe.experience.counts.tooFast == 1)
            buyer.hear(Self.reply("run.0.1", .order(Self.order(7))))
            #expect(buyer.open.isEmpty)
        }
        #expect(breaches == [])
    }

    // MARK: Connections

    private static func cutOff(
        _ why: Ending, from state: Buyer.State, network: Script.Network = Script.Network(),
        afterStall: Bool = false
    ) throws -> (breaches: [String], state: Buyer.State, lost: Int) {
        let seen = Mutex((state: Buyer.State.outside, lost: 0))
        let breaches = try breaches(network: network) { buyer, _ in
            let entrance = LoadClient.Entrance(credential: .token(""), photos: nil)
            let client = LoadClient(slot: 0, entrance, owner: buyer)
            (buyer.client, buyer.state) = (client, state)
            if afterStall { buyer.stall(seconds: 0) }
            buyer.clientEnded(client, why)
            let lost = buyer.troupe.experience.counts.lost
            seen.withLock { $0 = (buyer.state, lost) }
        }
        return seen.withLock { (breaches, $0.state, $0.lost) }
    }

    @Test func `a buyer who is cut off without a reason of its own says so, and comes back`() throws
    {
        let (breaches, state, lost) = try Self.cutOff(.lost(.disconnected), from: .inside)
        #expect(breaches.count == 1 && breaches[0].contains("was cut off: the peer disconnected"))
        // It wants to be there, so what is due meanwhile is done and counted.
        #expect(lost == 1)
        guard case .entering = state else {
            Issue.record("it does not come back: \(state)")
            return
        }
    }

    @Test(arguments: [false, true])
    func `a bad network excuses a cut-off only when the buyer has read nothing for a while`(
        hasStalled: Bool
    ) throws {
        var network = Script.Network()
        (network.stallsPerMinute, network.delayMilliseconds) = (1, 1)
        let (breaches, _, lost) = try Self.cutOff(
            .lost(.closedByPeer(CloseCode(rawValue: 4_000), reason: "")), from: .inside,
            network: network, afterStall: hasStalled)
        #expect(breaches.isEmpty == hasStalled && lost == 1, "\(breaches)")
    }

    // MARK: Photos

    private static func post(_ shelf: PhotoShelf) -> WireEvent.OneOf_Body {
        var item = WireItem()
        item.code = "L3"
        item.caption.title = Stamp(run: run, index: 0, sentAt: .read()).text(bytes: 0)
        item.photos = [shelf.photo(ofPost: 0, seller: 0)].compactMap(\.self)
        return .itemPosted(item)
    }

    @Test(arguments: [
        (Script.BuyerGroup.PhotoChoice.none, 0), (.preview, 1), (.full, 2),
    ])
    func `a photo of a live post is owed until it is whole or called left out`(
        choice: Script.BuyerGroup.PhotoChoice, owed: Int
    ) throws {
        let breaches = try Self.breaches(photos: choice) { buyer, shelf in
            buyer.hear(Self.event(1, Self.post(shelf)))
            #expect(buyer.photosToCome.values.reduce(0, +) == owed)
            #expect(buyer.isSettled == (owed == 0))
            // Posted again: it is owed again.
            buyer.hear(Self.event(2, Self.post(shelf)))
            #expect(buyer.photosToCome.values.reduce(0, +) == 2 * owed)
            for file in shelf.files.prefix(owed) {
                buyer.hear(Self.chunk(file))
                var skipped = WirePhotoSkipped()
                skipped.sha256 = file.sha256
                buyer.hear(Self.bytes(.photoSkipped(skipped)))
            }
            #expect(buyer.photosToCome.isEmpty && buyer.isSettled)
        }
        #expect(breaches == [])
    }

    // MARK: What the server is not simply believed

    @Test func `who has no order is not over a limit`() throws {
        let breaches = try Self.breaches { buyer, _ in
            Self.place(buyer)
            var error = WireError()
            (error.code, error.text) = (.tooMany, "too many")
            buyer.hear(Self.reply("run.0.1", .error(error)))
        }
        #expect(breaches.count == 1 && breaches[0].contains("was refused one: too many"))
    }

    @Test func `being sold out is noted with the time of the question, to be seen to later`() throws
    {
        let breaches = try Self.breaches { buyer, _ in
            let before = MonotonicTime.read()
            Self.place(buyer)
            var error = WireError()
            error.code = .soldOut
            buyer.hear(Self.reply("run.0.1", .error(error)))
            #expect((buyer.soldOut["L0"] ?? .never) >= before)
            #expect((buyer.soldOut["L0"] ?? .never) <= .read())
        }
        #expect(breaches == [])
    }

    @Test func `a text that was taken is remembered by its number`() throws {
        let breaches = try Self.breaches { buyer, _ in
            buyer.command(.say(WireSay()), due: .read(), for: .talk(50_000_007))
            buyer.hear(Self.reply("run.0.1", .done(WireDone())))
            #expect(buyer.textsTaken == [50_000_007])
        }
        #expect(breaches == [])
    }

    @Test func `what is due while the server keeps a buyer waiting is done, and counts from then`()
        throws
    {
        let breaches = try Self.breaches { buyer, _ in
            let due = MonotonicTime(nanoseconds: MonotonicTime.read().nanoseconds - 5_000_000_000)
            (buyer.state, buyer.presentSince) = (.entering(due), due)
            #expect(buyer.isPresent)
            Self.place(buyer)
            #expect(buyer.open.count == 1)
            buyer.state = .inside
            buyer.hear(Self.reply("run.0.1", .order(Self.order(7))))
            buyer.hear(Self.text(1, 0))
            #expect(buyer.troupe.experience.counts.answers == 1)
            #expect(buyer.troupe.experience.counts.deliveries == 1)
        }
        #expect(breaches == [])
    }

    @Test func `who is refused has failed; who is not let in yet tries again`() throws {
        let entering = Buyer.State.entering(.read())
        let refused = try Self.cutOff(.refused(.wrongInvite, "no"), from: entering)
        #expect(refused.breaches.count == 1 && refused.state == .failed)
        #expect(refused.breaches[0].contains("did not get in: refused (201): no"))
        for why in [Ending.refused(.unavailable, "full"), .lost(.disconnected)] {
            let waiting = try Self.cutOff(why, from: entering)
            #expect(waiting.breaches == [] && waiting.state == entering)
        }
        let long = Buyer.State.entering(
            MonotonicTime(nanoseconds: MonotonicTime.read().nanoseconds - 61_000_000_000))
        let late = try Self.cutOff(.lost(.disconnected), from: long)
        #expect(late.breaches.count == 1 && late.state == .failed)
    }
}
