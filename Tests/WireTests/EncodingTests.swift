import Testing
import Wire

struct EncodingTests {
    @Test(arguments: [0, 1, 127, 128, 16_383, 16_384, 70_000])
    func `an event's own bytes, wrapped, are the server message`(textBytes: Int) throws {
        var event = WireEvent()
        event.seq = 7
        event.said.text = String(repeating: "x", count: textBytes)
        let wrapped = WireServerMessage.protobuf(
            wrapping: Encoding.protobuf.encode(event), as: .event)
        #expect(wrapped == Encoding.protobuf.encode(WireServerMessage(.event(event))))
    }

    @Test func `an order's own bytes, put behind the rest, are the event's and the reply's`() {
        var order = WireOrder()
        (order.order, order.buyerAlias) = (12, "Linh")
        let bytes = Encoding.protobuf.encode(order)
        var event = WireEvent()
        (event.seq, event.atMs) = (7, 1_700_000_000_000)
        let head = Encoding.protobuf.encode(event)
        event.orderPlaced = order
        #expect(
            head.withField(WireEvent.orderPlacedNumber, bytes)
                == Encoding.protobuf.encode(event))
        var reply = WireReply()
        (reply.id, reply.seq) = ("c-1", 7)
        let start = Encoding.protobuf.encode(reply)
        reply.order = order
        #expect(
            start.withField(WireReply.orderNumber, bytes) == Encoding.protobuf.encode(reply))
    }

    @Test(arguments: Encoding.allCases)
    func `a message survives its encoding`(encoding: Encoding) throws {
        var command = WireCommand()
        command.id = "c-1"
        command.placeOrder.session = 3
        var line = WirePlaceOrder.Line()
        (line.code, line.quantity) = ("A12", 2)
        command.placeOrder.lines = [line]
        let message = WireClientMessage(.command(command))
        let read = try encoding.decode(WireClientMessage.self, from: encoding.encode(message))
        #expect(read == message)
    }

    @Test func `unknown JSON members are ignored`() throws {
        let text = #"{"command":{"id":"c","say":{"text":"hi","mood":"glad"},"later":1}}"#
        let read = try Encoding.json.decode(WireClientMessage.self, from: Array(text.utf8))
        #expect(read.command.say.text == "hi")
    }

    @Test(arguments: Encoding.allCases)
    func `what is no message is an error with words`(encoding: Encoding) {
        #expect(throws: DecodingFailure.self) {
            try encoding.decode(WireClientMessage.self, from: Array("{\"command\":".utf8))
        }
    }
}
