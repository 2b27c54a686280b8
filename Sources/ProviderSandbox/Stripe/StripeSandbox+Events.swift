import OpenSSLBridge
package import ShopModel

// Events: signed afresh at each sending, with a signature for each secret while they change.
extension StripeSandbox {
    package var nextDelivery: Timestamp? {
        let notices = sessions.values.lazy.flatMap(\.notices).compactMap(\.dueAtMilliseconds).min()
        let decisions = sessions.values.lazy.compactMap(\.decidedAtMilliseconds).min()
        return [notices, decisions].compactMap { $0 }.min().map { Timestamp(milliseconds: $0) }
    }

    /// Plans an event about a session as it is now.
    func note(
        _ type: String, _ session: inout StripeSession, at due: Timestamp,
        using random: inout some RandomNumberGenerator
    ) {
        if type.hasPrefix("payment_intent."), let id = session.intentID {
            plan(type, StripeIntentView(id, session), &session, at: due, using: &random)
        } else {
            plan(type, StripeSessionView(session), &session, at: due, using: &random)
        }
    }

    /// Plans the events about the last refund.
    func noteRefund(
        _ type: String, _ session: inout StripeSession, at due: Timestamp,
        using random: inout some RandomNumberGenerator
    ) {
        guard let refund = session.refunds.last else { return }
        plan(type, StripeRefundView(refund, of: session), &session, at: due, using: &random)
        guard refund.status == "succeeded" else { return }
        plan("charge.refunded", StripeChargeView(session), &session, at: due, using: &random)
    }

    private func plan(
        _ type: String, _ object: some Encodable, _ session: inout StripeSession,
        at due: Timestamp, using random: inout some RandomNumberGenerator
    ) {
        guard let webhookURL else { return }
        let id = "evt_" + random.text(24)
        let event = StripeEventView(
            id: id, type: type, livemode: session.mode == .wrongMode,
            created: due.milliseconds / 1000, data: .init(object: object))
        let isFirst = session.notices.isEmpty
        let hasFlaw = session.mode == .staleTimestamp || session.mode == .wrongSignature
        session.notices.append(
            SandboxNotice(
                id: id, url: webhookURL, content: json(event), due: due,
                flaw: isFirst && hasFlaw ? session.mode?.rawValue : nil,
                copies: isFirst && session.mode == .duplicateNotice ? 2 : 1))
    }

    /// - Parameter limit: Events at most; the rest stays due.
    package mutating func deliveries(
        at now: Timestamp, limit: Int = .max, using random: inout some RandomNumberGenerator
    ) -> [SandboxDelivery] {
        decide(at: now, using: &random)
        let due = sessions.values.sorted { $0.id < $1.id }.flatMap { session in
            session.notices.indices.filter { session.notices[$0].isDue(at: now) }
                .map { (session.id, $0) }
        }
        return due.prefix(limit).flatMap { id, index -> [SandboxDelivery] in
            guard var session = sessions[id] else { return [] }
            let notice = session.notices[index]
            let isFirst = notice.sendings == 0
            let body = Array(notice.content.utf8)
            let delivery = SandboxDelivery(
                reference: "\(id)/\(notice.id)", url: notice.url,
                headers: [
                    SandboxHeader("Content-Type", "application/json; charset=utf-8"),
                    SandboxHeader(
                        "Stripe-Signature", signature(body, isFirst ? notice.flaw : nil, at: now)),
                ], body: body)
            session.notices[index].sent(schedule, at: now)
            put(session)
            return Array(repeating: delivery, count: isFirst ? notice.copies : 1)
        }
    }

    private func signature(_ body: [UInt8], _ flaw: String?, at now: Timestamp) -> String {
        let age: Int64 = flaw == StripePayMode.staleTimestamp.rawValue ? 600 : 0
        let time = now.milliseconds / 1000 - age
        let signed = flaw == StripePayMode.wrongSignature.rawValue ? body + [0x20] : body
        let message = Array("\(time).".utf8) + signed
        // The old secret goes on for a while, and the new ones are there already.
        let values = account.endpointSecrets[0...keyInUse].map { secret in
            ",v1=" + Hex.encode(HMAC.sha256(message, key: Array(secret.utf8)))
        }
        return "t=\(time)" + values.joined() + ",v0=" + String(repeating: "0", count: 64)
    }

    /// Any answer of 2xx ends an event's repetitions.
    package mutating func noticeAnswered(_ reference: String, status: Int?, body: [UInt8] = []) {
        let parts = reference.split(separator: "/").map(String.init)
        guard let status, (200..<300).contains(status), parts.count == 2,
            var session = sessions[parts[0]],
            let index = session.notices.firstIndex(where: { $0.id == parts[1] })
        else { return }
        session.notices[index].accept()
        put(session)
    }
}
