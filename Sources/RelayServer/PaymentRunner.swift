import Logging
import Payments
import Reactor
import ShopCore
import ShopModel
import Storage
import Transport
import WebCodec

/// Carries out a shop's payment effects at its providers, on the shop's loop.
///
/// It keeps nothing that must survive: after a crash the same effects follow from the shop's
/// state, and the provider knows each by its order number.
final class PaymentRunner {
    private let gateway: WeChatGateway?
    private unowned let host: ShopHost
    private var work: [PaymentID: Work] = [:]

    private enum Work {
        /// A call is under way.
        case calling
        /// The next call is made when the timer fires.
        case waiting(TimerID)
    }

    private var tries: [PaymentID: Int] = [:]
    private static let callTimeout = Duration.seconds(10)

    init(_ payments: ShopPayments, for host: ShopHost) {
        (gateway, self.host) = (payments.wechat, host)
    }

    /// Takes up what the state says is to be done; for the start.
    func driveAll() {
        for effect in host.shop.outbox {
            switch effect {
            case .create(let id), .watch(let id), .close(let id): drive(id)
            }
        }
    }

    /// Does what a payment needs next.
    func drive(_ id: PaymentID) {
        switch work[id] {
        case .calling?: return  // The answer comes back here.
        case .waiting(let timer)?: host.loop.cancel(timer)
        case nil: break
        }
        work[id] = nil
        guard let payment = host.shop.payments[id], payment.method == .wechat else { return }
        switch payment.state {
        case .created: create(payment)
        case .open: pause(id, then: .query(order(of: payment), .watch))
        case .closing: call(.close(order(of: payment)), for: id)
        case .claimed, .settled, .settledLate, .closed, .failed, .rejected, .quarantined:
            tries[id] = nil
        }
    }

    private func create(_ payment: Payment) {
        do {
            let order = order(of: payment)
            try gateway?.pay.check(order)
            call(.create(order), for: payment.id)
        } catch {
            report(.refused(reason: "\(error)"), of: payment.id)
        }
    }

    private func order(of payment: Payment) -> ProviderOrder {
        ProviderOrder(
            reference: payment.reference,
            description: "\(host.record.title) #\(payment.order)", amount: payment.amount,
            expiresAt: payment.expiresAt)
    }

    /// Waits, longer each time, and then makes the call or looks again.
    private func pause(_ id: PaymentID, then call: ProviderCall?) {
        let number = tries[id, default: 0]
        tries[id] = number + 1
        let pauses = host.limits.providerPauses
        let delay = pauses[min(number, pauses.count - 1)]
        let timer = host.loop.schedule(after: delay) { [weak self] in
            guard let self else { return }
            self.work[id] = nil
            if let call { self.call(call, for: id) } else { self.drive(id) }
        }
        work[id] = .waiting(timer)
    }

    private func call(_ call: ProviderCall, for id: PaymentID, link: Int = 1) {
        guard let gateway else { return }
        work[id] = .calling
        let request: ProviderRequest
        do {
            request = try gateway.pay.request(
                call, at: host.now, nonce: try ProviderCall.drawNonce())
        } catch {
            return failed(id, "\(error)")
        }
        HTTPClient.send(
            gateway.wire(request), on: host.loop, tls: gateway.tls, timeout: Self.callTimeout
        ) { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let response): self.take(ProviderResponse(response), to: call, id, link)
            case .failure(let failure): self.failed(id, "\(failure)")
            }
        }
    }

    private func take(
        _ response: ProviderResponse, to call: ProviderCall, _ id: PaymentID, _ link: Int
    ) {
        guard let gateway else { return }
        do throws(ProviderError) {
            switch try gateway.pay.outcome(of: call, response, at: host.now) {
            case .report(let standing):
                // What is not sure yet is asked for again.
                self.report(ProviderReport(standing) ?? .notPaid, of: id)
            case .ask(let next) where link < ProviderCall.longestChain:
                self.call(next, for: id, link: link + 1)
            case .ask: failed(id, "the provider contradicts itself")
            case .refund, .bill: failed(id, "an answer to another question")
            }
        } catch {
            failed(id, "\(error)")
        }
    }

    private func report(_ report: ProviderReport, of id: PaymentID) {
        if report != .notPaid { tries[id] = nil }
        host.report(report, of: id, by: .wechat) { [weak self] in
            guard let self else { return }
            self.work[id] = nil
            // The provider has not caught up with a close or a creation: ask again later.
            if report == .notPaid, self.host.shop.payments[id]?.state != .open {
                return self.pause(id, then: nil)
            }
            self.drive(id)
        }
    }

    /// Nothing is known: the same call is made again later, under the same order number.
    private func failed(_ id: PaymentID, _ reason: String) {
        host.services.logger.warning(
            "WeChat Pay did not answer a call as it should",
            metadata: [
                "shop": "\(host.record.id)", "payment": "\(id)", "why": "\(reason)",
            ])
        pause(id, then: nil)
    }

    /// Takes a notice; it is answered when what it says is on disk.
    func take(_ request: HTTPRequest, _ answer: @escaping @Sendable (HTTPResponse) -> Void) {
        guard let gateway else {
            return answer(.text(404, "This shop does not take WeChat Pay."))
        }
        do throws(ProviderError) {
            let notice = try gateway.pay.notice(
                headers: ProviderHeaders(request.head.headers), body: request.body,
                at: host.now)
            guard case .payment(let reference, let standing) = notice.content,
                let report = ProviderReport(standing)
            else {
                throw ProviderError.otherEvent("\(notice.content)")
            }
            guard let payment = host.shop.payment(reference: reference) else {
                host.services.logger.error(
                    "a notice for a payment that is not known",
                    metadata: ["shop": "\(host.record.id)", "reference": "\(reference)"])
                return answer(HTTPResponse(WeChatPay.reply(to: .malformed("out_trade_no"))))
            }
            let record = NoticeRecord(
                provider: .wechat, noticeID: notice.id, receivedAt: host.now,
                headers: request.head.headers.signedText, body: request.body)
            host.report(report, of: payment.id, by: .wechat, notice: record) {
                answer(HTTPResponse(WeChatPay.accepted))
            }
        } catch {
            // A probe with a wrong signature is the provider's test of us, not an alarm.
            host.services.logger.log(
                level: error == .signatureProbe ? .info : .warning, "a notice was refused",
                metadata: ["shop": "\(host.record.id)", "why": "\(error)"])
            answer(HTTPResponse(WeChatPay.reply(to: error)))
        }
    }
}

extension ProviderReport {
    /// What the shop is told of how a payment stands; `nil` when there is nothing to tell yet.
    init?(_ standing: PaymentStanding) {
        switch standing {
        case .opened(let link, _): self = .opened(link: link)
        case .notPaid: self = .notPaid
        case .pending: return nil
        case .paid(let transaction, let amount):
            self = .paid(transaction: transaction, amount: amount)
        case .givenBack:
            // Somebody gives the money back at the provider: nothing may be handed over for it.
            self = .contradicted(reason: "a refund was started at the provider")
        case .closed: self = .closed
        case .refused(let reason): self = .refused(reason: reason)
        case .contradicted(let what): self = .contradicted(reason: what.description)
        }
    }
}
