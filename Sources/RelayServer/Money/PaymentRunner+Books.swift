import Payments
import Reactor
import ShopCore
import ShopModel

// Days at providers are compared with the shop's books: when staff asks, and each day by itself.
extension PaymentRunner {
    /// Compares a day; a failure begins it anew after a pause.
    func reconcile(_ wish: ReconciliationWish) {
        let job = Job.reconcile(wish)
        guard let gateway = gateways[wish.method], isFree(job) else { return }
        let isOnItsWay = host.recall(paidOn: wish.day) { [weak self] isBack in
            guard let self else { return }
            guard isBack else {
                return failed(job, "its payments are archived and cannot be read", gateway) {
                    [weak self] in self?.reconcile(wish)
                }
            }
            reconcile(wish)
        }
        guard !isOnItsWay else { return }
        let comparison = BookComparison(wish)
        switch gateway.provider.reconciliation {
        case .bill: read(.bill(wish.day), into: comparison, gateway)
        case .eachPayment: askLeft(comparison, gateway, hasBill: false)
        }
    }

    private func read(
        _ call: ProviderCall, into comparison: BookComparison, _ gateway: PaymentGateway
    ) {
        let wish = comparison.wish
        send(call, for: .reconcile(wish), gateway) { [weak self] outcome in
            guard let self else { return }
            guard case .bill(let lines, let next) = outcome else {
                return self.failed(
                    .reconcile(wish), "an answer to another question", gateway
                ) { [weak self] in self?.reconcile(wish) }
            }
            var comparison = comparison
            for line in lines { comparison.take(line, in: self.host.shop) }
            if let next { return self.read(.billPart(next), into: comparison, gateway) }
            self.askLeft(comparison, gateway, hasBill: true)
        } retry: { [weak self] in
            self?.reconcile(wish)
        }
    }

    /// Asks for each payment and refund that the bill did not tell of.
    private func askLeft(
        _ comparison: BookComparison, _ gateway: PaymentGateway, hasBill: Bool
    ) {
        let calls =
            comparison.paymentsLeft(in: host.shop, hasBill: hasBill).map { payment in
                (ProviderCall.query(order(of: payment), .watch), payment.id, RefundID?.none)
            }
            + comparison.refundsLeft(in: host.shop).compactMap { refund in
                host.shop.payments[refund.payment].map { payment in
                    let known = providerRefund(refund, of: payment)
                    return (.queryRefund(known, .watch), payment.id, refund.id)
                }
            }
        ask(calls[...], comparison, gateway)
    }

    private func ask(
        _ calls: ArraySlice<(ProviderCall, PaymentID, RefundID?)>, _ comparison: BookComparison,
        _ gateway: PaymentGateway
    ) {
        let wish = comparison.wish
        guard let (call, payment, refund) = calls.first else { return finish(comparison) }
        send(call, for: .reconcile(wish), gateway) { [weak self] outcome in
            guard let self else { return }
            var comparison = comparison
            switch outcome {
            case .report(let standing):
                if let payment = self.host.shop.payments[payment] {
                    comparison.take(standing, of: payment, in: self.host.shop)
                }
            case .refund(let standing):
                if let refund = refund.flatMap({ self.host.shop.refunds[$0] }) {
                    comparison.take(standing, of: refund)
                }
            case .bill, .ask: break
            }
            self.ask(calls.dropFirst(), comparison, gateway)
        } retry: { [weak self] in
            self?.reconcile(wish)
        }
    }

    private func finish(_ comparison: BookComparison) {
        let method = comparison.wish.method
        for (payment, report) in comparison.news {
            host.tell(.reportPayment(payment, report), by: method)
        }
        let result = comparison.result(limit: host.limits.shop.differences)
        host.tell(.reportReconciliation(result), by: method) { [weak self] in
            self?.finish(.reconcile(comparison.wish))
        }
    }

    /// Looks now and then whether a day is to be compared.
    func watchDays() {
        for wish in dueDays() { reconcile(wish) }
        host.loop.schedule(after: Self.dayCheckInterval) { [weak self] in self?.watchDays() }
    }

    private static let dayCheckInterval = Duration.seconds(600)
    /// From this time on, in China, the bill of the day before is there.
    private static let billHour: Int64 = 10
    /// Days that are made up for after the server was down.
    private static let daysBack: Int64 = 7

    /// Days that are over and not compared, at providers where something was to be paid.
    private func dueDays() -> [ReconciliationWish] {
        let now = host.now
        guard CalendarDate.millisecondsOfDayInChina(at: now) >= Self.billHour * 3_600_000 else {
            return []
        }
        let days = (1...Self.daysBack).reversed().map { back in
            CalendarDate.inChina(
                at: Timestamp(milliseconds: now.milliseconds - back * 86_400_000))
        }
        return gateways.keys.sorted { $0.rawValue < $1.rawValue }.flatMap { method in
            let last = host.shop.lastReconciledDay(method)
            let first = host.shop.payments.values.filter { $0.method == method }
                .compactMap(\.requestedAt).min().map { CalendarDate.inChina(at: $0) }
            return days.filter { day in
                guard let first, first <= day else { return false }
                return last.map { $0 < day } ?? true
            }.map { ReconciliationWish(method, $0) }
        }
    }
}
