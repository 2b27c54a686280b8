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

extension Actor {
    package func can(_ capability: Capability) -> Bool { capability.holders.contains(role) }

    package var role: Role {
        switch self {
        case .staff(_, .owner): .owner
        case .staff(_, .shopper): .shopper
        case .staff(_, .packer): .packer
        case .staff(_, .moderator): .moderator
        case .buyer: .buyer
        case .provider: .provider
        }
    }

    package var buyer: BuyerID? {
        if case .buyer(let buyer) = self { buyer } else { nil }
    }

    package var isStaff: Bool {
        if case .staff = self { true } else { false }
    }

    /// Who it was, for those who are told.
    package var name: String {
        switch self {
        case .staff(let name, _): name
        case .buyer: "the buyer"
        case .provider(let method): method.rawValue
        }
    }
}
