import Payments
import ShopCore
import ShopModel

// Refunds: number and amount are on disk before anything is sent, and are never changed.
extension PaymentRunner {
    /// Does what a refund needs next.
    ///
    /// - Parameter isNew: It was decided just now and cannot have been sent. Otherwise the
    ///   provider is asked first, since not every one knows a number for ever.
    func drive(_ id: RefundID, isNew: Bool) {
        let job = Job.refund(id)
        guard isFree(job), let refund = host.shop.refunds[id],
            let payment = host.shop.payments[refund.payment],
            let gateway = gateways[payment.method]
        else { return }
        switch refund.state {
        case .requested where isNew: send(refund, of: payment, gateway)
        case .requested: ask(refund, of: payment, gateway)
        case .submitted, .abnormal:
            // An end that is told by a notice comes sooner.
            let least = Duration.milliseconds(gateway.provider.refundPause.milliseconds)
            pause(job, atLeast: min(least, host.limits.longestProviderPause)) { [weak self] in
                self?.ask(refund, of: payment, gateway)
            }
        case .succeeded, .failed: finish(job)
        }
    }

    /// What the provider says of a settled payment hints that a refund went on.
    func askForRefunds(of payment: Payment) {
        for id in payment.refunds where host.shop.refunds[id]?.isUnderWay == true {
            guard isFree(.refund(id)), let refund = host.shop.refunds[id],
                let gateway = gateways[payment.method]
            else { continue }
            ask(refund, of: payment, gateway)
        }
    }

    private func send(_ refund: Refund, of payment: Payment, _ gateway: PaymentGateway) {
        call(.refund(providerRefund(refund, of: payment)), for: refund, of: payment, gateway)
    }

    private func ask(_ refund: Refund, of payment: Payment, _ gateway: PaymentGateway) {
        call(
            .queryRefund(providerRefund(refund, of: payment), .watch), for: refund, of: payment,
            gateway)
    }

    func providerRefund(_ refund: Refund, of payment: Payment) -> ProviderRefund {
        ProviderRefund(
            number: refund.number, reference: payment.reference, transaction: payment.transaction,
            amount: refund.amount, total: payment.received ?? payment.amount,
            reason: refund.reason, handle: refund.reference.isEmpty ? nil : refund.reference)
    }

    private func call(
        _ call: ProviderCall, for refund: Refund, of payment: Payment, _ gateway: PaymentGateway
    ) {
        let (id, job) = (refund.id, Job.refund(refund.id))
        send(call, for: job, gateway) { [weak self] outcome in
            guard let self else { return }
            guard case .refund(let standing) = outcome else {
                return self.failed(job, "an answer to another question", gateway) { [weak self] in
                    self?.drive(id, isNew: false)
                }
            }
            if let report = RefundReport(standing) {
                return self.report(report, of: id, gateway.method)
            }
            self.release(job)
            // The provider knows nothing of it, so it may be sent, under the same number.
            if self.host.shop.refunds[id]?.state == .requested, case .queryRefund = call {
                return self.send(refund, of: payment, gateway)
            }
            self.pause(job) { [weak self] in self?.drive(id, isNew: false) }
        } retry: { [weak self] in
            self?.drive(id, isNew: false)
        }
    }

    private func report(_ report: RefundReport, of id: RefundID, _ method: PaymentMethod) {
        let before = host.shop.refunds[id]?.state
        host.tell(.reportRefund(id, report), by: method) { [weak self] in
            guard let self else { return }
            if self.host.shop.refunds[id]?.state != before { self.resetPauses(.refund(id)) }
            self.release(.refund(id))
            self.drive(id, isNew: false)
        }
    }
}

extension RefundReport {
    /// What the shop is told of how a refund stands; `nil` when the provider knows no such refund.
    init?(_ standing: RefundStanding) {
        switch standing {
        case .unknown: return nil
        case .processing(let id): self = .processing(id: id)
        case .done(let id, let amount): self = .done(id: id, amount: amount)
        case .failed(let reason): self = .failed(reason: reason)
        case .needsAttention(let reason): self = .needsAttention(reason: reason)
        case .contradicted(let what): self = .needsAttention(reason: what.description)
        }
    }
}
