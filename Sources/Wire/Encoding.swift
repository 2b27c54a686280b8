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

    /// The bytes of a server message that holds an event, made from the event's own bytes.
    ///
    /// So the bytes that stand in the journal go to clients as they are. Layout: protobuf encoding
    /// guide, length-delimited field (wire type 2).
    package static func protobuf(wrappingEvent event: [UInt8]) -> [UInt8] {
        let fieldNumber: UInt8 = 5
        var bytes: [UInt8] = []
        bytes.reserveCapacity(event.count + 6)
        bytes.append(fieldNumber << 3 | 2)
        var length = event.count
        while length >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
            length >>= 7
        }
        bytes.append(UInt8(length))
        bytes += event
        return bytes
    }
}

extension WireClientMessage {
    package init(_ body: OneOf_Body) {
        self.init()
        self.body = body
    }
}
