import Foundation
import OpenSSLBridge
import Reactor
import Synchronization
import TestSupport
import Testing
import Transport
import WebCodec
import Wire

/// A client that does nothing by itself: it sends what a test says and keeps what comes.
final class TestClient: Sendable {
    struct Ended: Error, CustomStringConvertible {
        let description: String
    }

    private struct State {
        var inbox: [WireServerMessage] = []
        var waiters: [CheckedContinuation<Void, Never>] = []
        var closed: CloseReason?
        var commands = 0
    }

    private let state = Mutex(State())
    private let loop: EventLoop
    private let encoding: Encoding
    private let name: String
    private let connection = Mutex<LoopBound<WebSocketConnection>?>(nil)

    private init(loop: EventLoop, encoding: Encoding, name: String) {
        (self.loop, self.encoding, self.name) = (loop, encoding, name)
    }

    /// Connects over TLS, trusting whatever certificate comes: it is the test's own.
    static func connect(
        to address: SocketAddress, on loop: EventLoop, _ encoding: Encoding = .protobuf,
        name: String = "client", compressed: Bool = false
    ) async throws -> TestClient {
        let client = TestClient(loop: loop, encoding: encoding, name: name)
        let tls = try TLSContext.client(verification: .none)
        let url = try RemoteURL("wss://\(address)/v1")
        try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Void, any Error>) in
            loop.execute {
                WebSocketClient.connect(
                    to: url, on: loop, tls: tls, subprotocols: [encoding.subprotocol],
                    deflate: compressed, handler: Inlet(client)
                ) { result in
                    switch result {
                    case .success(let connection):
                        let bound = LoopBound(connection, on: loop)
                        client.connection.withLock { $0 = bound }
                        continuation.resume()
                    case .failure(let failure): continuation.resume(throwing: failure)
                    }
                }
            }
        }
        return client
    }

    /// Whether compression was agreed on.
    var isCompressing: Bool {
        get async {
            await withCheckedContinuation { continuation in
                onConnection { continuation.resume(returning: $0.isCompressing) }
            }
        }
    }

    // MARK: - Sending

    func send(_ body: WireClientMessage.OneOf_Body) {
        let bytes = encoding.encode(WireClientMessage(body))
        send(encoding.isText ? .text(bytes) : .binary(bytes))
    }

    func send(_ message: WebSocketMessage) {
        onConnection { connection in
            connection.send(message.kind, message.bytes.span)
        }
    }

    /// Cuts the connection without a word.
    func abort() { onConnection { $0.abort() } }

    /// Stops or goes on taking what the server sends.
    func pause() { onConnection { $0.pauseReading() } }
    func resume() { onConnection { $0.resumeReading() } }

    private func onConnection(_ body: @escaping @Sendable (WebSocketConnection) -> Void) {
        guard let bound = connection.withLock({ $0 }) else { return }
        loop.execute { body(bound.value) }
    }

    // MARK: - Receiving

    /// Takes the first message, past or future, that `match` makes something of; the others stay.
    func take<Value: Sendable>(
        _ what: String, within limit: Duration = .seconds(60),
        _ match: @Sendable (WireServerMessage) -> Value?
    ) async throws -> Value {
        let deadline = ContinuousClock.now + limit
        while true {
            let found: Value? = try state.withLock { state in
                for (index, message) in state.inbox.enumerated() {
                    guard let value = match(message) else { continue }
                    state.inbox.remove(at: index)
                    return value
                }
                if let closed = state.closed {
                    throw Ended(description: "\(name) waits for \(what), but is \(closed)")
                }
                return nil
            }
            if let found { return found }
            guard ContinuousClock.now < deadline else {
                throw Ended(description: "\(name) never got \(what)")
            }
            await somethingNew()
        }
    }

    /// How the connection ended.
    func closeReason() async throws -> CloseReason {
        let deadline = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < deadline {
            if let closed = state.withLock({ $0.closed }) { return closed }
            await somethingNew()
        }
        throw Ended(description: "\(name) is not closed")
    }

    /// The code in the server's close frame.
    func closeCode() async throws -> UInt16? {
        if case .closedByPeer(let code?, _) = try await closeReason() { code.rawValue } else { nil }
    }

    /// Everything that has come and was not taken.
    var inbox: [WireServerMessage] { state.withLock { $0.inbox } }

    /// Returns when a message has come, or after a while for the sake of deadlines.
    private func somethingNew() async {
        await withCheckedContinuation { continuation in
            let isNew = state.withLock { state in
                state.waiters.append(continuation)
                return state.waiters.count == 1
            }
            guard isNew else { return }
            loop.execute { [self] in
                loop.schedule(after: .milliseconds(200)) { [self] in wake() }
            }
        }
    }

    private func wake() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private func received(_ message: WebSocketMessage) {
        do {
            let decoded = try encoding.decode(WireServerMessage.self, from: message.bytes)
            state.withLock { $0.inbox.append(decoded) }
        } catch {
            Issue.record("\(name) cannot read what the server sent: \(error)")
        }
        wake()
    }

    private final class Inlet: WebSocketHandler {
        let client: TestClient

        init(_ client: TestClient) { self.client = client }

        func webSocketDidOpen(_ connection: WebSocketConnection) {}

        func webSocket(
            _ connection: WebSocketConnection, didReceive kind: MessageKind,
            _ message: Span<UInt8>
        ) {
            client.received(WebSocketMessage(kind, message))
        }

        func webSocketDidClose(_ connection: WebSocketConnection, _ reason: CloseReason) {
            client.state.withLock { $0.closed = reason }
            client.wake()
        }
    }
}

// MARK: - The protocol in a test's words

extension TestClient {
    func authenticate(token: String) async throws -> WireWelcome {
        var message = WireAuthenticate()
        message.token = token
        send(.authenticate(message))
        return try await welcome()
    }

    func authenticate(invite: String, alias: String) async throws -> WireWelcome {
        var message = WireAuthenticate()
        (message.invite.code, message.invite.alias) = (invite, alias)
        send(.authenticate(message))
        return try await welcome()
    }

    private func welcome() async throws -> WireWelcome {
        try await take("welcome") { message in
            if case .welcome(let welcome)? = message.body { welcome } else { nil }
        }
    }

    /// Joins and takes all history.
    func join(
        session: UInt64 = 0, after: UInt64? = nil, photos: WirePhotoChoice = .none
    ) async throws {
        var join = WireJoin()
        (join.session, join.photos) = (session, photos)
        if let after { join.after = after } else { join.sessionStart = true }
        send(.join(join))
        try await take("live") { message in
            if case .live? = message.body { () } else { nil }
        }
    }

    /// Gives a command and takes its reply.
    func command(
        id: String? = nil, _ body: WireCommand.OneOf_Body
    ) async throws -> WireReply {
        let id =
            id
            ?? state.withLock { state in
                state.commands += 1
                return "\(name)-\(state.commands)"
            }
        var command = WireCommand()
        (command.id, command.body) = (id, body)
        send(.command(command))
        return try await reply(to: id)
    }

    func reply(to id: String) async throws -> WireReply {
        try await take("the reply to \(id)") { message in
            if case .reply(let reply)? = message.body, reply.id == id { reply } else { nil }
        }
    }

    /// Gives a command that must be accepted.
    func done(
        id: String? = nil, _ body: WireCommand.OneOf_Body, file: String = #fileID,
        path: String = #filePath, line: Int = #line, column: Int = #column
    ) async throws -> WireReply {
        let reply = try await command(id: id, body)
        if case .error(let error)? = reply.result {
            Issue.record(
                "refused: \(error.text)",
                sourceLocation: SourceLocation(
                    fileID: file, filePath: path, line: line, column: column))
        }
        return reply
    }

    /// Takes the next event that `match` makes something of.
    func event<Value: Sendable>(
        _ what: String, _ match: @Sendable (WireEvent) -> Value?
    ) async throws -> Value {
        try await take(what) { message in
            if case .event(let event)? = message.body { match(event) } else { nil }
        }
    }

    /// The numbers of all events that have come and were not taken.
    var eventNumbers: [UInt64] {
        inbox.compactMap { if case .event(let event)? = $0.body { event.seq } else { nil } }
    }
}

func make<Message>(_ message: Message, _ fill: (inout Message) -> Void) -> Message {
    var message = message
    fill(&message)
    return message
}
