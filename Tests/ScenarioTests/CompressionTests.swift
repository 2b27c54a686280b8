import Foundation
import Reactor
import Testing
import Transport
import WebCodec
import Wire

@testable import RelayServer

/// permessage-deflate from the offer to the events, on whole servers.
@Suite(.serialized) struct CompressionTests {
    /// Long enough for every threshold, and different for each number.
    private func caption(_ number: Int, bytes: Int = 300) -> String {
        let words = ["serum", "雪花秀", "50 ml", "new packaging", "\(number)", "세럼", "sealed"]
        var text = "\(number)"
        var index = number
        while text.utf8.count < bytes {
            text += " " + words[index % words.count]
            index += 3
        }
        return text
    }

    /// The events up to the line that says `last`.
    private func events(_ client: TestClient, until last: String) async throws -> [WireEvent] {
        let end = try await client.event(last) { event -> WireEvent? in
            if case .said(let said)? = event.body, said.text == last { event } else { nil }
        }
        let earlier = client.inbox.compactMap { message in
            if case .event(let event)? = message.body { event } else { nil }
        }
        return earlier.filter { $0.seq < end.seq } + [end]
    }

    @Test(arguments: Encoding.allCases)
    func `with and without compression the events are the same, replayed and live`(
        encoding: Encoding
    ) async throws {
        let stage = try Stage.open(compression: .all)
        let (mina, session) = try await stage.seller()
        for number in 0..<20 {
            let text = caption(number, bytes: [30, 300, 1900][number % 3])
            _ = try await mina.done(.say(text, in: session.session))
        }
        _ = try await mina.done(.post("A12", in: session))
        var staff: [TestClient] = []
        var buyers: [TestClient] = []
        for compressed in [false, true] {
            let reader = try await stage.connect(encoding, "staff", compressed: compressed)
            _ = try await reader.authenticate(token: stage.owner.text)
            try await reader.join()
            staff.append(reader)
            buyers.append(
                try await stage.buyer(
                    "Linh-\(compressed)", in: session, encoding, compressed: compressed
                ).0)
        }
        #expect(await !staff[0].isCompressing)
        #expect(await staff[1].isCompressing)

        for number in 20..<40 {
            let text = caption(number, bytes: [30, 300, 1900][number % 3])
            _ = try await mina.done(.say(text, in: session.session))
        }
        for buyer in buyers { _ = try await buyer.done(.order("A12", in: session.session)) }
        _ = try await mina.done(.say("the end", in: session.session))

        let seen = try await events(mina, until: "the end")
        #expect(seen.count > 46)
        for reader in staff {
            #expect(try await events(reader, until: "the end") == seen)
        }
        // Each buyer also sees their own order, and not the other's.
        let isPublic: (WireEvent) -> Bool = { event in
            if case .orderPlaced? = event.body { false } else { true }
        }
        let plain = try await events(buyers[0], until: "the end")
        let compressed = try await events(buyers[1], until: "the end")
        #expect(plain.filter(isPublic) == compressed.filter(isPublic))
        #expect(plain.count == compressed.count && plain.count > 43)
        #expect(stage.server.compressedMessages > 0)
        try await stage.close()
    }

    @Test func `an event is compressed once per encoding, however many read it`() async throws {
        let stage = try Stage.open(compression: .all)
        let (mina, session) = try await stage.seller()
        var readers: [TestClient] = []
        for number in 0..<100 {
            let encoding = Encoding.allCases[number % 2]
            readers.append(
                try await stage.buyer(
                    "B\(number)", in: session, encoding, compressed: true
                ).0)
        }
        let before = stage.server.compressedMessages
        for number in 1...3 {
            let text = caption(number)
            _ = try await mina.done(.say(text, in: session.session))
            for reader in readers {
                try await reader.event("line \(number)") { event -> Void? in
                    if case .said(let said)? = event.body, said.text == text { () } else { nil }
                }
            }
            #expect(stage.server.compressedMessages == before + 2 * number)
        }
        try await stage.close()
    }

    @Test func `only JSON clients are compressed for, unless the server is told otherwise`()
        async throws
    {
        for (policy, json, protobuf) in [
            (CompressionPolicy.json, true, false), (.none, false, false), (.all, true, true),
        ] {
            let stage = try Stage.open(compression: policy)
            let clients = [
                try await stage.connect(.json, compressed: true),
                try await stage.connect(.protobuf, compressed: true),
                try await stage.connect(.json, compressed: false),
            ]
            #expect(await clients[0].isCompressing == json)
            #expect(await clients[1].isCompressing == protobuf)
            #expect(await !clients[2].isCompressing)
            try await stage.close()
        }
    }

    @Test func `small messages are left alone, long replies are compressed for their reader`()
        async throws
    {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, _) = try await stage.buyer("Linh", in: session, .json, compressed: true)
        _ = try await mina.done(.say("hi", in: session.session))
        _ = try await linh.event("the line") { event -> Bool? in
            if case .said? = event.body { true } else { nil }
        }
        #expect(stage.server.compressedMessages == 0)

        for number in 10..<40 { _ = try await mina.done(.post("A\(number)", in: session)) }
        let before = stage.server.compressedMessages
        let list = make(WireListItems()) { $0.session = session.session }
        let plain = try await mina.done(.listItems(list))
        let compressed = try await linh.done(.listItems(list))
        #expect(plain.items.items.count == 30)
        #expect(plain.items == compressed.items)
        #expect(stage.server.compressedMessages == before + 1)
        try await stage.close()
    }

    @Test func `a format that nobody reads any more costs nothing`() async throws {
        let stage = try Stage.open()
        let (mina, session) = try await stage.seller()
        let (linh, _) = try await stage.buyer("Linh", in: session, .json, compressed: true)
        let (nok, _) = try await stage.buyer("Nok", in: session, .json)
        _ = try await mina.done(.say(caption(1), in: session.session))
        #expect(stage.server.compressedMessages == 1)
        linh.abort()
        _ = try await linh.closeReason()
        // The server hears of it a little later.
        var (count, lines) = (stage.server.compressedMessages, 1)
        repeat {
            count = stage.server.compressedMessages
            lines += 1
            _ = try await mina.done(.say(caption(lines), in: session.session))
        } while stage.server.compressedMessages > count && lines < 1000
        #expect(lines < 1000)
        let last = caption(lines)
        #expect(try await events(nok, until: last).count == lines + 1)

        // Who comes back reads on in the same way.
        let (back, _) = try await stage.buyer("Back", in: session, .json, compressed: true)
        _ = try await mina.done(.say("the end", in: session.session))
        let all = try await events(nok, until: "the end")
        let again = try await events(back, until: "the end")
        #expect(again.count == lines + 2 && again.last == all.last)
        try await stage.close()
    }

    @Test(arguments: 8...15)
    func `clients get compressed messages if their window takes ours`(bits: Int) {
        let agreed = DeflateParameters(
            serverKeepsContext: false, clientKeepsContext: false, serverWindowBits: bits)
        let expected: OutgoingDeflate = bits == 15 ? .wide : bits >= 12 ? .narrow : .none
        #expect(OutgoingDeflate(agreed) == expected)
        #expect(OutgoingDeflate(nil) == .none)
    }

    @Test(arguments: [12, 15])
    func `events fit the window they are made for, and nothing grows`(bits: Int) throws {
        let tally = CompressionTally()
        let compressor = MessageCompressor(tally)
        let deflate: OutgoingDeflate = bits == 15 ? .wide : .narrow
        for bytes in [200, 5000, 100_000] {
            let message = Array((caption(1, bytes: 200) + caption(2, bytes: bytes)).utf8)
            let made = compressor.frame(.text, message.span, deflate)
            let frame = try #require(made)
            #expect(frame.count < message.count && frame[0] == 0xC1)
            var inflater = try Inflater.make(windowBits: bits)
            let header = frame[1] < 126 ? 2 : frame[1] == 126 ? 4 : 10
            let unfolded = try inflater.inflate(
                frame.span.extracting(droppingFirst: header), limitBytes: message.count)
            #expect(unfolded == message)
        }
        let short: [UInt8] = [1, 2, 3]
        let grown = compressor.frame(.binary, short.span, deflate)
        let unwanted = compressor.frame(.text, short.span, .none)
        #expect(grown == nil && unwanted == nil)
        #expect(tally.total == 4)
    }
}
