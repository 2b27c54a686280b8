import Reactor
import Wire

/// Carries out what a `ClientSession` decides: the channel, the timer, and who waits for what.
final class ClientDriver: ChannelObserver {
    private var session: ClientSession
    private let loop: EventLoop
    private let connector: any ChannelConnector
    private let output: AsyncStream<ClientUpdate>.Continuation
    private let gauge: ClientUpdates.Gauge
    private let note: @Sendable (String) -> Void
    private var random = SystemRandomNumberGenerator()
    private var channel: (any MessageChannel)?
    private var timer: (at: MonotonicTime, id: TimerID)?
    private var stopReason: StopReason?

    typealias Waiter<Value> = (Result<Value, ClientFailure>) -> Void
    private var replies: [String: Waiter<WireReply>] = [:]
    private var uploads: [String: [Waiter<Void>]] = [:]
    private var photos: [String: [Waiter<[UInt8]>]] = [:]
    private var welcomes: [Waiter<WireWelcome>] = []

    init(
        _ configuration: ClientSession.Configuration, on loop: EventLoop,
        _ connector: any ChannelConnector, _ output: AsyncStream<ClientUpdate>.Continuation,
        _ gauge: ClientUpdates.Gauge, note: @escaping @Sendable (String) -> Void
    ) {
        session = ClientSession(configuration)
        (self.loop, self.connector) = (loop, connector)
        (self.output, self.gauge, self.note) = (output, gauge, note)
    }

    // MARK: What the user wants

    func start() { feed(.start) }
    func reconnectNow() { feed(.reconnectNow) }
    func finish() { feed(.finish) }

    func run(_ command: WireCommand, _ waiter: @escaping Waiter<WireReply>) {
        if let stopReason { return waiter(.failure(.stopped(stopReason))) }
        guard replies.count < ClientSession.commandLimit, replies[command.id] == nil else {
            return waiter(.failure(.tooManyCommands))
        }
        replies[command.id] = waiter
        feed(.command(command))
    }

    func upload(_ file: UploadFile, _ waiter: @escaping Waiter<Void>) {
        if let stopReason { return waiter(.failure(.stopped(stopReason))) }
        uploads[file.sha256, default: []].append(waiter)
        feed(.upload(file))
    }

    func fetch(_ sha256: String, _ waiter: @escaping Waiter<[UInt8]>) {
        if let stopReason { return waiter(.failure(.stopped(stopReason))) }
        photos[sha256, default: []].append(waiter)
        feed(.fetchPhoto(sha256: sha256))
    }

    func welcome(_ waiter: @escaping Waiter<WireWelcome>) {
        if let welcome = session.welcome { return waiter(.success(welcome)) }
        if let stopReason { return waiter(.failure(.stopped(stopReason))) }
        welcomes.append(waiter)
    }

    func react(_ reaction: WireReact, _ waiter: @escaping Waiter<Void>) {
        if let stopReason { return waiter(.failure(.stopped(stopReason))) }
        welcome { [weak self] welcome in
            guard let self, case .success = welcome else {
                return waiter(welcome.map { _ in })
            }
            feed(.react(reaction))
            waiter(.success(()))
        }
    }

    /// Photos that were asked for and have not come.
    var outstanding: Int { session.outstanding }

    var isWelcomed: Bool { session.isWelcomed }
    var isAway: Bool { session.isAway }

    func resumeReading() { channel?.resume() }

    // MARK: What the channel says

    func channelOpened(_ channel: any MessageChannel) {
        guard channel === self.channel else { return }
        feed(.opened)
    }

    func channel(_ channel: any MessageChannel, failed problem: ConnectProblem) {
        guard channel === self.channel else { return }
        self.channel = nil
        feed(.connectFailed(problem))
    }

    func channel(_ channel: any MessageChannel, received bytes: [UInt8]) {
        guard channel === self.channel else { return }
        do throws(DecodingFailure) {
            let encoding = session.configuration.encoding
            feed(.received(try encoding.decode(WireServerMessage.self, from: bytes)))
        } catch {
            feed(.unreadable(error.description))
        }
    }

    func channel(_ channel: any MessageChannel, closed code: UInt16?, reason: String) {
        guard channel === self.channel else { return }
        self.channel = nil
        feed(.closed(code: code, reason: reason))
    }

    func channel(_ channel: any MessageChannel, notes text: String) { note(text) }

    // MARK: Steps

    private func feed(_ input: ClientSession.Input) {
        loop.preconditionInLoop()
        for action in session.apply(input, at: loop.now, using: &random) { carryOut(action) }
        setTimer()
    }

    private func carryOut(_ action: ClientSession.Action) {
        switch action {
        case .connect:
            channel = connector.connect(on: loop, observer: self)
            if gauge.isHigh { channel?.pause() }
        case .send(let message):
            let isPhoto = if case .photoChunk? = message.body { true } else { false }
            channel?.send(session.configuration.encoding.encode(message), isPhoto: isPhoto)
        case .disconnect(let code, let reason):
            channel?.close(code: code, reason: reason)
            channel = nil
        case .tell(let update):
            settle(update)
            if gauge.added() { channel?.pause() }
            output.yield(update)
            if case .offline = update { output.finish() }
        }
    }

    /// Answers whoever waits for this update.
    private func settle(_ update: ClientUpdate) {
        switch update {
        case .welcomed(let welcome):
            let waiters = welcomes
            welcomes = []
            for waiter in waiters { waiter(.success(welcome)) }
        case .reply(let reply): replies.removeValue(forKey: reply.id)?(.success(reply))
        case .upload(let progress):
            switch progress.step {
            case .received: break
            case .stored:
                for waiter in uploads.removeValue(forKey: progress.sha256) ?? [] {
                    waiter(.success(()))
                }
            case .refused(let error):
                for waiter in uploads.removeValue(forKey: progress.sha256) ?? [] {
                    waiter(.failure(.refused(error)))
                }
            }
        case .photo(let sha256, let bytes):
            for waiter in photos.removeValue(forKey: sha256) ?? [] { waiter(.success(bytes)) }
        case .photoMissing(let sha256, let why):
            for waiter in photos.removeValue(forKey: sha256) ?? [] {
                waiter(.failure(.photoMissing(why)))
            }
        case .offline(let reason): end(reason)
        case .connecting, .joined, .story, .live, .event, .gap, .chatSkipped, .draining,
            .reconnecting, .violation,
            .cursorReset, .notice, .presence, .onlineChanged, .reactions:
            break
        }
    }

    private func end(_ reason: StopReason) {
        stopReason = reason
        let failure = ClientFailure.stopped(reason)
        for waiter in replies.values { waiter(.failure(failure)) }
        for waiter in uploads.values.joined() { waiter(.failure(failure)) }
        for waiter in photos.values.joined() { waiter(.failure(failure)) }
        for waiter in welcomes { waiter(.failure(failure)) }
        (replies, uploads, photos, welcomes) = ([:], [:], [:], [])
    }

    private func setTimer() {
        guard session.deadline != timer?.at else { return }
        if let timer { loop.cancel(timer.id) }
        timer = session.deadline.map { deadline in
            let id = loop.schedule(at: deadline) { [weak self] in
                self?.timer = nil
                self?.feed(.timerFired)
            }
            return (deadline, id)
        }
    }
}
