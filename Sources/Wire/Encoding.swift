package import SwiftProtobuf

/// How messages are written; chosen by the WebSocket subprotocol (see Protocol/README.md).
package enum Encoding: String, CaseIterable, Sendable {
    /// Binary protobuf in binary WebSocket messages.
    case protobuf = "shopcast.v1.protobuf"
    /// The proto3 JSON mapping in text WebSocket messages.
    case json = "shopcast.v1.json"

    package var subprotocol: String { rawValue }
    package var isText: Bool { self == .json }
}

/// Why bytes are no message of this protocol.
package struct DecodingFailure: Error, CustomStringConvertible {
    package let description: String
}

extension Encoding {
    /// Reads one message. Fields and members that this version does not know are ignored.
    ///
    /// - Throws: `DecodingFailure`, with the decoder's own words.
    package func decode<Message: SwiftProtobuf.Message>(
        _ type: Message.Type, from bytes: [UInt8]
    ) throws(DecodingFailure) -> Message {
        do {
            switch self {
            case .protobuf:
                return try Message(serializedBytes: bytes)
            case .json:
                var options = JSONDecodingOptions()
                options.ignoreUnknownFields = true
                options.messageDepthLimit = 16
                return try Message(jsonUTF8Bytes: bytes, options: options)
            }
        } catch {
            throw DecodingFailure(description: "\(error)")
        }
    }

    /// Writes one message.
    ///
    /// Our own messages have no required fields and no text that is not Unicode, so writing them
    /// cannot fail; should it, the program stops rather than leave a message out.
    package func encode(_ message: some SwiftProtobuf.Message) -> [UInt8] {
        do {
            switch self {
            case .protobuf: return try message.serializedBytes()
            case .json: return try message.jsonUTF8Bytes()
            }
        } catch {
            preconditionFailure("a message of our own cannot be written: \(error)")
        }
    }
}

extension WireServerMessage {
    package init(_ body: OneOf_Body) {
        self.init()
        self.body = body
    }

    /// What a server message can be made of without its being encoded anew; the number of its field.
    package enum Part: Int, Sendable {
        case reply = 4
        case event = 5
    }

    /// The bytes of a server message that holds an event or a reply, made from the part's own bytes.
    ///
    /// So the bytes that stand in the journal go to clients as they are.
    package static func protobuf(wrapping payload: [UInt8], as part: Part) -> [UInt8] {
        [].withField(part.rawValue, payload)
    }
}

extension WireEvent {
    /// The number of the field `order_placed`.
    package static var orderPlacedNumber: Int { 20 }
}

extension WireReply {
    /// The number of the field `order`.
    package static var orderNumber: Int { 7 }
}

extension [UInt8] {
    /// A protobuf message with one more field behind its others, whose content is encoded already.
    ///
    /// Layout: protobuf encoding guide, tag and length as varints (wire type 2).
    package func withField(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        var message: [UInt8] = []
        message.reserveCapacity(count + content.count + 8)
        message += self
        message.appendVarint(number << 3 | 2)
        message.appendVarint(content.count)
        message += content
        return message
    }

    private mutating func appendVarint(_ value: Int) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(rest))
    }
}

extension WireClientMessage {
    package init(_ body: OneOf_Body) {
        self.init()
        self.body = body
    }
}
