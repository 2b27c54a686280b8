import TestSupport
import Testing

@testable import WebCodec

/// The examples of RFC 6455 §5.7.
struct FrameVectorTests {
    struct Vector: Sendable {
        let name: String
        let bytes: [UInt8]
        let role: WebSocketRole
        let event: WebSocketDecoder.Event
    }

    static let hello = Array("Hello".utf8)

    static let vectors = [
        Vector(
            name: "unmasked text", bytes: hex("81 05 48 65 6c 6c 6f"), role: .client,
            event: .message(.text, hello)),
        Vector(
            name: "masked text", bytes: hex("81 85 37 fa 21 3d 7f 9f 4d 51 58"), role: .server,
            event: .message(.text, hello)),
        Vector(
            name: "fragmented text", bytes: hex("01 03 48 65 6c 80 02 6c 6f"), role: .client,
            event: .message(.text, hello)),
        Vector(
            name: "ping", bytes: hex("89 05 48 65 6c 6c 6f"), role: .client, event: .ping(hello)),
        Vector(
            name: "pong", bytes: hex("8a 85 37 fa 21 3d 7f 9f 4d 51 58"), role: .server,
            event: .pong(hello)),
        Vector(
            name: "256 bytes", bytes: hex("82 7e 01 00") + [UInt8](repeating: 7, count: 256),
            role: .client, event: .message(.binary, [UInt8](repeating: 7, count: 256))),
        Vector(
            name: "64 KiB",
            bytes: hex("82 7f 00 00 00 00 00 01 00 00") + [UInt8](repeating: 7, count: 65_536),
            role: .client, event: .message(.binary, [UInt8](repeating: 7, count: 65_536))),
    ]

    @Test(arguments: vectors)
    func `each example of the RFC is read`(vector: Vector) {
        #expect(decode([vector.bytes], role: vector.role) == .init(events: [vector.event]))
    }

    @Test(arguments: vectors.filter { $0.name != "fragmented text" })
    func `each example of the RFC is written`(vector: Vector) {
        var bytes: [UInt8] = []
        let mask = vector.role.incomingMask
        switch vector.event {
        case .message(let kind, let payload):
            bytes.appendFrame(kind == .text ? .text : .binary, payload.span, mask: mask)
        case .ping(let payload): bytes.appendFrame(.ping, payload.span, mask: mask)
        case .pong(let payload): bytes.appendFrame(.pong, payload.span, mask: mask)
        case .close(let code, let reason): bytes.appendCloseFrame(code, reason: reason, mask: mask)
        }
        #expect(bytes == vector.bytes)
    }

    @Test(arguments: vectors.filter { $0.bytes.count < 20 })
    func `each example survives every single cut`(vector: Vector) {
        for cut in Cut.everywhere(in: vector.bytes.count) {
            let outcome = decode(cut.pieces(of: vector.bytes), role: vector.role)
            #expect(outcome == .init(events: [vector.event]), "\(cut)")
        }
    }

    @Test func `fragments are written with their final bit off`() {
        var bytes: [UInt8] = []
        bytes.appendFrame(.text, Array("Hel".utf8).span, isFinal: false)
        bytes.appendFrame(.continuation, Array("lo".utf8).span)
        #expect(bytes == hex("01 03 48 65 6c 80 02 6c 6f"))
    }
}
