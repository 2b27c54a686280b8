package import ShopModel

// The payer, time, and what people see.
extension StripeSandbox {
    /// From a delayed payment's promise to its end, times the time scale.
    package static let decisionTime = TimeSpan.minutes(1)
    /// How late the latest events are, times the time scale.
    package static let latestEvent = TimeSpan.hours(72)

    /// The payer pays on the page.
    ///
    /// - Parameter target: The page's address, or our order number.
    /// - Returns: The session, or why not.
    @discardableResult
    package mutating func pay(
        _ target: PayTarget, _ mode: StripePayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<StripeSession, PayRefusal> {
        let found = sessions.values.filter { session in
            switch target {
            case .code(let url): session.url == url
            case .order(let reference): session.reference == reference
            }
        }
        guard let id = found.max(by: { $0.createdAtSeconds < $1.createdAtSeconds })?.id else {
            return .failure(.unknown)
        }
        return pay(id, mode, at: now, using: &random)
    }

    mutating func pay(
        _ id: String, _ mode: StripePayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<StripeSession, PayRefusal> {
        guard var session = session(id, at: now, using: &random) else { return .failure(.unknown) }
        guard session.status == .open else {
            return .failure(session.status == .expired ? .closed : .paid)
        }
        session.mode = mode
        session.intentID = "pi_" + random.text(24)
        session.status = .complete
        switch mode {
        case .delayed, .delayedFailure:
            session.intentStatus = "processing"
            session.decidedAtMilliseconds =
                (now + schedule.scaled(Self.decisionTime)).milliseconds
            note("checkout.session.completed", &session, at: now, using: &random)
        case .expiredThenPaid:
            session.status = .expired
            note("checkout.session.expired", &session, at: now, using: &random)
            takeMoney(&session)
            note("payment_intent.succeeded", &session, at: now, using: &random)
        default:
            takeMoney(&session)
            notePaid(&session, mode, at: now, using: &random)
        }
        put(session)
        return .success(session)
    }

    private func takeMoney(_ session: inout StripeSession) {
        (session.isPaid, session.intentStatus) = (true, "succeeded")
    }

    private func notePaid(
        _ session: inout StripeSession, _ mode: StripePayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) {
        guard mode != .noNotice else { return }
        let delay = mode == .lateNotice ? schedule.scaled(Self.latestEvent) : .seconds(0)
        let type = "checkout.session.completed"
        note(type, &session, at: now + delay, using: &random)
        if mode == .twoEvents { note(type, &session, at: now, using: &random) }
    }

    /// The session as it is now: an open one expires when its time is over.
    mutating func session(
        _ id: String, at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> StripeSession? {
        guard var session = sessions[id] else { return nil }
        if session.status == .open, now.milliseconds / 1000 >= session.expiresAtSeconds {
            session.status = .expired
            note("checkout.session.expired", &session, at: now, using: &random)
            put(session)
        }
        return session
    }

    /// Ends the waiting of delayed payments whose time has come.
    mutating func decide(at now: Timestamp, using random: inout some RandomNumberGenerator) {
        let due = sessions.values.filter { ($0.decidedAtMilliseconds ?? .max) <= now.milliseconds }
        for var session in due.sorted(by: { $0.id < $1.id }) {
            session.decidedAtMilliseconds = nil
            if session.mode == .delayed {
                takeMoney(&session)
                note("checkout.session.async_payment_succeeded", &session, at: now, using: &random)
            } else {
                session.intentStatus = "requires_payment_method"
                note("checkout.session.async_payment_failed", &session, at: now, using: &random)
            }
            put(session)
        }
    }

    /// A session as the control interface shows it.
    package struct View: Encodable {
        let out_trade_no: String
        let session: String
        let state: StripeSession.Status
        let paid: Bool
        let code_url: String
        let description: String
        let total: Int64
        let currency: String
        let refunded: Int64
        let transaction_id: String?
        let mode: StripePayMode?
        let events: [NoticeView]

        init(_ session: StripeSession) {
            (out_trade_no, self.session) = (session.reference ?? "", session.id)
            (state, paid, code_url) = (session.status, session.isPaid, session.url)
            (description, total) = (session.name, session.amount)
            (currency, refunded) = (session.currency, session.refundedAmount)
            (transaction_id, mode) = (session.intentID, session.mode)
            events = session.notices.map(NoticeView.init)
        }
    }

    /// Answers the control interface; see `SandboxMachine.steered`.
    package mutating func control(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        steered(request, at: now, using: &random)
    }

    mutating func payView(
        _ target: PayTarget, _ mode: StripePayMode, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> Result<View, PayRefusal> {
        pay(target, mode, at: now, using: &random).map(View.init)
    }

    mutating func views(_ reference: String?, at now: Timestamp) -> [View] {
        sessions.values.filter { reference == nil || $0.reference == reference }
            .sorted { ($0.createdAtSeconds, $0.id) < ($1.createdAtSeconds, $1.id) }
            .map(View.init)
    }

    /// What was paid and given back; refunds under way count, failed ones do not.
    package var books: [BookLine] {
        sessions.values.sorted { ($0.createdAtSeconds, $0.id) < ($1.createdAtSeconds, $1.id) }
            .map { session in
                BookLine(
                    provider: "stripe", reference: session.reference ?? "",
                    state: session.status.rawValue, transaction: session.intentID,
                    currency: session.paidCurrency.uppercased(),
                    paid: session.isPaid ? session.paidAmount : 0,
                    refunded: session.refundedAmount)
            }
    }
}
