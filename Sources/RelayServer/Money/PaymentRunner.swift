import Logging
import Payments
import Reactor
import ShopCore
import ShopModel
import Storage

/// Carries out a shop's payment effects at its providers, on the shop's loop.
///
/// It keeps nothing that must survive: after a crash the same effects follow from the shop's
/// state, and the provider knows each by its number.
final class PaymentRunner {
    var gateways: [PaymentMethod: PaymentGateway]
    /// What the gateways were read from.
    private var files: [PaymentMethod: WatchedFiles]
    unowned let host: ShopHost
    private var work: [Job: Work] = [:]
    private var tries: [Job: Int] = [:]
    /// Notices that staff was told of; forgotten with a restart.
    var toldNotices: Set<String> = []

    /// One thing that is done step by step.
    enum Job: Hashable {
        case payment(PaymentID)
        case refund(RefundID)
        case reconcile(ReconciliationWish)
    }

    private enum Work {
        /// A call is under way.
        case calling
        /// The next call is made when the timer fires.
        case waiting(TimerID)
    }

    init(_ payments: ShopPayments, for host: ShopHost) {
        (gateways, files, self.host) = (payments.gateways, payments.files, host)
    }

    /// Looks now and then whether settings or keys have changed; those that cannot be used are
    /// told in the log, and the old ones stay.
    ///
    /// - Parameter look: Reads them off the loop when they have changed since.
    func watchSettings(
        _ look:
            @escaping @Sendable (
                [PaymentMethod: WatchedFiles], @escaping @Sendable (ShopPayments?) -> Void
            ) -> Void
    ) {
        let runner = LoopBound(self, on: host.loop)
        host.loop.schedule(after: host.limits.paymentSettingsInterval) { [weak self] in
            guard let self else { return }
            look(self.files) { [loop = self.host.loop] changed in
                loop.execute {
                    if let changed { runner.value.use(changed) }
                    runner.value.watchSettings(look)
                }
            }
        }
    }

    private func use(_ payments: ShopPayments) {
        (gateways, files) = (payments.gateways, payments.files)
        host.shop.providers = payments.methods
        host.services.logger.notice(
            "payment settings were read again",
            metadata: [
                "shop": "\(host.record.id)",
                "takes": "\(payments.methods.map(\.rawValue).sorted())",
            ])
        driveAll()
    }

    /// Takes up what the state says is to be done; for the start.
    func driveAll() {
        for effect in host.shop.outbox {
            switch effect {
            case .create(let id), .watch(let id), .close(let id): drive(id)
            // It may have been sent before the server ended.
            case .refund(let id): drive(id, isNew: false)
            case .reconcile(let wish): reconcile(wish)
            }
        }
    }

    /// Does what a payment needs next.
    func drive(_ id: PaymentID) {
        let job = Job.payment(id)
        guard isFree(job), let payment = host.shop.payments[id],
            let gateway = gateways[payment.method]
        else { return }
        let order = order(of: payment)
        switch payment.state {
        case .created: create(order, job, gateway)
        case .open:
            pause(job) { [weak self] in self?.call(.query(order, .watch), for: id, gateway) }
        case .closing: call(.close(order), for: id, gateway)
        case .closed where payment.canBePaidLate:
            let left = payment.expiresAt + host.limits.shop.paymentGrace - host.now
            pause(job, atLeast: .milliseconds(max(0, left.milliseconds))) { [weak self] in
                self?.call(.query(order, .afterClose), for: id, gateway)
            }
        case .claimed, .settled, .settledLate, .closed, .failed, .rejected, .quarantined:
            tries[job] = nil
        }
    }

    private func create(_ order: ProviderOrder, _ job: Job, _ gateway: PaymentGateway) {
        guard case .payment(let id) = job else { return }
        do throws(ProviderError) {
            try gateway.provider.check(order)
            call(.create(order), for: id, gateway)
        } catch {
            report(.refused(reason: "\(error)"), of: id, gateway.method)
        }
    }

    func order(of payment: Payment) -> ProviderOrder {
        // Payments of the first version were made without a text of their own.
        let text = payment.description
        return ProviderOrder(
            reference: payment.reference,
            description: text.isEmpty ? "\(host.record.title) #\(payment.order)" : text,
            amount: payment.amount, expiresAt: payment.expiresAt, handle: payment.handle)
    }

    private func call(_ call: ProviderCall, for id: PaymentID, _ gateway: PaymentGateway) {
        send(call, for: .payment(id), gateway) { [weak self] outcome in
            guard let self else { return }
            guard case .report(let standing) = outcome else {
                return self.failed(.payment(id), "an answer to another question", gateway) {
                    [weak self] in self?.drive(id)
                }
            }
            // What is not sure yet is asked for again.
            self.report(ProviderReport(standing) ?? .notPaid, of: id, gateway.method)
        } retry: { [weak self] in
            self?.drive(id)
        }
    }

    private func report(_ report: ProviderReport, of id: PaymentID, _ method: PaymentMethod) {
        let job = Job.payment(id)
        if report != .notPaid { tries[job] = nil }
        host.tell(.reportPayment(id, report), by: method) { [weak self] in
            guard let self else { return }
            self.work[job] = nil
            // The provider has not caught up with a close or a creation: ask again later.
            if report == .notPaid, self.host.shop.payments[id]?.state != .open {
                return self.pause(job) { [weak self] in self?.drive(id) }
            }
            self.drive(id)
        }
    }
}

// Calls, pauses, retries: the same for everything that is done at a provider.
extension PaymentRunner {
    /// Whether a job may go on now: not while its call is under way, whose answer comes back.
    func isFree(_ job: Job) -> Bool {
        switch work[job] {
        case .calling?: return false
        case .waiting(let timer)?: host.loop.cancel(timer)
        case nil: break
        }
        work[job] = nil
        return true
    }

    func finish(_ job: Job) { (work[job], tries[job]) = (nil, nil) }

    /// The answer to a job's call is stored: what follows may be done.
    func release(_ job: Job) { work[job] = nil }

    func resetPauses(_ job: Job) { tries[job] = nil }

    /// Waits, longer each time, and goes on.
    func pause(_ job: Job, atLeast least: Duration = .zero, then next: @escaping () -> Void) {
        let number = tries[job, default: 0]
        tries[job] = number + 1
        let pauses = host.limits.providerPauses
        let delay = max(least, pauses[min(number, pauses.count - 1)])
        let timer = host.loop.schedule(after: delay) { [weak self] in
            self?.work[job] = nil
            next()
        }
        work[job] = .waiting(timer)
    }

    /// Makes a call and follows what it asks for first.
    ///
    /// - Parameters:
    ///   - then: Called with an outcome that asks for nothing more; the job still counts as busy.
    ///   - retry: Called after a pause when nothing could be concluded.
    func send(
        _ call: ProviderCall, for job: Job, _ gateway: PaymentGateway, link: Int = 1,
        then: @escaping (ProviderOutcome) -> Void, retry: @escaping () -> Void
    ) {
        work[job] = .calling
        gateway.send(call, on: host.loop, now: { [weak host] in host?.now ?? .distantPast }) {
            [weak self] result in
            guard let self else { return }
            switch result {
            case .success(.ask(let next)) where link < ProviderCall.longestChain:
                self.send(next, for: job, gateway, link: link + 1, then: then, retry: retry)
            case .success(.ask):
                self.failed(job, "the provider contradicts itself", gateway, retry)
            case .success(let outcome): then(outcome)
            case .failure(let failure): self.failed(job, failure.text, gateway, retry)
            }
        }
    }

    /// Nothing is known: the same is done again later, under the same number.
    func failed(
        _ job: Job, _ reason: String, _ gateway: PaymentGateway, _ retry: @escaping () -> Void
    ) {
        host.services.logger.warning(
            "\(gateway.method.name) did not answer a call as it should",
            metadata: ["shop": "\(host.record.id)", "what": "\(job)", "why": "\(reason)"])
        pause(job, then: retry)
    }
}

extension Timestamp {
    fileprivate static var distantPast: Timestamp { Timestamp(milliseconds: 0) }
}

extension ProviderReport {
    /// What the shop is told of how a payment stands; `nil` when there is nothing to tell yet.
    init?(_ standing: PaymentStanding) {
        switch standing {
        case .opened(let link, let handle): self = .opened(link: link, handle: handle)
        case .notPaid: self = .notPaid
        case .pending: return nil
        case .paid(let transaction, let amount):
            self = .paid(transaction: transaction, amount: amount)
        case .givenBack(let transaction, let amount, _):
            self = .givenBack(transaction: transaction, amount: amount)
        case .closed: self = .closed
        case .refused(let reason): self = .refused(reason: reason)
        case .contradicted(let what): self = .contradicted(reason: what.description)
        }
    }
}
