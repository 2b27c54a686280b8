import SwiftProtobuf
import Wire

/// Messages in both encodings: what is understood is understood again, in either encoding.
enum MessageTarget {
    static func run(_ input: FuzzInput) {
        var input = input
        let flags = input.control()
        let encoding = flags & 1 == 0 ? Encoding.protobuf : .json
        if flags & 2 == 0 {
            run(WireClientMessage.self, encoding, input.payload)
        } else {
            run(WireServerMessage.self, encoding, input.payload)
        }
    }

    private static func run<Message: SwiftProtobuf.Message & Equatable>(
        _ type: Message.Type, _ encoding: Encoding, _ bytes: [UInt8]
    ) {
        let message: Message
        do throws(DecodingFailure) {
            message = try encoding.decode(type, from: bytes)
        } catch {
            return
        }
        let protobuf = Encoding.protobuf.encode(message)
        demand(
            read(type, .protobuf, protobuf) == message, "protobuf is read as it was written")
        // JSON knows no unknown fields, so they fall away on this way.
        let json = Encoding.json.encode(message)
        guard let known = read(type, .json, json) else {
            return demand(false, "JSON is read as it was written")
        }
        demand(Encoding.json.encode(known) == json, "JSON is written as it was read")
    }

    private static func read<Message: SwiftProtobuf.Message & Equatable>(
        _ type: Message.Type, _ encoding: Encoding, _ bytes: [UInt8]
    ) -> Message? {
        do throws(DecodingFailure) {
            return try encoding.decode(type, from: bytes)
        } catch {
            return nil
        }
    }

    // MARK: Seeds

    static func seeds() -> [[UInt8]] {
        let commands = [
            #"{"hello":{}}"#, #"{"command":{"id":"1","say":{"text":"hi 👋"}}}"#,
            #"{"command":{"id":"2","placeOrder":{"lines":[{"code":"A12","count":2}]}}}"#,
            #"{"authenticate":{"token":"buyer.shop.x"}}"#, #"{"join":{"after":"17"}}"#,
        ]
        return commands.flatMap { text -> [[UInt8]] in
            let json = Array(text.utf8)
            let both = [json.with(controls: [1]), json.with(controls: [3])]
            guard let message = read(WireClientMessage.self, .json, json) else { return both }
            return both + [Encoding.protobuf.encode(message).with(controls: [0])]
        }
    }
}
