import TestSupport
import Testing

@testable import WebCodec

struct WebSocketDecoderTests {
    static let sizes = [0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536]

    @Test(arguments: sizes, Cut.usual)
    func `a message survives any way of cutting its bytes`(size: Int, cut: Cut) throws {
        for role in WebSocketRole.both {
            for kind in [MessageKind.text, .binary] {
                let message = kind == .text ? sampleText(size) : sampleBytes(size, seed: 3)
                let opcode: Opcode = kind == .text ? .text : .binary
                let plain = frame(opcode, message, to: role)
                let small = frame(opcode, try compressed(message), isCompressed: true, to: role)
                let outcome = decode(
                    cut.pieces(of: plain + small), role: role, deflate: DeflateParameters())
                let expected = WebSocketDecoder.Event.message(kind, message)
                #expect(outcome == .init(events: [expected, expected]))
            }
        }
    }

    @Test(arguments: [1, 2, 3, 10], Cut.usual)
    func `fragments become one message, with control frames between`(count: Int, cut: Cut) throws {
        for role in WebSocketRole.both {
            for isCompressed in [false, true] {
                let message = sampleText(1000)
                let payload = isCompressed ? try compressed(message) : message
                let step = payload.count / count
                var bytes: [UInt8] = []
                for index in 0..<count {
                    let end = index == count - 1 ? payload.count : (index + 1) * step
                    bytes += frame(
                        index == 0 ? .text : .continuation, Array(payload[(index * step)..<end]),
                        isFinal: index == count - 1, isCompressed: isCompressed && index == 0,
                        to: role)
                    if index < count - 1 { bytes += frame(.ping, [UInt8(index)], to: role) }
                }
                let pings = (0..<(count - 1)).map { WebSocketDecoder.Event.ping([UInt8($0)]) }
                let outcome = decode(
                    cut.pieces(of: bytes), role: role, deflate: DeflateParameters())
                #expect(outcome == .init(events: pings + [.message(.text, message)]))
            }
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `random conversations come out as they went in, however cut`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var (bytes, events): ([UInt8], [WebSocketDecoder.Event]) = ([], [])
        for _ in 0..<200 {
            let payload = sampleBytes(.random(in: 0...125, using: &generator), seed: seed)
            let mask = FrameMask(bits: .random(in: .min ... .max, using: &generator))
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                bytes.appendFrame(.ping, payload.span, mask: mask)
                events.append(.ping(payload))
            case 1:
                bytes.appendFrame(.pong, payload.span, mask: mask)
                events.append(.pong(payload))
            default:
                bytes.appendFrame(.binary, payload.span, mask: mask)
                events.append(.message(.binary, payload))
            }
        }
        let pieces = Cut.random(seed: seed).pieces(of: bytes)
        #expect(decode(pieces, role: .server) == .init(events: events))
    }

    @Test func `the position stops behind the frame that made the event`() throws {
        let first = frame(.ping, [1], to: .server)
        let bytes = first + frame(.ping, [2], to: .server)
        var decoder = WebSocketDecoder(role: .server)
        var position = 0
        #expect(try decoder.next(bytes.span, at: &position) == .ping([1]))
        #expect(position == first.count)
    }

    @Test func `a message before a broken frame is still delivered`() {
        let bytes = frame(.text, [0x61], to: .server) + hex("83 80 00 00 00 00")
        let outcome = decode([bytes], role: .server)
        #expect(outcome == .init(events: [.message(.text, [0x61])], error: .reservedOpcode(3)))
    }

    @Test func `an error is final`() {
        var decoder = WebSocketDecoder(role: .server)
        let (broken, sound) = (hex("b1"), frame(.ping, [], to: .server))
        var position = 0
        #expect(throws: FrameError.reservedBits) { try decoder.next(broken.span, at: &position) }
        position = 0
        #expect(throws: FrameError.reservedBits) { try decoder.next(sound.span, at: &position) }
    }

    @Test func `whatever follows a close frame is ignored`() {
        let bytes = frame(.close, hex("03 e8"), to: .server) + hex("ff ff ff ff")
        let outcome = decode([bytes, hex("ff")], role: .server)
        #expect(outcome == .init(events: [.close(.normal, reason: "")]))
    }

    @Test(arguments: 0..<9, 0..<20)
    func `masking is the same from any offset`(offset: Int, count: Int) {
        let plain = sampleBytes(offset + count, seed: 5)
        let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        let expected = plain.indices.map { plain[$0] ^ mask[$0 % 4] }
        var masked: [UInt8] = [0xEE]
        masked.append(plain.span.extracting(offset...), applying: exampleMask, at: offset)
        #expect(masked == [0xEE] + expected[offset...])
    }
}
