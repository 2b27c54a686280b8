import TestSupport
import Testing

@testable import WebCodec

struct FrameErrorTests {
    struct Wrong: Sendable {
        let bytes: [UInt8]
        let error: FrameError
        let code: CloseCode
        var role = WebSocketRole.client
        var deflate: DeflateParameters? = nil
    }

    static let table = [
        Wrong(bytes: hex("91 00"), error: .reservedBits, code: .protocolError),
        Wrong(bytes: hex("a1 00"), error: .reservedBits, code: .protocolError),
        Wrong(bytes: hex("c1 00"), error: .reservedBits, code: .protocolError),
        Wrong(
            bytes: hex("c9 00"), error: .reservedBits, code: .protocolError,
            deflate: DeflateParameters()),
        Wrong(
            bytes: hex("41 00 c0 00"), error: .reservedBits, code: .protocolError,
            deflate: DeflateParameters()),
        Wrong(bytes: hex("83 00"), error: .reservedOpcode(3), code: .protocolError),
        Wrong(bytes: hex("87 00"), error: .reservedOpcode(7), code: .protocolError),
        Wrong(bytes: hex("8b 00"), error: .reservedOpcode(11), code: .protocolError),
        Wrong(bytes: hex("8f 00"), error: .reservedOpcode(15), code: .protocolError),
        Wrong(
            bytes: hex("81 00"), error: .unmaskedClientFrame, code: .protocolError, role: .server),
        Wrong(
            bytes: hex("81 80 01 02 03 04"), error: .maskedServerFrame, code: .protocolError),
        Wrong(bytes: hex("82 7e 00 7d"), error: .nonMinimalLength, code: .protocolError),
        Wrong(
            bytes: hex("82 7f 00 00 00 00 00 00 ff ff"), error: .nonMinimalLength,
            code: .protocolError),
        Wrong(
            bytes: hex("82 7f 80 00 00 00 00 00 00 00"), error: .lengthOverflow,
            code: .protocolError),
        Wrong(bytes: hex("09 00"), error: .fragmentedControlFrame, code: .protocolError),
        Wrong(bytes: hex("08 00"), error: .fragmentedControlFrame, code: .protocolError),
        Wrong(bytes: hex("89 7e 00 7e"), error: .controlFrameTooLong, code: .protocolError),
        Wrong(bytes: hex("8a 7f"), error: .controlFrameTooLong, code: .protocolError),
        Wrong(bytes: hex("80 00"), error: .unexpectedContinuation, code: .protocolError),
        Wrong(bytes: hex("01 00 81 00"), error: .interleavedMessage, code: .protocolError),
        Wrong(bytes: hex("88 01 03"), error: .truncatedCloseCode, code: .protocolError),
        Wrong(bytes: hex("88 02 03 ed"), error: .invalidCloseCode(1005), code: .protocolError),
        Wrong(bytes: hex("88 03 03 e8 ff"), error: .invalidUTF8, code: .invalidPayload),
        Wrong(bytes: hex("81 01 80"), error: .invalidUTF8, code: .invalidPayload),
        Wrong(bytes: hex("81 02 e9 9e"), error: .invalidUTF8, code: .invalidPayload),
        Wrong(bytes: hex("01 01 e9 80 01 41"), error: .invalidUTF8, code: .invalidPayload),
        Wrong(
            bytes: hex("c1 03 aa ff ff"), error: .corruptDeflate, code: .invalidPayload,
            deflate: DeflateParameters()),
        Wrong(  // The stored block "ff" is whole, but no text.
            bytes: hex("c1 07 00 01 00 fe ff ff 00"), error: .invalidUTF8, code: .invalidPayload,
            deflate: DeflateParameters()),
    ]

    @Test(arguments: table)
    func `each violation has its error and its close code`(wrong: Wrong) {
        for cut in [Cut.whole, .byteByByte] {
            let outcome = decode(
                cut.pieces(of: wrong.bytes), role: wrong.role, deflate: wrong.deflate)
            #expect(outcome == .init(error: wrong.error))
        }
        #expect(CloseCode(wrong.error) == wrong.code)
    }

    @Test func `a message that has ended cannot be continued`() {
        let outcome = decode([hex("82 00 80 00")], role: .client)
        #expect(outcome == .init(events: [.message(.binary, [])], error: .unexpectedContinuation))
    }

    @Test func `bad text fails in the middle of its frame, at the first impossible byte`() {
        let outcome = decode([hex("81 7e 10 00 61 ed")], role: .client)
        #expect(outcome == .init())
        let later = decode([hex("81 7e 10 00 61 ed"), hex("a0")], role: .client)
        #expect(later == .init(error: .invalidUTF8))
    }

    @Test func `the frame that would exceed the message limit fails before its payload`() {
        let limits = WebSocketLimits(payloadBytes: 300)
        let whole = frame(.binary, sampleBytes(300, seed: 1), to: .client)
        #expect(decode([whole], role: .client, limits: limits).error == nil)
        let header = hex("82 7e 01 2d")
        #expect(
            decode([header], role: .client, limits: limits).error
                == .payloadTooLarge(announced: 301, limit: 300))
        let fragments =
            frame(.binary, sampleBytes(200, seed: 1), isFinal: false, to: .client) + hex("80 65")
        let error = decode([fragments], role: .client, limits: limits).error
        #expect(error == .payloadTooLarge(announced: 301, limit: 300))
        #expect(error.map { CloseCode($0) } == .messageTooBig)
    }

    @Test func `the longest length there is does not overflow a sum`() {
        let bytes = hex("02 01 00 80 7f 7f ff ff ff ff ff ff ff")
        #expect(
            decode([bytes], role: .client).error
                == .payloadTooLarge(announced: .max, limit: 1 << 20))
    }

    @Test func `one fragment more than the limit fails`() {
        let limits = WebSocketLimits(fragments: 3)
        let sound = decode([hex("02 00 00 00 80 00")], role: .client, limits: limits)
        #expect(sound == .init(events: [.message(.binary, [])]))
        let error = decode([hex("02 00 00 00 00 00 80 00")], role: .client, limits: limits).error
        #expect(error == .tooManyFragments(limit: 3))
        #expect(error.map { CloseCode($0) } == .messageTooBig)
    }

    @Test(arguments: [0, 1, 999, 65_536])
    func `a message may unfold to the limit and not a byte further`(limit: Int) throws {
        let limits = WebSocketLimits(decompressedBytes: limit)
        for size in [limit, limit + 1] {
            let payload = try compressed([UInt8](repeating: 0x61, count: size))
            let bytes = frame(.text, payload, isCompressed: true, to: .client)
            let outcome = decode(
                [bytes], role: .client, limits: limits, deflate: DeflateParameters())
            #expect(outcome.error == (size > limit ? .decompressedTooLarge(limit: limit) : nil))
        }
        #expect(CloseCode(.decompressedTooLarge(limit: limit)) == .messageTooBig)
        #expect(CloseCode(.outOfMemory) == .internalError)
    }
}
