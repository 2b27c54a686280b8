import OpenSSLBridge
package import ShopModel

// Notices: sealed, signed afresh at each sending, repeated until they are accepted.
extension WeChatSandbox {
    /// When `deliveries(at:using:)` has something to send next.
    package var nextDelivery: Timestamp? {
        awaitingNotice.lazy.compactMap { orders[$0] }.flatMap(\.notices)
            .compactMap(\.dueAtMilliseconds).min().map { Timestamp(milliseconds: $0) }
    }

    /// The notices that are due; each is planned again in case nobody accepts it.
    ///
    /// - Parameter limit: Orders at most; the rest stays due.
    package mutating func deliveries(
        at now: Timestamp, limit: Int = .max, using random: inout some RandomNumberGenerator
    ) -> [SandboxDelivery] {
        let due = awaitingNotice.compactMap { orders[$0] }.filter { order in
            order.notices.contains { $0.isDue(at: now) }
        }
        return due.sorted { $0.reference < $1.reference }.prefix(limit).flatMap { order in
            send(order, at: now, using: &random)
        }
    }

    /// Takes a merchant's answer to a notice.
    ///
    /// - Parameters:
    ///   - reference: What it was about.
    ///   - status: The HTTP status; `nil` when no answer came within five seconds.
    ///   - body: Not read here.
    package mutating func noticeAnswered(_ reference: String, status: Int?, body: [UInt8] = []) {
        let parts = reference.split(separator: "/").map(String.init)
        guard status == 200 || status == 204, var order = orders[parts[0]] else { return }
        if parts.count == 1 {
            order.notice?.accept()
        } else if let index = order.refunds.firstIndex(where: { $0.number == parts[1] }) {
            order.refunds[index].notice?.accept()
        }
        put(order)
    }

    private mutating func send(
        _ order: SandboxOrder, at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> [SandboxDelivery] {
        var changed = order
        var deliveries: [SandboxDelivery] = []
        if var notice = order.notice, notice.isDue(at: now) {
            let isFirst = notice.sendings == 0
            let flaw = isFirst ? notice.flaw.flatMap(SignatureFlaw.init) : nil
            let view = WeChatTransactionView(order, account, tellsRefunds: false)
            let body = envelope(
                "TRANSACTION.SUCCESS", "transaction", view, notice.id, at: now, using: &random)
            for _ in 0..<(isFirst ? notice.copies : 1) {
                deliveries.append(
                    delivery(order.reference, notice.url, body, flaw, at: now, using: &random))
            }
            notice.sent(schedule, at: now)
            changed.notice = notice
        }
        for (index, refund) in order.refunds.enumerated() {
            guard var notice = refund.notice, notice.isDue(at: now) else { continue }
            var view = WeChatRefundView(refund, of: order)
            (view.refund_status, view.mchid) = (refund.outcome.rawValue, account.merchantID)
            let body = envelope(
                "REFUND.\(refund.outcome.rawValue)", "refund", view, notice.id, at: now,
                using: &random)
            deliveries.append(
                delivery(
                    "\(order.reference)/\(refund.number)", notice.url, body, nil, at: now,
                    using: &random))
            notice.sent(schedule, at: now)
            changed.refunds[index].notice = notice
        }
        put(changed)
        return deliveries
    }

    private func delivery(
        _ reference: String, _ url: String, _ body: [UInt8], _ flaw: SignatureFlaw?,
        at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> SandboxDelivery {
        let headers =
            [SandboxHeader("Content-Type", "application/json")]
            + signatureHeaders(body, flaw, at: now, using: &random)
        return SandboxDelivery(reference: reference, url: url, headers: headers, body: body)
    }

    private struct Envelope: Encodable {
        let id: String
        let create_time: String
        let event_type: String
        let resource_type = "encrypt-resource"
        let summary: String
        let resource: Resource

        struct Resource: Encodable {
            let original_type: String
            let algorithm = "AEAD_AES_256_GCM"
            let ciphertext: String
            let associated_data: String
            let nonce: String
        }
    }

    private func envelope(
        _ event: String, _ type: String, _ view: some Encodable, _ id: String, at now: Timestamp,
        using random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        // Drawn from the id, so that copies of a notice are the same bytes.
        let nonce = String(Hex.encode(Digest.sha256(Array(id.utf8))).prefix(12))
        let sealed = try? AESGCM.seal(
            SandboxJSON.bytes(view), key: account.apiKey, nonce: Array(nonce.utf8),
            authenticating: Array(type.utf8))
        guard let sealed else {
            preconditionFailure("a key of 32 and a nonce of 12 bytes seal any content")
        }
        return SandboxJSON.bytes(
            Envelope(
                id: id, create_time: WallTime.text(now), event_type: event,
                summary: type == "refund" ? "退款通知" : "支付成功",
                resource: Envelope.Resource(
                    original_type: type, ciphertext: Base64.standard.encode(sealed),
                    associated_data: type, nonce: nonce)))
    }
}
