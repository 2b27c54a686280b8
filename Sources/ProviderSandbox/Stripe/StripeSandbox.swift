import OpenSSLBridge
package import ShopModel

/// A stand-in for Stripe: Checkout Sessions, refunds, events, and the Idempotency-Key store.
///
/// It is written from the provider's documentation alone and shares no code with our adapter.
package struct StripeSandbox: SandboxMachine {
    /// After this, a key means a new request.
    package static let keyLifetime = TimeSpan.hours(24)
    /// After each sending without an answer of 2xx: about three days in all; then no more.
    package static let noticeIntervals: [TimeSpan] = [
        .minutes(1), .minutes(5), .minutes(30), .hours(1), .hours(3), .hours(6), .hours(12),
        .hours(24), .hours(24),
    ]

    package let account: StripeAccount
    let schedule: NoticeSchedule
    /// Where events go; `nil` when the merchant has set up no endpoint.
    package var webhookURL: String?
    package internal(set) var sessions: [String: StripeSession] = [:]
    package internal(set) var faults: [FaultRule] = []
    /// Above 0, events are signed with the first secret and the next ones: a rotation.
    package internal(set) var keyInUse = 0
    var keys: [String: StripeKeyRecord] = [:]
    private var changed: Set<String> = []
    private var changedKeys: Set<String> = []

    /// - Parameters:
    ///   - account: The merchant's secrets.
    ///   - sessions: The books as stored, and the answers under keys.
    ///   - webhookURL: Where events go.
    ///   - timeScale: What times between notices are multiplied with, above 0.
    package init(
        account: StripeAccount, sessions: [StripeSession] = [], keys: [StripeKeyRecord] = [],
        webhookURL: String? = nil, timeScale: Double = 1
    ) {
        (self.account, self.webhookURL) = (account, webhookURL)
        schedule = NoticeSchedule(Self.noticeIntervals, scale: timeScale)
        for session in sessions { self.sessions[session.id] = session }
        for record in keys { self.keys[record.key] = record }
    }

    var keyCount: Int { account.endpointSecrets.count }

    package mutating func add(_ rule: FaultRule) { faults.append(rule) }

    /// Answers a merchant's call.
    package mutating func handle(
        _ request: SandboxRequest, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> SandboxResponse {
        guard request.header("Authorization") == "Bearer \(account.apiKey)" else {
            return response(StripeRefusal.stranger.answer)
        }
        decide(at: now, using: &random)
        guard let call = StripeCall(request) else {
            return response(StripeRefusal.noPath.answer)
        }
        let fault = faults.take(call.kind)
        let fingerprint = Hex.encode(
            Digest.sha256(Array("\(request.target)\n".utf8) + request.body))
        if let key = request.header("Idempotency-Key"), let known = keys[key],
            now.milliseconds - known.storedAtMilliseconds < Self.keyLifetime.milliseconds
        {
            guard known.request == fingerprint else {
                return response(StripeRefusal.otherParameters.answer)
            }
            var replayed = response((known.status, known.body)).delayed(by: fault)
            replayed.headers.append(SandboxHeader("Idempotent-Replayed", "true"))
            return replayed
        }
        var (answer, isStored) = ((status: 500, body: ""), true)
        do throws(StripeRefusal) {
            if fault == .serverError { throw .system }
            if fault == .payFirst, let id = call.session {
                _ = pay(id, .normal, at: now, using: &random)
            }
            answer = (200, try carryOut(call, fault, at: now, using: &random))
        } catch {
            // What execution began is kept, a failure too; what was refused before is not.
            (answer, isStored) = (error.answer, error.status >= 500)
        }
        if isStored, request.method == "POST", let key = request.header("Idempotency-Key") {
            keys[key] = StripeKeyRecord(
                key: key, request: fingerprint, status: answer.status, body: answer.body,
                storedAtMilliseconds: now.milliseconds)
            changedKeys.insert(key)
        }
        return response(answer).delayed(by: fault)
    }

    private func response(_ answer: (status: Int, body: String)) -> SandboxResponse {
        SandboxResponse(
            status: answer.status, headers: [SandboxHeader("Content-Type", "application/json")],
            body: Array(answer.body.utf8))
    }

    mutating func put(_ session: StripeSession) {
        sessions[session.id] = session
        changed.insert(session.id)
    }

    mutating func takeRecords() -> [SandboxRecord] {
        defer {
            changed.removeAll()
            changedKeys.removeAll()
        }
        let books = changed.sorted().compactMap { sessions[$0] }.map {
            SandboxRecord(folder: "stripe", name: $0.id, bytes: SandboxJSON.bytes($0))
        }
        let answers = changedKeys.sorted().compactMap { keys[$0] }.map { record in
            SandboxRecord(
                folder: "stripe-keys", name: Hex.encode(Digest.sha256(Array(record.key.utf8))),
                bytes: SandboxJSON.bytes(record))
        }
        return books + answers
    }
}
