import Reactor
import Wire

// From nothing to the welcome, and back again when a connection is lost.
extension ClientSession {
    mutating func start(at now: MonotonicTime) {
        guard state == .idle else { return }
        connect(at: now)
    }

    mutating func connect(at now: MonotonicTime) {
        state = .connecting
        attempts += 1
        welcomeDeadline = now + Self.welcomeTime
        (lastError, drain, hasArrived) = (nil, nil, false)
        tell(.connecting)
        actions.append(.connect)
    }

    mutating func opened() {
        guard state == .connecting else { return }
        state = .greeting
    }

    mutating func greeted(_ hello: WireHello, at now: MonotonicTime) {
        guard hello.protocol == 1 else {
            return stop(
                .protocolFault(
                    "the server speaks version \(hello.protocol) of the protocol, this program "
                        + "version 1; get a program that fits"), code: 1000)
        }
        limits = hello.limits
        commands.connected(limits, at: now)
        state = .authenticating
        send(
            .authenticate(
                make(WireAuthenticate()) { message in
                    message.client = configuration.clientName
                    switch configuration.credential {
                    case .token(let token): message.token = token
                    case .invite(let code, let alias, let secret):
                        message.invite = make(WireInvite()) {
                            ($0.code, $0.alias, $0.secret) = (code, alias, secret)
                        }
                    }
                }))
    }

    mutating func welcomed(_ welcome: WireWelcome, at now: MonotonicTime) {
        if !welcome.token.isEmpty { configuration.credential = .token(welcome.token) }
        var welcome = welcome
        // Only the welcome after an invite names the session; later ones are for the same one.
        if welcome.session == 0, let known = self.welcome?.session { welcome.session = known }
        self.welcome = welcome
        (welcomeDeadline, lostAt) = (nil, nil)
        state = .welcomed
        tell(.welcomed(welcome))
        if let plan = configuration.plan {
            state = .joining
            send(.join(join(plan, welcome)))
        } else {
            arrived(at: now)
        }
        sendCommands(at: now)
        sendUploads(at: now)
        sendFetches()
    }

    private func join(_ plan: JoinPlan, _ welcome: WireWelcome) -> WireJoin {
        make(WireJoin()) { join in
            switch plan.session {
            case .number(let number): join.session = number
            case .invited: join.session = welcome.session
            }
            // Over JSON there are no photo bytes (Protocol/README.md, "Connection").
            join.photos = configuration.encoding == .protobuf ? plan.photos : .none
            join.skipChat = plan.skipsChat
            switch (cursor, plan.start) {
            case (let cursor?, _): join.after = cursor
            case (nil, .after(let sequence)): join.after = sequence
            case (nil, .sessionStart) where join.session == 0: join.after = 0
            case (nil, .sessionStart): join.sessionStart = true
            case (nil, .head): join.after = welcome.head
            case (nil, .story(let most)): join.story = UInt32(clamping: most)
            }
        }
    }

    /// The connection does what it is for.
    mutating func arrived(at now: MonotonicTime) {
        hasArrived = true
        liveSince = now
    }

    mutating func connectFailed(
        _ problem: ConnectProblem, at now: MonotonicTime,
        _ random: inout some RandomNumberGenerator
    ) {
        guard isConnected else { return }
        switch problem {
        case .untrusted: return stop(.connect(problem), code: nil)
        case .refused(let status, _, _) where status < 500 && status != 429:
            return stop(.connect(problem), code: nil)
        case .unreachable, .refused: break
        }
        let wish: Duration? = if case .refused(_, _, let time) = problem { time } else { nil }
        if welcome == nil, let limit = configuration.firstAttempts, attempts >= limit {
            return stop(.connect(problem), code: nil)
        }
        wait(backOff.next(after: wish, using: &random), problem.text, at: now)
    }

    mutating func closed(
        code: UInt16?, _ reason: String, at now: MonotonicTime,
        _ random: inout some RandomNumberGenerator
    ) {
        guard isConnected else { return }
        let error = lastError
        if let error, error.code == .cursorAhead, !hasResetCursor {
            hasResetCursor = true
            cursor = nil
            configuration.plan?.start = .sessionStart
            tell(.cursorReset(error))
            return again(at: now)
        }
        let why = error?.text ?? (reason.isEmpty ? "the connection broke" : reason)
        switch advice(code, error) {
        case .reconnectNow where hasArrived: again(at: now)
        case .reconnectNow, .reconnectLater:
            if let liveSince, now - liveSince >= Self.steadyTime { backOff.reset() }
            let wish = error.map { Duration.milliseconds($0.retryAfterMs) }
            let pause = drainTime(&random) ?? backOff.next(after: wish, using: &random)
            if welcome == nil, let limit = configuration.firstAttempts, attempts >= limit {
                return stop(error.map { .refused($0) } ?? .connect(.unreachable(why)), code: nil)
            }
            wait(pause, why, at: now)
        case .stopAtFault:
            stop(.protocolFault("the server closed with \(code ?? 0): \(why)"), code: nil)
        case .stopRefused: stop(.refused(error ?? WireError(refusal: why)), code: nil)
        case .stopSignIn: stop(.signIn(error ?? WireError(refusal: why)), code: nil)
        }
    }

    /// What to do now: the server's error counts even when its close code was lost.
    private func advice(_ code: UInt16?, _ error: WireError?) -> CloseAdvice {
        guard let error, !error.retryable else { return CloseAdvice(code: code) }
        let isAboutUser = (200..<300).contains(error.code.rawValue)
        switch CloseAdvice(code: code) {
        case .reconnectLater where code == nil, .stopRefused:
            return isAboutUser ? .stopSignIn : .stopRefused
        case let advice: return advice
        }
    }

    private func drainTime(_ random: inout some RandomNumberGenerator) -> Duration? {
        guard let drain else { return nil }
        let lowest = drain.reconnectAfterMinMs
        let highest = max(lowest, drain.reconnectAfterMaxMs)
        return .milliseconds(Int64(UInt32.random(in: lowest...highest, using: &random)))
    }

    private mutating func again(at now: MonotonicTime) {
        lost(at: now)
        connect(at: now)
    }

    private mutating func wait(_ pause: Duration, _ why: String, at now: MonotonicTime) {
        lost(at: now)
        if let patience = configuration.patience, let lostAt, now - lostAt >= patience {
            return stop(.gaveUp(why), code: nil)
        }
        state = .waiting(until: now + pause)
        tell(.reconnecting(after: pause, why: why))
    }

    /// Forgets what was true of one connection only.
    private mutating func lost(at now: MonotonicTime) {
        (welcomeDeadline, liveSince) = (nil, nil)
        if lostAt == nil { lostAt = now }
        commands.disconnected()
        uploads.disconnected()
        downloads.disconnected()
    }

    mutating func reconnectNow(at now: MonotonicTime) {
        if isConnected {
            actions.append(.disconnect(code: 1000, reason: "reconnecting"))
            again(at: now)
        } else if case .waiting = state {
            connect(at: now)
        }
    }

    /// Ends for good; `code` closes a connection that is still open.
    mutating func stop(_ reason: StopReason, code: UInt16?) {
        if isConnected, let code {
            actions.append(.disconnect(code: code, reason: ""))
        }
        (welcomeDeadline, liveSince) = (nil, nil)
        state = .stopped(reason)
        tell(.offline(reason))
    }
}

extension ConnectProblem {
    /// What is wrong, for people.
    package var text: String {
        switch self {
        case .unreachable(let text), .untrusted(let text): text
        case .refused(let status, let text, let time?):
            "the server answered \(status) \(text); it asks to wait \(time.components.seconds) s"
        case .refused(let status, let text, nil): "the server answered \(status) \(text)"
        }
    }
}

extension WireError {
    /// An error for a refusal that came without one.
    init(refusal text: String) {
        self.init()
        self.text = text
    }
}
