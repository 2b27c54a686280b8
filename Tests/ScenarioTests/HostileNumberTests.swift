import Testing
import Wire

/// Numbers of the wire are any; those of a shop are not.
@Suite(.serialized) struct HostileNumberTests {
    /// Every command that there is, with the largest number in each field that takes one, and in all
    /// of them at once.
    private static func commands() throws -> [WireCommand] {
        let largest = [UInt8](repeating: 0xFF, count: 9) + [0x01]
        var commands: [WireCommand] = []
        for body in 10..<300 {
            let plain = try command(body, [])
            guard plain.body != nil else { continue }
            var all: [UInt8] = []
            for field in 1..<100 {
                let bytes = tag(field, wireType: 0) + largest
                guard let one = try? command(body, bytes),
                    Encoding.json.encode(one) != Encoding.json.encode(plain)
                else { continue }
                all += bytes
                commands.append(one)
            }
            if !all.isEmpty { commands.append(try command(body, all)) }
        }
        return commands
    }

    private static func command(_ body: Int, _ bytes: [UInt8]) throws -> WireCommand {
        try Encoding.protobuf.decode(
            WireCommand.self, from: tag(body, wireType: 2) + varint(bytes.count) + bytes)
    }

    private static func tag(_ field: Int, wireType: Int) -> [UInt8] {
        varint(field << 3 | wireType)
    }

    private static func varint(_ number: Int) -> [UInt8] {
        var (bytes, rest): ([UInt8], Int) = ([], number)
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    @Test func `no number in a command stops the server`() async throws {
        let stage = try Stage.open(loops: 1)
        let (mina, session) = try await stage.seller()
        _ = try await mina.done(.post("A12", in: session, stock: 3))
        let (linh, _) = try await stage.buyer("Linh", in: session)
        let commands = try Self.commands()
        #expect(commands.count > 250)
        for client in [linh, mina] {
            for (number, command) in commands.enumerated() {
                var command = command
                command.id = "n\(number)"
                client.send(.command(command))
            }
            for number in commands.indices {
                #expect(try await client.reply(to: "n\(number)").result != nil)
            }
        }
        for number in [UInt64.max, UInt64(Int64.max), UInt64(Int64.max) + 1] {
            linh.send(
                .react(
                    make(WireReact()) {
                        ($0.session, $0.kind, $0.line) = (session.session, .heart, number)
                    }))
        }
        let items = try await linh.done(
            .listItems(make(WireListItems()) { $0.session = session.session }))
        #expect(items.items.items.count == 1)
        try await stage.close()
    }
}
