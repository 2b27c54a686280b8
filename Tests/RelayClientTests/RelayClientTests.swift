import Reactor
import Synchronization
import Testing
import Wire

@testable import RelayClient

/// A server by script, in this process: answers each connection's messages with a closure.
final class ScriptedServer: ChannelConnector {
    typealias Answer = @Sendable (Int, WireClientMessage.OneOf_Body) -> [Reaction]

    enum Reaction: Sendable {
        case say(WireServerMessage.OneOf_Body)
        case close(UInt16?)
    }

    private let answer: Answer
    private let count = Mutex(0)
    let encoding = Encoding.protobuf

    init(_ answer: @escaping Answer) { self.answer = answer }

    var connections: Int { count.withLock { $0 } }

    func connect(on loop: EventLoop, observer: any ChannelObserver) -> any MessageChannel {
        let number = count.withLock { count in
            count += 1
            return count
        }
        let channel = ScriptedChannel(loop, observer) { [answer] in answer(number, $0) }
        channel.soon {
            observer.channelOpened(channel)
            channel.say(.hello(make(WireHello()) { $0.protocol = 1 }))
        }
        return channel
    }
}

final class ScriptedChannel: MessageChannel {
    private let loop: EventLoop
    private let observer: any ChannelObserver
    private let answer: (WireClientMessage.OneOf_Body) -> [ScriptedServer.Reaction]
    private var isPaused = false
    private var held: [[UInt8]] = []
    private var isClosed = false

    init(
        _ loop: EventLoop, _ observer: any ChannelObserver,
        _ answer: @escaping (WireClientMessage.OneOf_Body) -> [ScriptedServer.Reaction]
    ) {
        (self.loop, self.observer, self.answer) = (loop, observer, answer)
    }

    func soon(_ body: @escaping () -> Void) { loop.schedule(after: .zero, body) }

    func say(_ body: WireServerMessage.OneOf_Body) {
        let bytes = Encoding.protobuf.encode(WireServerMessage(body))
        if isPaused { return held.append(bytes) }
        observer.channel(self, received: bytes)
    }

    func send(_ bytes: [UInt8], isPhoto: Bool) {
        guard let message = try? Encoding.protobuf.decode(WireClientMessage.self, from: bytes),
            let body = message.body
        else {
            Issue.record("the client sends what can be read")
            return
        }
        let isChunk = if case .photoChunk = body { true } else { false }
        #expect(isPhoto == isChunk, "photos are compressed already, and nothing else is")
        soon { [self] in
            for reaction in answer(body) {
                guard !isClosed else { return }
                switch reaction {
                case .say(let body): say(body)
                case .close(let code):
                    isClosed = true
                    observer.channel(self, closed: code, reason: "")
                }
            }
        }
    }

    func close(code: UInt16, reason: String) { isClosed = true }
    func pause() { isPaused = true }

    func resume() {
        isPaused = false
        let waiting = held
        held = []
        soon { [self] in
            for bytes in waiting where !isClosed { observer.channel(self, received: bytes) }
        }
    }
}

@Suite(.serialized) struct RelayClientTests {
    private static let welcome = ScriptedServer.Reaction.say(
        .welcome(make(WireWelcome()) { $0.shop = "shop" }))

    private static func event(_ sequence: UInt64) -> ScriptedServer.Reaction {
        .say(
            .event(
                make(WireEvent()) {
                    $0.seq = sequence
                    $0.said.text = "number \(sequence)"
                }))
    }

    private func client(
        _ server: ScriptedServer, _ plan: JoinPlan? = nil
    ) throws -> RelayClient {
        try RelayClient(
            ClientSession.Configuration(credential: .token("t"), plan: plan), over: server
        ) { _ in }
    }

    private func end(_ client: RelayClient) async {
        client.finish()
        await client.ended()
    }

    @Test func `a command has its reply although the first connection broke`() async throws {
        let server = ScriptedServer { connection, body in
            switch body {
            case .authenticate: [Self.welcome]
            case .command(let command):
                connection == 1
                    ? [.close(4000)]
                    : [.say(.reply(make(WireReply()) { ($0.id, $0.seq) = (command.id, 7) }))]
            default: []
            }
        }
        let client = try client(server)
        let reply = try await client.run(.listSessions(WireListSessions()), id: "one")
        #expect(reply.id == "one" && reply.seq == 7)
        #expect(server.connections == 2)
        await end(client)
    }

    @Test func `who asks after the end hears why it ended`() async throws {
        let error = make(WireError()) { $0.code = .wrongToken }
        let server = ScriptedServer { _, _ in [.say(.error(error)), .close(4201)] }
        let client = try client(server)
        let failure = ClientFailure.stopped(.signIn(error))
        await #expect(throws: failure) { try await client.welcome() }
        await #expect(throws: failure) { try await client.run(.listParcels(WireListParcels())) }
        await #expect(throws: failure) { try await client.photo("aa") }
        await client.ended()
        await #expect(throws: ClientFailure.stopped(.finished)) { try await client.welcome() }
    }

    @Test func `two open commands never have the same id`() async throws {
        let server = ScriptedServer { _, body in
            if case .authenticate = body { [Self.welcome] } else { [] }
        }
        let client = try client(server)
        _ = try await client.welcome()
        let first = Task { try await client.run(.listSessions(WireListSessions()), id: "one") }
        while await client.outstanding() == 0 { await Task.yield() }
        await #expect(throws: ClientFailure.tooManyCommands) {
            try await client.run(.listParcels(WireListParcels()), id: "one")
        }
        client.finish()
        await #expect(throws: ClientFailure.stopped(.finished)) { try await first.value }
        await client.ended()
    }

    @Test func `a slow reader holds the server back and misses nothing`() async throws {
        let total = UInt64(ClientUpdates.highWater * 3)
        let server = ScriptedServer { _, body in
            switch body {
            case .authenticate: [Self.welcome]
            case .join:
                [.say(.joined(make(WireJoined()) { $0.head = total }))]
                    + (1...total).map(Self.event) + [.say(.live(WireLive()))]
            default: []
            }
        }
        let client = try client(server, JoinPlan(session: .number(0), start: .sessionStart))
        _ = try await client.welcome()
        var expected: UInt64 = 1
        var isLive = false
        var updates = client.updates.makeAsyncIterator()
        while !isLive, let update = await updates.next() {
            switch update {
            case .event(let event):
                #expect(event.seq == expected)
                expected += 1
            case .live: isLive = true
            case .violation(let text): Issue.record("\(text)")
            default: break
            }
        }
        #expect(expected == total + 1)
        await end(client)
    }

    @Test func `the gauge says once when to pause and once when to go on`() {
        let resumed = Mutex(0)
        let gauge = ClientUpdates.Gauge()
        gauge.whenLow { resumed.withLock { $0 += 1 } }
        let pauses = (0..<ClientUpdates.highWater + 10).count { _ in gauge.added() }
        #expect(pauses == 1 && gauge.isHigh)
        for _ in 0..<ClientUpdates.highWater { gauge.taken() }
        #expect(resumed.withLock { $0 } == 1 && !gauge.isHigh)
    }

    @Test func `reconnect now makes a second connection that goes on where the first was`()
        async throws
    {
        let server = ScriptedServer { connection, body in
            switch body {
            case .authenticate: [Self.welcome]
            case .join(let join):
                [
                    .say(.joined(make(WireJoined()) { $0.after = join.after })),
                    Self.event(join.after + 1), .say(.live(WireLive())),
                ]
            default: []
            }
        }
        let client = try client(server, JoinPlan(session: .number(0), start: .after(4)))
        var events: [UInt64] = []
        for await update in client.updates {
            if case .event(let event) = update { events.append(event.seq) }
            guard case .live = update else { continue }
            if events.count == 2 { client.finish() } else { client.reconnectNow() }
        }
        #expect(events == [5, 6])
        #expect(server.connections == 2)
        await client.ended()
    }
}
