import OpenSSLBridge
package import Reactor
package import Wire

/// Why a client's wish was not fulfilled; what the shop refuses is a reply and not a failure.
package enum ClientFailure: Error, Equatable, Sendable {
    case stopped(StopReason)
    /// A photo that the server will not take.
    case refused(WireError)
    case photoMissing(String)
    /// `ClientSession.commandLimit` commands are open, or one with the same id is.
    case tooManyCommands
}

/// A client of one shop: connects, comes back by itself, and sees to it that each command is
/// carried out once and each event is told once.
///
/// It owns a loop of its own; all of it may be called from any task.
///
/// `@unchecked`: the driver is set and used on the loop only.
package final class RelayClient: @unchecked Sendable {
    /// What happens, in order, for one reader; ends after `offline`.
    package let updates: ClientUpdates

    private let loop: EventLoop
    private var driver: ClientDriver?

    /// Makes a client and begins to connect.
    ///
    /// - Parameter note: Told things that a person should know; called on the loop.
    /// - Throws: `EMFILE`, `ENOMEM` and the like.
    package init(
        _ configuration: ClientSession.Configuration, over connector: any ChannelConnector,
        note: @escaping @Sendable (String) -> Void
    ) throws(SystemError) {
        loop = try EventLoop(label: "shopcast.client")
        let (stream, output) = AsyncStream.makeStream(of: ClientUpdate.self)
        let gauge = ClientUpdates.Gauge()
        updates = ClientUpdates(stream: stream, gauge: gauge)
        gauge.whenLow { [weak self] in self?.onLoop { $0.resumeReading() } }
        loop.execute { [self] in
            let driver = ClientDriver(
                configuration, on: loop, connector, output, gauge, note: note)
            self.driver = driver
            driver.start()
        }
    }

    deinit { loop.shutdown() }

    /// Who the server takes this client for, once it is let in.
    package func welcome() async throws(ClientFailure) -> WireWelcome {
        try await answer { $0.welcome($1) }
    }

    /// Has the shop do something.
    ///
    /// - Parameters:
    ///   - body: What.
    ///   - id: The same id with the same body is carried out once, ever; nil draws a new one.
    /// - Returns: The one reply; it may be a refusal.
    package func run(
        _ body: WireCommand.OneOf_Body, id: String? = nil
    ) async throws(ClientFailure) -> WireReply {
        try await run(
            make(WireCommand()) { ($0.id, $0.body) = (id ?? Self.newCommandID(), body) })
    }

    /// Has the shop carry out a command that has its id.
    package func run(_ command: WireCommand) async throws(ClientFailure) -> WireReply {
        try await answer { $0.run(command, $1) }
    }

    /// Whether the server has let this client in and the connection is not known to be lost.
    package func isConnected() async -> Bool {
        let answer = try? await answer { driver, waiter in
            waiter(.success(driver.isWelcomed))
        }
        return answer ?? false
    }

    /// Whether the connection was lost, or could not be made, and is not back; false after the end.
    package func isAway() async -> Bool {
        let answer = try? await answer { driver, waiter in waiter(.success(driver.isAway)) }
        return answer ?? false
    }

    /// Reacts to an item or a line, once the server has let this client in. It is not answered, and
    /// lost with the connection.
    package func react(_ reaction: WireReact) async throws(ClientFailure) {
        try await answer { $0.react(reaction, $1) }
    }

    /// Sees to it that a photo is on the server; done at once when it is there already.
    package func upload(_ file: UploadFile) async throws(ClientFailure) {
        try await answer { $0.upload(file, $1) }
    }

    /// Gets a photo over this connection; not possible over JSON.
    package func photo(_ sha256: String) async throws(ClientFailure) -> [UInt8] {
        try await answer { $0.fetch(sha256, $1) }
    }

    /// How many commands, uploads and photos are under way.
    package func outstanding() async -> Int {
        await withCheckedContinuation { continuation in
            onLoop { continuation.resume(returning: $0.outstanding) }
        }
    }

    /// Drops the connection, or the time to wait, and connects again at once.
    package func reconnectNow() { onLoop { $0.reconnectNow() } }

    /// Ends in order; `updates` end with `offline(.finished)`.
    package func finish() { onLoop { $0.finish() } }

    /// Ends the client's loop, after `finish`; the close frame has left by then.
    package func ended() async {
        await withCheckedContinuation { continuation in
            loop.shutdown { continuation.resume() }
        }
    }

    /// Calls `handler` for each signal, for as long as the result is kept.
    package func watch(
        signals: [Int32], _ handler: @escaping @Sendable (Int32) -> Void
    ) -> SignalWatcher {
        SignalWatcher(signals, on: loop, handler: handler)
    }

    /// 128 random bits; nobody has drawn them before.
    package static func newCommandID() -> String {
        var random = SystemRandomNumberGenerator()
        return Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    private func onLoop(_ body: @escaping @Sendable (ClientDriver) -> Void) {
        loop.execute { [self] in
            guard let driver else { preconditionFailure("the first task makes the driver") }
            body(driver)
        }
    }

    private func answer<Value: Sendable>(
        _ ask: @escaping @Sendable (ClientDriver, @escaping ClientDriver.Waiter<Value>) -> Void
    ) async throws(ClientFailure) -> Value {
        let result: Result<Value, ClientFailure> = await withCheckedContinuation { continuation in
            let isTaken = loop.execute { [self] in
                guard let driver else { preconditionFailure("the first task makes the driver") }
                ask(driver) { continuation.resume(returning: $0) }
            }
            if !isTaken { continuation.resume(returning: .failure(.stopped(.finished))) }
        }
        return try result.get()
    }
}
