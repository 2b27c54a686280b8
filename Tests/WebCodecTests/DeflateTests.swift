import TestSupport
import Testing

@testable import WebCodec

struct DeflateTests {
    static let hello = Array("Hello".utf8)

    /// RFC 7692 §7.2.3.1, .3, .4, .5 and .6, and a final block without the byte after it.
    @Test(arguments: [
        ("f2 48 cd c9 c9 07 00", "Hello"), ("00 05 00 fa ff 48 65 6c 6c 6f 00", "Hello"),
        ("f3 48 cd c9 c9 07 00 00", "Hello"), ("f3 48 cd c9 c9 07 00", "Hello"),
        ("f2 48 05 00 00 00 ff ff ca c9 c9 07 00", "Hello"), ("00", ""), ("02 00", ""),
    ])
    func `the examples of the RFC unfold`(bytes: String, text: String) throws {
        var inflater = try Inflater.make()
        for _ in 0..<2 {
            let message = try inflater.inflate(hex(bytes).span, limitBytes: 5)
            #expect(message == Array(text.utf8))
        }
    }

    @Test func `the RFC's example of a kept context is read and written`() throws {
        var deflater = try Deflater.make()
        var inflater = try Inflater.make()
        for expected in ["f2 48 cd c9 c9 07 00", "f2 00 11 00 00"] {
            let bytes = deflater.compress(Self.hello.span, keepingContext: true)
            #expect(bytes == hex(expected))
            let message = try inflater.inflate(bytes.span, limitBytes: 5, keepingContext: true)
            #expect(message == Self.hello)
        }
    }

    @Test func `a final block does not end the history`() throws {
        var inflater = try Inflater.make()
        for bytes in ["f3 48 cd c9 c9 07 00 00", "f2 00 11 00 00"] {
            let message = try inflater.inflate(
                hex(bytes).span, limitBytes: 5, keepingContext: true)
            #expect(message == Self.hello)
        }
    }

    @Test func `without a kept context each message stands alone`() throws {
        var deflater = try Deflater.make()
        let first = deflater.compress(Self.hello.span)
        #expect(deflater.compress(Self.hello.span) == first)
        var inflater = try Inflater.make()
        _ = try inflater.inflate(first.span, limitBytes: 5)
        #expect(throws: InflateError.corrupt) {
            try inflater.inflate(hex("f2 00 11 00 00").span, limitBytes: 5)
        }
    }

    @Test func `empty messages are one byte, also one after another`() throws {
        var deflater = try Deflater.make()
        var inflater = try Inflater.make()
        for message in [[], Self.hello, [], [], Self.hello] {
            let bytes = deflater.compress(message.span, keepingContext: true)
            if message.isEmpty { #expect(bytes == [0]) }
            #expect(
                try inflater.inflate(bytes.span, limitBytes: 5, keepingContext: true) == message)
        }
    }

    @Test(arguments: ["", "f2", "f2 48 cd", "ff ff", "06 00", "05 00 fa ff", "00 06 00 f9 ff 48"])
    func `what is no whole number of blocks is corrupt`(bytes: String) throws {
        var inflater = try Inflater.make()
        #expect(throws: InflateError.corrupt) {
            try inflater.inflate(hex(bytes).span, limitBytes: 100)
        }
    }

    @Test(arguments: 8...15)
    func `a compressor never reaches back beyond its window`(bits: Int) throws {
        // Repeated at distances around the window's size, to tempt it.
        let motif = sampleBytes(64, seed: 9)
        var message: [UInt8] = []
        let window = 1 << bits
        for gap in [window - 300, window - 72, window - 64, window - 63, window + 1] where gap > 0 {
            message += motif + sampleBytes(gap, seed: UInt64(gap))
        }
        message += motif
        var deflater = try Deflater.make(windowBits: bits)
        var inflater = try Inflater.make(windowBits: bits)
        for _ in 0..<2 {
            let bytes = deflater.compress(message.span, keepingContext: true)
            // With an output buffer of one byte zlib has no history but its window.
            let unfolded = try inflater.inflate(
                bytes.span, limitBytes: message.count, keepingContext: true, stepBytes: 1,
                growing: false)
            #expect(unfolded == message)
        }
    }

    @Test func `a window smaller than the sender's is noticed`() throws {
        let motif = sampleBytes(600, seed: 9)
        let bytes = try compressed(motif + motif)
        var inflater = try Inflater.make(windowBits: 8)
        #expect(throws: InflateError.corrupt) {
            try inflater.inflate(
                bytes.span, limitBytes: 1200, keepingContext: false, stepBytes: 1, growing: false)
        }
    }

    @Test(arguments: [1, 4095, 4096, 70_000, 300_000], [true, false])
    func `large messages survive, whether they shrink or not`(size: Int, shrinks: Bool) throws {
        let message =
            shrinks ? [UInt8](repeating: 1, count: size) : sampleBytes(size, seed: 4)
        var inflater = try Inflater.make()
        let bytes = try compressed(message)
        #expect(try inflater.inflate(bytes.span, limitBytes: size) == message)
    }

    @Test func `a bomb is stopped at the limit`() throws {
        let bytes = try compressed([UInt8](repeating: 0, count: 4 << 20))
        var inflater = try Inflater.make()
        #expect(bytes.count < 8192)
        #expect(throws: InflateError.tooLarge(limit: 1000)) {
            try inflater.inflate(bytes.span, limitBytes: 1000)
        }
    }

    @Test func `connections without context share one decompressor`() throws {
        let agreed = DeflateParameters(clientKeepsContext: false, clientWindowBits: 9)
        let payload = try compressed(sampleText(500), windowBits: 9)
        let bytes = frame(.text, payload, isCompressed: true, to: .server)
        let broken = frame(.text, hex("aa ff"), isCompressed: true, to: .server)
        let room = DecodingRoom()
        for input in [bytes, broken, bytes, bytes] {
            var decoder = WebSocketDecoder(role: .server, deflate: agreed)
            var position = 0
            if input == broken {
                #expect(throws: FrameError.corruptDeflate) {
                    try decoder.next(input.span, at: &position, copyingFrom: room)
                }
            } else {
                let event = try decoder.next(input.span, at: &position, copyingFrom: room)
                #expect(event == .message(.text, sampleText(500)))
            }
        }
        let isMade = room.inflater != nil
        #expect(isMade)
    }

    @Test(arguments: [true, false])
    func `a context is kept only where that is agreed`(keeps: Bool) throws {
        let agreed = DeflateParameters(clientKeepsContext: keeps)
        let bytes =
            frame(.text, hex("f2 48 cd c9 c9 07 00"), isCompressed: true, to: .server)
            + frame(.text, hex("f2 00 11 00 00"), isCompressed: true, to: .server)
        var decoder = WebSocketDecoder(role: .server, deflate: agreed)
        var position = 0
        let room = DecodingRoom()
        let first = try decoder.next(bytes.span, at: &position, copyingFrom: room)
        #expect(first == .message(.text, Self.hello))
        if keeps {
            let second = try decoder.next(bytes.span, at: &position, copyingFrom: room)
            #expect(second == .message(.text, Self.hello))
        } else {
            #expect(throws: FrameError.corruptDeflate) {
                try decoder.next(bytes.span, at: &position, copyingFrom: room)
            }
        }
    }
}
