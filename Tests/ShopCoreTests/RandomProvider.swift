import ShopCore
import ShopModel
import TestSupport

/// A provider as simple as can be, whose messages are lost, doubled, late and out of order.
struct RandomProvider {
    /// What it has taken and given back, by payment; the truth that the shop has to come to.
    private(set) var paid: [PaymentID: (transaction: String, amount: Money)] = [:]
    /// What came once more, under the same number.
    private(set) var paidAgain: [PaymentID: (transaction: String, amount: Money)] = [:]
    private(set) var refunds: [String: RefundReport] = [:]
    private var closed: Set<PaymentID> = []
    private var mail: [Command] = []

    var hasMail: Bool { !mail.isEmpty }

    /// The payer pays; rarely another amount than asked for, after the end, or once more.
    mutating func pay(_ payment: Payment, using random: inout SeededGenerator) {
        // What was booked as a second transaction is no number of the provider's own.
        guard payment.reference.hasSuffix("-\(payment.id)") else { return }
        guard paid[payment.id] == nil else {
            guard Int.random(in: 0..<6, using: &random) == 0, paidAgain[payment.id] == nil
            else { return }
            let more = Int64.random(in: 0...1, using: &random)
            paidAgain[payment.id] = (
                "S\(payment.id)",
                Money(payment.amount.minorUnits + more, payment.amount.currency)
            )
            return send(again(payment.id), using: &random)
        }
        guard !closed.contains(payment.id) || Int.random(in: 0..<5, using: &random) == 0 else {
            return
        }
        let isOdd = Int.random(in: 0..<8, using: &random) == 0
        let fen = payment.amount.minorUnits + (isOdd ? .random(in: 1...900, using: &random) : 0)
        paid[payment.id] = ("T\(payment.id)", Money(fen, payment.amount.currency))
        send(answer(payment.id), using: &random)
    }

    /// Does what the shop asks for; its answer may get lost, like every message.
    mutating func carryOut(
        _ effect: ProviderEffect, _ shop: Shop, using random: inout SeededGenerator
    ) {
        switch effect {
        case .create(let id):
            send(.reportPayment(id, .opened(link: "weixin://\(id)")), using: &random)
        case .watch(let id): send(answer(id), using: &random)
        case .close(let id):
            if paid[id] == nil { closed.insert(id) }
            send(answer(id), using: &random)
        case .refund(let id):
            guard let refund = shop.refunds[id] else { return }
            if refunds[refund.number] == nil {
                send(.reportRefund(id, .processing(id: "R\(id)")), using: &random)
                refunds[refund.number] =
                    switch Int.random(in: 0..<6, using: &random) {
                    case 0: .failed(reason: "closed")
                    case 1: .needsAttention(reason: "the card is gone")
                    default: .done(id: "R\(id)", amount: refund.amount)
                    }
            } else if case .needsAttention? = refunds[refund.number] {
                refunds[refund.number] = .done(id: "R\(id)", amount: refund.amount)
            }
            if let end = refunds[refund.number] { send(.reportRefund(id, end), using: &random) }
        case .reconcile: break
        }
    }

    /// A message that arrives now, not always the oldest.
    mutating func take(using random: inout SeededGenerator) -> Command? {
        guard !mail.isEmpty else { return nil }
        return mail.remove(at: .random(in: 0..<mail.count, using: &random))
    }

    /// Everything that could still be said, as questions find it out.
    func truth(_ shop: Shop) -> [Command] {
        shop.payments.values.filter { $0.method == .wechat }.sorted { $0.id < $1.id }
            .flatMap { [answer($0.id)] + again($0.id) }
            + shop.refunds.values.sorted { $0.id < $1.id }.compactMap { refund in
                refunds[refund.number].map { .reportRefund(refund.id, $0) }
            }
    }

    private func again(_ id: PaymentID) -> [Command] {
        paidAgain[id].map {
            [.reportPayment(id, .paid(transaction: $0.transaction, amount: $0.amount))]
        } ?? []
    }

    private mutating func send(_ messages: [Command], using random: inout SeededGenerator) {
        for message in messages { send(message, using: &random) }
    }

    private func answer(_ id: PaymentID) -> Command {
        if let paid = paid[id] {
            return .reportPayment(id, .paid(transaction: paid.transaction, amount: paid.amount))
        }
        return .reportPayment(id, closed.contains(id) ? .closed : .notPaid)
    }

    private mutating func send(_ message: Command, using random: inout SeededGenerator) {
        let copies = [0, 1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
        for _ in 0..<copies { mail.append(message) }
    }
}
