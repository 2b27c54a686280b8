import TestSupport

@testable import WebCodec

/// Frames in both roles, with and without compression: cuts change nothing, and what was understood
/// is understood again after it was written anew.
enum FrameTarget {
    private static let limits = WebSocketLimits(
        payloadBytes: 2_048, fragments: 8, decompressedBytes: 4_096, compressionRatio: 20,
        compressionRatioFloorBytes: 256)

    /// One for all, as connections of a loop share it.
    nonisolated(unsafe) static let room = DecodingRoom()

    static func run(_ input: FuzzInput) {
        var input = input
        let flags = input.control()
        let role = flags & 1 == 0 ? WebSocketRole.server : .client
        let deflate = [
            nil, DeflateParameters(serverKeepsContext: false, clientKeepsContext: false),
            DeflateParameters(), DeflateParameters(serverWindowBits: 9, clientWindowBits: 9),
        ][Int(flags >> 1 & 3)]
        let pieces = input.pieces()

        var whole = Conversation(role, deflate)
        whole.feed(input.payload)
        var cut = Conversation(role, deflate)
        for piece in pieces { cut.feed(piece) }
        demand(
            whole.events == cut.events && whole.error == cut.error,
            "cuts change nothing: \(whole.events) \(cut.events)")
        repeated(whole.events, role)
    }

    private struct Conversation: ~Copyable {
        var decoder: WebSocketDecoder
        var events: [WebSocketDecoder.Event] = []
        var error: FrameError?

        init(_ role: WebSocketRole, _ deflate: DeflateParameters?) {
            decoder = WebSocketDecoder(role: role, limits: FrameTarget.limits, deflate: deflate)
        }

        mutating func feed(_ bytes: [UInt8]) {
            var position = 0
            do throws(FrameError) {
                while let event = try unsafe decoder.next(
                    bytes.span, at: &position, copyingFrom: FrameTarget.room)
                {
                    events.append(event)
                    FrameTarget.check(event)
                }
                demand(position == bytes.count, "a decoder without an event has used its input up")
            } catch {
                demand(self.error == nil || self.error == error, "a decoder repeats its error")
                self.error = error
            }
        }
    }

    private static func check(_ event: WebSocketDecoder.Event) {
        switch event {
        case .message(let kind, let bytes):
            demand(bytes.count <= limits.decompressedBytes, "a message stays within its limit")
            if kind == .text {
                demand(String(validating: bytes, as: UTF8.self) != nil, "a text is UTF-8")
            }
        case .ping(let bytes), .pong(let bytes):
            demand(bytes.count <= 125, "a control frame is short")
        case .close(let code, let reason):
            demand(code != nil || reason.isEmpty, "a reason has a code before it")
        }
    }

    /// Writes events as the peer would, and reads them again.
    private static func repeated(_ events: [WebSocketDecoder.Event], _ role: WebSocketRole) {
        let mask = role == .server ? FrameMask(bits: 0xA1B2_C3D4) : nil
        var bytes: [UInt8] = []
        for event in events {
            switch event {
            case .message(.text, let payload):
                bytes.appendFrame(.text, payload.span, mask: mask)
            case .message(.binary, let payload):
                bytes.appendFrame(.binary, payload.span, mask: mask)
            case .ping(let payload): bytes.appendFrame(.ping, payload.span, mask: mask)
            case .pong(let payload): bytes.appendFrame(.pong, payload.span, mask: mask)
            case .close(let code, let reason):
                bytes.appendCloseFrame(code, reason: reason, mask: mask)
            }
        }
        var again = Conversation(role, nil)
        again.decoder = WebSocketDecoder(
            role: role, limits: WebSocketLimits(payloadBytes: limits.decompressedBytes))
        again.feed(bytes)
        demand(again.events == events, "what was understood is understood again: \(events)")
    }

    // MARK: Seeds

    static func seeds() -> [[UInt8]] {
        let cuts: [UInt8] = [3, 0, 1, 0, 7, 0, 20]
        return [WebSocketRole.server, .client].flatMap { role -> [[UInt8]] in
            let flag: UInt8 = role == .server ? 0 : 1
            let plain = conversations(mask: role == .server ? FrameMask(bits: 0) : nil)
            let masked = conversations(mask: role == .server ? FrameMask(bits: 0x8142_1809) : nil)
            return (plain + masked).map { $0.with(controls: [flag] + cuts) }
                + [2, 4, 6].flatMap { mode in
                    compressed(mask: role == .server ? FrameMask(bits: 0) : nil)
                        .map { $0.with(controls: [flag | mode] + cuts) }
                }
        }
    }

    static func conversations(mask: FrameMask?) -> [[UInt8]] {
        let text = Array("Κόσμε, 48 ₩ 👜".utf8)
        var fragments: [UInt8] = []
        fragments.appendFrame(.text, text.span.extracting(..<3), isFinal: false, mask: mask)
        fragments.appendFrame(.ping, [1, 2].span, mask: mask)
        fragments.appendFrame(.continuation, text.span.extracting(3...), mask: mask)
        fragments.appendCloseFrame(.normal, reason: "done", mask: mask)
        var lengths: [UInt8] = []
        for count in [0, 1, 7, 8, 125, 126, 300] {
            lengths.appendFrame(.binary, [UInt8](repeating: 7, count: count).span, mask: mask)
        }
        var control: [UInt8] = []
        control.appendFrame(.pong, Span(), mask: mask)
        control.appendCloseFrame(nil, mask: mask)
        control.appendFrame(.text, text.span, mask: mask)
        // A header that announces 2⁶³ bytes.
        let huge: [UInt8] = [0x82, mask == nil ? 0x7F : 0xFF] + [UInt8](repeating: 0xFF, count: 12)
        return [fragments, lengths, control, huge]
    }

    static func compressed(mask: FrameMask?) -> [[UInt8]] {
        let text = Array(repeating: Array("48,000 won, size 38. ".utf8), count: 12).flatMap { $0 }
        do throws(DeflateError) {
            var deflater = try Deflater.make(windowBits: 9)
            let first = deflater.compress(text.span, keepingContext: true)
            let second = deflater.compress(text.span, keepingContext: true)
            var bytes: [UInt8] = []
            bytes.appendFrame(.text, first.span, isCompressed: true, mask: mask)
            bytes.appendFrame(
                .text, second.span.extracting(..<2), isFinal: false, isCompressed: true, mask: mask)
            bytes.appendFrame(.ping, [9].span, mask: mask)
            bytes.appendFrame(.continuation, second.span.extracting(2...), mask: mask)
            bytes.appendFrame(.binary, [1, 2, 3].span, mask: mask)
            return [bytes]
        } catch {
            fatalError("there is memory: \(error)")
        }
    }
}
