import ShopCore
import ShopModel
import WebCodec
import Wire

/// An event as it goes out, framed once per encoding for everybody who gets it.
struct EventFrames: Sendable {
    let protobuf: [UInt8]
    /// Empty when nobody in the shop reads JSON.
    let json: [UInt8]

    /// - Parameter payload: The event's protobuf bytes, as they stand in the journal.
    init(payload: [UInt8], withJSON: Bool) {
        let message = WireServerMessage.protobuf(wrappingEvent: payload)
        protobuf = Self.frame(.binary, message)
        json = withJSON ? Self.frame(.text, Self.json(payload)) : []
    }

    subscript(encoding: Encoding) -> [UInt8] {
        switch encoding {
        case .protobuf: protobuf
        case .json: json
        }
    }

    static func frame(_ opcode: Opcode, _ payload: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.appendFrame(opcode, payload.span)
        return frame
    }

    private static func json(_ payload: [UInt8]) -> [UInt8] {
        do {
            let event = try Encoding.protobuf.decode(WireEvent.self, from: payload)
            return Encoding.json.encode(WireServerMessage(.event(event)))
        } catch {
            preconditionFailure("an event of our own cannot be read: \(error)")
        }
    }
}

extension Encoding {
    /// A server message as one WebSocket frame.
    func frame(_ message: WireServerMessage) -> [UInt8] {
        EventFrames.frame(isText ? .text : .binary, encode(message))
    }
}
