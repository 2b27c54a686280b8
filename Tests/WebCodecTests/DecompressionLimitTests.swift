import Testing

@testable import WebCodec

/// Compressed messages made to hurt.
struct DecompressionLimitTests {
    static let megabyte = 1 << 20

    private func outcome(
        _ payload: [UInt8], _ limits: WebSocketLimits = .init(), kind: Opcode = .binary
    ) -> FrameOutcome {
        decode(
            [frame(kind, payload, isCompressed: true, to: .server)], role: .server,
            limits: limits, deflate: DeflateParameters())
    }

    @Test func `a bomb of a thousand to one is stopped by its ratio, long before the limit`()
        throws
    {
        let bomb = try compressed([UInt8](repeating: 0, count: 16 * Self.megabyte))
        #expect(bomb.count < 16 * Self.megabyte / 1000)
        let limits = WebSocketLimits(decompressedBytes: 64 * Self.megabyte)
        let outcome = outcome(bomb, limits)
        #expect(outcome == .init(error: .compressionRatioTooHigh(limit: 200)))
        #expect(CloseCode(.compressionRatioTooHigh(limit: 200)) == .messageTooBig)
    }

    @Test(arguments: [0, 1, 1000, 65_536, 300_000])
    func `not more than one byte beyond the limit is ever produced`(limit: Int) throws {
        let bomb = try compressed([UInt8](repeating: 0, count: 16 * Self.megabyte))
        var inflater = try Inflater.make()
        #expect(throws: InflateError.tooLarge(limit: limit)) {
            try inflater.inflate(bomb.span, limitBytes: limit)
        }
        #expect(inflater.producedBytes == limit + 1)
    }

    @Test func `a message may have any ratio up to the floor, and the ratio above it`() throws {
        let limits = WebSocketLimits(compressionRatio: 10, compressionRatioFloorBytes: 5000)
        for (size, isAccepted) in [(5000, true), (5001, false)] {
            let payload = try compressed([UInt8](repeating: 7, count: size))
            #expect(payload.count < 100)
            #expect((outcome(payload, limits).error == nil) == isAccepted)
        }
        // Stored bytes first, so that the ratio can be set to the byte.
        let noise = sampleBytes(1000, seed: 3)
        let payload = try compressed(noise + [UInt8](repeating: 7, count: 20_000))
        let unfolded = noise.count + 20_000
        for (ratio, isAccepted) in [
            (unfolded / payload.count, false), (unfolded / payload.count + 1, true),
        ] {
            let limits = WebSocketLimits(
                compressionRatio: ratio, compressionRatioFloorBytes: 5000)
            let error = outcome(payload, limits).error
            #expect(error == (isAccepted ? nil : .compressionRatioTooHigh(limit: ratio)))
        }
    }

    @Test func `the smaller of the two limits says why`() throws {
        let payload = try compressed([UInt8](repeating: 7, count: 500_000))
        let small = WebSocketLimits(decompressedBytes: 1000)
        #expect(outcome(payload, small).error == .decompressedTooLarge(limit: 1000))
        let boundless = WebSocketLimits(compressionRatio: .max)
        #expect(outcome(payload, boundless).error == nil)
    }

    @Test(arguments: ["00 00 00 ff ff", "03 00", "01 00 00 ff ff", "02 08 20 80 00"])
    func `a megabyte of empty blocks is an empty message`(block: String) {
        let blocks = hex(block)
        let count = (Self.megabyte - 1) / blocks.count
        let payload = Array(repeatElement(blocks, count: count).joined()) + [0]
        let outcome = outcome(payload, kind: .text)
        #expect(outcome == decode([hex("81 00")], role: .client))
    }

    @Test func `a compressed message in pieces may be interrupted by control frames`() throws {
        let text = sampleText(3000)
        let payload = try compressed(text)
        var bytes: [UInt8] = []
        for (index, byte) in payload.enumerated() {
            bytes += frame(
                index == 0 ? .text : .continuation, [byte], isFinal: index == payload.count - 1,
                isCompressed: index == 0, to: .server)
            if index % 50 == 0 { bytes += frame(.ping, [UInt8(index & 0xFF)], to: .server) }
        }
        let limits = WebSocketLimits(fragments: payload.count)
        for cut in [Cut.whole, .random(seed: 5)] {
            let outcome = decode(
                cut.pieces(of: bytes), role: .server, limits: limits,
                deflate: DeflateParameters())
            #expect(outcome.error == nil)
            #expect(outcome.events.count == 1 + (payload.count + 49) / 50)
            let whole = decode([frame(.text, text, to: .client)], role: .client)
            #expect(outcome.events.last == whole.events.last)
        }
    }

    @Test func `a bomb in pieces is a bomb`() throws {
        let bomb = try compressed([UInt8](repeating: 0, count: Self.megabyte))
        let half = bomb.count / 2
        let bytes =
            frame(
                .binary, Array(bomb[..<half]), isFinal: false, isCompressed: true, to: .server)
            + frame(.continuation, Array(bomb[half...]), to: .server)
        let outcome = decode([bytes], role: .server, deflate: DeflateParameters())
        #expect(outcome == .init(error: .compressionRatioTooHigh(limit: 200)))
    }

    /// Only the first frame of a message says that it is compressed (RFC 7692 §6.1); RSV2 and RSV3
    /// are nobody's.
    @Test(arguments: ["41 01 00 c0 01 00", "c9 00", "ca 00", "c8 00", "a1 00", "91 00", "e1 00"])
    func `reserved bits are refused, compression or not`(bytes: String) {
        let outcome = decode([hex(bytes)], role: .client, deflate: DeflateParameters())
        #expect(outcome == .init(error: .reservedBits))
    }

    /// An empty message is one byte (RFC 7692 §7.2.3.6), and what a sender did not cut off is no
    /// part of a block.
    @Test(arguments: ["c1 00", "c1 0b f2 48 cd c9 c9 07 00 00 00 ff ff", "41 00 80 00"])
    func `a payload that is not what is left of a sync flush is corrupt`(bytes: String) {
        let outcome = decode([hex(bytes)], role: .client, deflate: DeflateParameters())
        #expect(outcome == .init(error: .corruptDeflate))
    }

    @Test(arguments: ["c1 01 00", "41 00 80 01 00", "41 01 02 80 01 00", "c1 02 03 00"])
    func `an empty message may be compressed`(bytes: String) {
        let outcome = decode([hex(bytes)], role: .client, deflate: DeflateParameters())
        #expect(outcome == decode([hex("81 00")], role: .client))
    }

    @Test func `what is agreed on compression costs a connection four bytes`() {
        #expect(MemoryLayout<DeflateParameters?>.size == 4)
    }
}
