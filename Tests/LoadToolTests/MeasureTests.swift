import Reactor
import Testing
import Wire

@testable import LoadTool

@Suite(.serialized) struct MeasureTests {
    private func time(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test func `acts of a pace are due evenly, and late ones at their own time`() {
        var pacer = Pacer(start: time(100), perSecond: 100, seconds: 0.045)
        let taken = [99, 100, 105, 200, 200].map { pacer.take(at: time($0)) }
        #expect(taken == [nil, time(100), nil, time(110), time(120)])
        #expect(pacer.count == 3)
        #expect(pacer.next == time(130))
        #expect(!pacer.isOver(at: time(200)))
    }

    @Test func `what is due before the end may be late, but not for ever`() {
        var pacer = Pacer(start: time(0), perSecond: 100, seconds: 0.02)
        #expect(pacer.isOver(at: time(1_020)))
        let taken = [1_020, 1_019, 1_019, 1_019].map { pacer.take(at: time($0)) }
        #expect(taken == [nil, time(0), time(10), nil])
        #expect(pacer.isOver(at: time(15)))
    }

    @Test func `percentiles are told in milliseconds, within a thousandth`() {
        var latency = Latency()
        #expect(latency.milliseconds(percentile: 99) == 0)
        for milliseconds in 1...1_000 {
            latency.record(from: time(0), to: time(Int64(milliseconds)))
        }
        #expect(abs(latency.milliseconds(percentile: 50) - 500) < 1)
        #expect(abs(latency.milliseconds(percentile: 99) - 990) < 1)
        var sum = Latency()
        sum.add(latency)
        sum.record(from: time(0), to: time(5_000))
        #expect(sum.count == 1_001)
        #expect(abs(sum.greatestMilliseconds - 5_000) < 5)
    }

    @Test func `a clock that runs backwards or for days does not break the measure`() {
        var latency = Latency()
        latency.record(from: time(10), to: time(5))
        latency.record(from: time(0), to: time(1_000_000_000))
        #expect(latency.count == 2)
    }

    @Test func `results count as complete in order, once every buyer has them`() {
        var count = DeliveryCount()
        let isMore = [0, 1, 1, 0].map { count.add($0, buyers: 2) }
        #expect(isMore == [false, false, false, true])
        #expect(count.complete == 2)
    }

    @Test func `a report is one flat JSON object, with the breaches at its end`() {
        var breaches = Breaches()
        breaches.add("buyer 1: \"a\\b\"\n")
        var report = Report(breaches: breaches)
        report.add("texts", 12)
        report.add("p50_ms", 1.005)
        report.add("rate", -0.25, digits: 1)
        report.add("nothing", .nan)
        let expected =
            #"{"texts":12,"p50_ms":1.00,"rate":-0.3,"nothing":0.00,"passed":false,"#
            + #""breach_count":1,"breaches":["buyer 1: \"a\\b\"\u000a"]}"#
        #expect(report.json == expected)
        #expect(report.table.contains("1 checks FAILED"))
    }

    @Test func `only the first breaches are kept in words`() {
        var (one, other) = (Breaches(), Breaches())
        for index in 0..<15 { one.add("\(index)") }
        for index in 15..<40 { other.add("\(index)") }
        one.add(other)
        #expect(one.count == 40)
        #expect(one.examples == (0..<Breaches.exampleLimit).map(String.init))
    }
}

@Suite(.serialized) struct StampTests {
    private let stamp = Stamp(
        run: 0xBAD_CAFE, index: 12, sentAt: MonotonicTime(nanoseconds: 1_234_567_890_123))

    /// A text event as the server sends it.
    private func message(_ text: String, sequence: UInt64 = 300) -> [UInt8] {
        var event = WireEvent()
        (event.seq, event.atMs) = (sequence, 1_700_000_000_000)
        (event.said.session, event.said.alias, event.said.text) = (1, "mina", text)
        return Encoding.protobuf.encode(WireServerMessage(.event(event)))
    }

    @Test(arguments: [0, 43, 44, 300, 2_000])
    func `a stamp is read from the message without decoding the rest`(bytes: Int) throws {
        let text = stamp.text(bytes: bytes)
        #expect(text.utf8.count == max(bytes, Stamp.byteCount))
        let message = message(text)
        guard case .said(300, let range)? = Incoming(message) else {
            Issue.record("no text event")
            return
        }
        #expect(Stamp(message, in: range) == stamp)
    }

    @Test(arguments: ["", "hello", "load zzzzzzzz 00000012 0000000000000000000 ", "load 0badcafe"])
    func `what other people say is no stamp`(text: String) {
        let message = message(text)
        if case .said(_, let range)? = Incoming(message) {
            #expect(Stamp(message, in: range) == nil)
        }
    }

    @Test func `other events, replies and photo chunks are told apart`() {
        var event = WireEvent()
        (event.seq, event.orderPlaced.order) = (8, 77)
        let placed = Encoding.protobuf.encode(WireServerMessage(.event(event)))
        guard case .event(8, 20, let body)? = Incoming(placed) else {
            Issue.record("no event")
            return
        }
        var fields = ProtobufFields(placed, in: body)
        let order = fields.number(of: 1)
        #expect(order == 77)

        var reply = WireReply()
        reply.id = "x"
        #expect(Incoming(Encoding.protobuf.encode(WireServerMessage(.reply(reply)))) == .other(4))

        var chunk = WirePhotoChunk()
        (chunk.sha256, chunk.offset, chunk.sizeBytes) = ("ab", 65_536, 70_000)
        chunk.data.append(contentsOf: [1, 2, 3])
        let message = Encoding.protobuf.encode(WireServerMessage(.photoChunk(chunk)))
        guard case .photoChunk(let piece)? = Incoming(message) else {
            Issue.record("no chunk")
            return
        }
        #expect((piece.offset, piece.sizeBytes) == (65_536, 70_000))
        #expect(Array(message[piece.data]) == [1, 2, 3])
        #expect(String(decoding: message[piece.name], as: UTF8.self) == "ab")
    }

    @Test func `a message cut anywhere is read without a trap`() {
        let whole = message(stamp.text(bytes: 300))
        for count in whole.indices { _ = Incoming(Array(whole[..<count])) }
    }
}
