import TestSupport

@testable import WebCodec

/// What came out of a decoder before it ended or failed.
struct FrameOutcome: Equatable {
    var events: [WebSocketDecoder.Event] = []
    var error: FrameError?
}

/// Feeds the pieces one after another to a new decoder.
func decode(
    _ pieces: [[UInt8]], role: WebSocketRole, limits: WebSocketLimits = .init(),
    deflate: DeflateParameters? = nil
) -> FrameOutcome {
    var decoder = WebSocketDecoder(role: role, limits: limits, deflate: deflate)
    var outcome = FrameOutcome()
    let room = DecodingRoom()
    do throws(FrameError) {
        for piece in pieces {
            var position = 0
            while let event = try decoder.next(piece.span, at: &position, copyingFrom: room) {
                outcome.events.append(event)
            }
        }
    } catch {
        outcome.error = error
    }
    return outcome
}

/// The mask of the examples in RFC 6455 §5.7.
let exampleMask = FrameMask(0x37, 0xFA, 0x21, 0x3D)

extension WebSocketRole {
    /// The mask that frames towards us carry.
    var incomingMask: FrameMask? { self == .server ? exampleMask : nil }

    static let both: [WebSocketRole] = [.server, .client]
}

/// A frame towards `role`.
func frame(
    _ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true, isCompressed: Bool = false,
    to role: WebSocketRole
) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendFrame(
        opcode, payload.span, isFinal: isFinal, isCompressed: isCompressed,
        mask: role.incomingMask)
    return bytes
}

/// A message compressed by itself.
func compressed(_ message: [UInt8], windowBits: Int = 15) throws -> [UInt8] {
    var deflater = try Deflater.make(windowBits: windowBits)
    return deflater.compress(message.span)
}
