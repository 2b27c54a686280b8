package import Reactor
import RelayCore
package import Wire

/// The client's side of the protocol, without I/O: what to send, when to come back, what was lost.
///
/// ```text
/// idle ─▶ connecting ─▶ greeting ─▶ authenticating ─▶ welcomed ─▶ joining ─▶ catchingUp ─▶ live
///             ▲                                       (no plan)
///             └──────── waiting ◀── the connection is lost                    ─▶ stopped
/// ```
package struct ClientSession {
    package enum State: Equatable, Sendable {
        case idle
        case connecting
        /// Open; the hello has not come.
        case greeting
        case authenticating
        /// Let in; stays here when no stream is wanted.
        case welcomed
        case joining
        case catchingUp
        case live
        case waiting(until: MonotonicTime)
        case stopped(StopReason)
    }

    package struct Configuration: Sendable {
        package var credential: Credential
        /// Nil: commands only.
        package var plan: JoinPlan?
        package var encoding = Encoding.protobuf
        /// Program and version, for the server's log.
        package var clientName = "shopcast"
        /// Attempts before the first welcome; nil: for ever.
        package var firstAttempts: Int? = 1
        /// How long to go on after a connection was lost; nil: for ever.
        package var patience: Duration?
        /// Photos that need not be asked for, by SHA-256.
        package var knownPhotos: Set<String> = []

        package init(credential: Credential, plan: JoinPlan? = nil) {
            (self.credential, self.plan) = (credential, plan)
        }
    }

    package enum Input: Sendable {
        case start
        case opened
        case connectFailed(ConnectProblem)
        case received(WireServerMessage)
        /// A message that is none of this protocol; the text is the decoder's.
        case unreadable(String)
        /// The connection is gone; no code when it broke.
        case closed(code: UInt16?, reason: String)
        case timerFired
        case command(WireCommand)
        case upload(UploadFile)
        case fetchPhoto(sha256: String)
        /// Sent if there is a connection.
        case react(WireReact)
        /// The user does not want to wait, or doubts the connection.
        case reconnectNow
        case finish
    }

    package enum Action: Equatable, Sendable {
        case connect
        case send(WireClientMessage)
        /// Ends the connection; nothing is heard of it any more.
        case disconnect(code: UInt16, reason: String)
        case tell(ClientUpdate)
    }

    /// How long the way from connecting to the welcome may take, each time.
    package static let welcomeTime = Duration.seconds(20)
    /// A stream that was live for this long makes the back-off start over.
    package static let steadyTime = Duration.seconds(30)
    /// Commands that wait for their reply; the user must not give more.
    package static let commandLimit = 10_000

    package internal(set) var state = State.idle
    package internal(set) var configuration: Configuration
    /// The last event that was told, by which a join resumes; nil before the first join.
    package internal(set) var cursor: UInt64?
    /// The session that was joined.
    package internal(set) var joinedSession: UInt64?
    /// Known from the first welcome on.
    package internal(set) var welcome: WireWelcome?

    var limits = WireLimits()
    var backOff = BackOff()
    var commands = CommandQueue()
    var uploads = UploadQueue()
    var downloads = DownloadQueue()
    /// The end of the way to the welcome.
    var welcomeDeadline: MonotonicTime?
    var liveSince: MonotonicTime?
    var lostAt: MonotonicTime?
    var drain: WireDrain?
    /// What the server has said about this connection.
    var lastError: WireError?
    /// Whether this connection got as far as its stream, or the welcome if none is wanted.
    var hasArrived = false
    var attempts = 0
    var hasResetCursor = false
    /// Gathered during one `apply`.
    var actions: [Action] = []

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        downloads.done = configuration.knownPhotos
    }

    /// When `timerFired` is due; nil when nothing is waited for.
    package var deadline: MonotonicTime? {
        if case .waiting(let until) = state { return until }
        return [welcomeDeadline, commands.pausedUntil, uploads.pausedUntil].compactMap(\.self).min()
    }

    /// Commands without their reply, uploads and wanted photos that are under way.
    package var outstanding: Int { commands.count + uploads.count + downloads.askedCount }

    /// Takes in what has happened.
    ///
    /// - Parameters:
    ///   - now: The tick's clock reading.
    ///   - random: For the times to wait.
    /// - Returns: What to do, in order.
    package mutating func apply(
        _ input: Input, at now: MonotonicTime, using random: inout some RandomNumberGenerator
    ) -> [Action] {
        actions = []
        if case .stopped = state { return [] }
        switch input {
        case .start: start(at: now)
        case .opened: opened()
        case .connectFailed(let problem): connectFailed(problem, at: now, &random)
        case .received(let message): receive(message, at: now)
        case .unreadable(let text):
            stop(.protocolFault("a message of the server cannot be read: \(text)"), code: 1007)
        case .closed(let code, let reason): closed(code: code, reason, at: now, &random)
        case .timerFired: timerFired(at: now, &random)
        case .command(let command):
            commands.add(command)
            sendCommands(at: now)
        case .upload(let file):
            uploads.add(file)
            sendUploads(at: now)
        case .fetchPhoto(let sha256):
            downloads.want(sha256)
            sendFetches()
        case .react(let reaction): if isWelcomed { send(.react(reaction)) }
        case .reconnectNow: reconnectNow(at: now)
        case .finish: stop(.finished, code: 1000)
        }
        return actions
    }

    /// Whether commands can be sent.
    var isWelcomed: Bool {
        switch state {
        case .welcomed, .joining, .catchingUp, .live: true
        case .idle, .connecting, .greeting, .authenticating, .waiting, .stopped: false
        }
    }

    /// Whether an attempt has failed, or a connection was lost, since the server last let it in.
    var isAway: Bool { lostAt != nil }

    /// Whether there is a connection, or one is being made.
    var isConnected: Bool {
        switch state {
        case .connecting, .greeting, .authenticating, .welcomed, .joining, .catchingUp, .live:
            true
        case .idle, .waiting, .stopped: false
        }
    }

    mutating func send(_ body: WireClientMessage.OneOf_Body) {
        actions.append(.send(WireClientMessage(body)))
    }

    mutating func tell(_ update: ClientUpdate) { actions.append(.tell(update)) }

    private mutating func timerFired(
        at now: MonotonicTime, _ random: inout some RandomNumberGenerator
    ) {
        if case .waiting(let until) = state, now >= until { return connect(at: now) }
        if let welcomeDeadline, now >= welcomeDeadline {
            actions.append(.disconnect(code: 1000, reason: "no answer"))
            let seconds = Self.welcomeTime.components.seconds
            return connectFailed(
                .unreachable("the server did not answer within \(seconds) s"), at: now, &random)
        }
        sendCommands(at: now)
        sendUploads(at: now)
    }
}
