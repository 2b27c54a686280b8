import Logging
import Payments
import ShopCore
import ShopModel
import Storage
import Transport
import WebCodec

// Notices: judged on their raw bytes, stored with what follows from them, and only then answered.
extension PaymentRunner {
    typealias Answer = @Sendable (HTTPResponse) -> Void

    /// Takes a notice; it is answered when what it says is on disk.
    func take(_ request: HTTPRequest, from method: PaymentMethod, _ answer: @escaping Answer) {
        guard let gateway = gateways[method] else {
            return answer(.text(404, "This shop does not take \(method.name)."))
        }
        do throws(ProviderError) {
            let notice = try gateway.provider.notice(
                headers: ProviderHeaders(request.head.headers), body: request.body, at: host.now)
            let record = NoticeRecord(
                provider: method, noticeID: notice.id, receivedAt: host.now,
                headers: request.head.headers.signedText, body: request.body)
            take(notice, record, gateway, answer)
        } catch {
            // A probe with a wrong signature is the provider's test of us, not an alarm.
            host.services.logger.log(
                level: error == .signatureProbe ? .info : .warning, "a notice was refused",
                metadata: ["shop": "\(host.record.id)", "why": "\(error)"])
            answer(HTTPResponse(gateway.provider.reply(to: error)))
        }
    }

    private func take(
        _ notice: ProviderNotice, _ record: NoticeRecord, _ gateway: PaymentGateway,
        _ answer: @escaping Answer
    ) {
        if let missing = notice.content.missing(in: host.shop),
            host.recall(
                missing, for: .provider(gateway.method),
                then: { [weak self] isBack in
                    guard isBack else { return answer(.text(503, "Try again later.")) }
                    self?.take(notice, record, gateway, answer)
                })
        {
            return
        }
        let accepted = HTTPResponse(gateway.provider.accepted)
        func tell(_ command: Command?, _ then: @escaping () -> Void = {}) {
            host.tell(command, by: gateway.method, notice: record) {
                answer(accepted)
                then()
            }
        }
        switch notice.content {
        case .payment(let reference, let standing):
            guard let payment = payment(reference, gateway.method) else {
                return unknown(reference, gateway, answer)
            }
            let report = ProviderReport(standing)
            tell(report.map { .reportPayment(payment.id, $0) }) { [weak self] in
                guard let self, case .givenBack = standing else { return }
                self.followGivenBack(standing, payment.id, gateway.method)
            }
        case .refund(let reference, let number, let standing):
            if let refund = host.shop.refund(number: number) {
                let report = RefundReport(standing)
                return tell(report.map { .reportRefund(refund.id, $0) })
            }
            guard let payment = payment(reference, gateway.method) else { return tell(nil) }
            tell(
                alert(
                    notice, payment,
                    "a refund at \(gateway.method.name) that was not made here: \(number)"))
        case .attention(let transaction, let reason):
            let payment = host.shop.payment(transaction: transaction, gateway.method)
            tell(alert(notice, payment, "\(gateway.method.name): \(reason) (\(transaction))"))
        case .ignored: tell(nil)
        }
    }

    private func payment(_ reference: String, _ method: PaymentMethod) -> Payment? {
        host.shop.payment(reference: reference).flatMap { $0.method == method ? $0 : nil }
    }

    private func unknown(
        _ reference: String, _ gateway: PaymentGateway, _ answer: @escaping Answer
    ) {
        host.services.logger.error(
            "a notice for a payment that is not known",
            metadata: ["shop": "\(host.record.id)", "reference": "\(reference)"])
        answer(HTTPResponse(gateway.provider.reply(to: .malformed("out_trade_no"))))
    }

    /// An alert that a repetition of the notice does not raise again.
    private func alert(_ notice: ProviderNotice, _ payment: Payment?, _ text: String) -> Command? {
        if toldNotices.count >= Self.toldNoticesLimit { toldNotices.removeAll() }
        guard toldNotices.insert(notice.id).inserted else { return nil }
        return .raiseAlert(
            Alert(.provider, order: payment?.order, payment: payment?.id, text: text))
    }

    /// Above it they are forgotten: at worst staff is told twice.
    private static let toldNoticesLimit = 1000

    /// Some of a settled payment was given back: by us, or by somebody at the provider.
    private func followGivenBack(
        _ standing: PaymentStanding, _ id: PaymentID, _ method: PaymentMethod
    ) {
        guard let payment = host.shop.payments[id], payment.received != nil,
            case .givenBack(_, _, let refunded) = standing
        else { return }
        let refunds = payment.refunds.compactMap { host.shop.refunds[$0] }
        if refunds.contains(where: \.isUnderWay) { return askForRefunds(of: payment) }
        let ours = refunds.filter { $0.state == .succeeded }
            .reduce(0) { $0 + $1.amount.minorUnits }
        guard let refunded, refunded.minorUnits > ours else { return }
        host.tell(
            .raiseAlert(
                Alert(
                    .provider, order: payment.order, payment: id,
                    text: "\(refunded) was given back at \(method.name), and less of it here")),
            by: method)
    }
}

extension ProviderNotice.Content {
    /// What it is about, when that is not in memory.
    fileprivate func missing(in shop: Shop) -> Missing? {
        switch self {
        case .payment(let reference, _):
            shop.payment(reference: reference) == nil
                ? Shop.payment(of: reference).map(Missing.payment) : nil
        case .refund(let reference, let number, _):
            shop.refund(number: number) == nil && shop.payment(reference: reference) == nil
                ? Shop.refund(of: number).map(Missing.refund)
                    ?? Shop.payment(of: reference).map(Missing.payment)
                : nil
        case .attention, .ignored: nil
        }
    }
}
