import OpenSSLBridge
package import ShopModel

// Notices: sealed, signed afresh at each sending, repeated until they are accepted.
extension WeChatSandbox {
    /// When `deliveries(at:using:)` has something to send next.
    package var nextDelivery: Timestamp? {
        awaitingNotice.lazy.compactMap { orders[$0]?.notice?.dueAtMilliseconds }.min()
            .map { Timestamp(milliseconds: $0) }
    }

    /// The notices that are due; each is planned again in case nobody accepts it.
    ///
    /// - Parameter limit: Orders at most; the rest stays due.
    package mutating func deliveries(
        at now: Timestamp, limit: Int = .max, using random: inout some RandomNumberGenerator
    ) -> [SandboxDelivery] {
        let due = awaitingNotice.compactMap { orders[$0] }.filter { order in
            order.notice?.dueAtMilliseconds.map { $0 <= now.milliseconds } ?? false
        }
        return due.sorted { $0.reference < $1.reference }.prefix(limit).flatMap { order in
            send(order, at: now, using: &random)
        }
    }

    /// Takes a merchant's answer to a notice.
    ///
    /// - Parameters:
    ///   - reference: The order it was about.
    ///   - status: The HTTP status; `nil` when no answer came within five seconds.
    package mutating func noticeAnswered(_ reference: String, status: Int?) {
        guard status == 200 || status == 204, var order = orders[reference] else { return }
        order.notice?.isAccepted = true
        order.notice?.dueAtMilliseconds = nil
        put(order)
    }

    private mutating func send(
        _ order: SandboxOrder, at now: Timestamp, using random: inout some RandomNumberGenerator
    ) -> [SandboxDelivery] {
        guard var notice = order.notice, let mode = order.settlement?.mode else { return [] }
        let isFirst = notice.sendings == 0
        let flaw: SignatureFlaw? =
            switch mode {
            case .unknownSerial where isFirst: .unknownSerial
            case .staleTimestamp where isFirst: .stale
            case .signatureProbe where isFirst: .probe
            default: nil
            }
        let count = mode == .duplicateNotice && isFirst ? 2 : 1
        let body = envelope(order, notice.id, using: &random)
        let deliveries = (0..<count).map { _ in
            let headers =
                [SandboxHeader("Content-Type", "application/json")]
                + signatureHeaders(body, flaw, at: now, using: &random)
            return SandboxDelivery(
                reference: order.reference, url: order.parameters.notify_url, headers: headers,
                body: body)
        }
        let intervals = Self.noticeIntervals
        notice.dueAtMilliseconds =
            notice.sendings < intervals.count
            ? (now + scaled(intervals[notice.sendings])).milliseconds : nil
        notice.sendings += 1
        var changed = order
        changed.notice = notice
        put(changed)
        return deliveries
    }

    private func scaled(_ span: TimeSpan) -> TimeSpan {
        TimeSpan(milliseconds: max(1, Int64((Double(span.milliseconds) * timeScale).rounded())))
    }

    private struct Envelope: Encodable {
        let id: String
        let create_time: String
        let event_type = "TRANSACTION.SUCCESS"
        let resource_type = "encrypt-resource"
        let summary = "支付成功"
        let resource: Resource

        struct Resource: Encodable {
            let original_type = "transaction"
            let algorithm = "AEAD_AES_256_GCM"
            let ciphertext: String
            let associated_data = "transaction"
            let nonce: String
        }
    }

    private func envelope(
        _ order: SandboxOrder, _ id: String, using random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        let paidAt = Timestamp(milliseconds: order.settlement?.paidAtMilliseconds ?? 0)
        let nonce = random.text(12)
        let sealed = try? AESGCM.seal(
            SandboxJSON.bytes(WeChatTransactionView(order, account)), key: account.apiKey,
            nonce: Array(nonce.utf8), authenticating: Array("transaction".utf8))
        guard let sealed else {
            preconditionFailure("a key of 32 and a nonce of 12 bytes seal any transaction")
        }
        return SandboxJSON.bytes(
            Envelope(
                id: id, create_time: WallTime.text(paidAt),
                resource: Envelope.Resource(
                    ciphertext: Base64.standard.encode(sealed), nonce: nonce)))
    }
}
