package import ShopModel

/// Who gives a command. The server has already checked the token.
package enum Actor: Hashable, Sendable {
    case staff(name: String, role: StaffRole)
    case buyer(BuyerID)
    /// A payment provider whose signature held, or our own query to it.
    case provider(PaymentMethod)
}

package enum StaffRole: String, CaseIterable, Sendable {
    case owner, shopper, packer, moderator
}

/// What a command needs the one who gives it to be allowed.
package enum Capability: CaseIterable, Sendable {
    case runSessions, post, chat, order, cancelOrders, payForOrders, confirmPayments, pack
    case reportPayments, acceptOrders, manageMoney, requote
}

extension Actor {
    /// The capability table: one line per kind of actor.
    package func can(_ capability: Capability) -> Bool {
        switch self {
        case .staff(_, .owner):
            [
                .runSessions, .post, .chat, .cancelOrders, .confirmPayments, .pack, .acceptOrders,
                .manageMoney, .requote,
            ].contains(capability)
        case .staff(_, .shopper):
            [.runSessions, .post, .chat, .acceptOrders, .requote].contains(capability)
        case .staff(_, .packer): [.chat, .pack].contains(capability)
        case .staff(_, .moderator): capability == .chat
        case .buyer: [.chat, .order, .cancelOrders, .payForOrders, .requote].contains(capability)
        case .provider: capability == .reportPayments
        }
    }

    package var buyer: BuyerID? {
        if case .buyer(let buyer) = self { buyer } else { nil }
    }

    package var isStaff: Bool {
        if case .staff = self { true } else { false }
    }
}
