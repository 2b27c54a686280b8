/// Everybody who can give a command, by what they may do.
package enum Role: String, CaseIterable, Sendable {
    case owner, shopper, packer, moderator, buyer, provider
}

/// What a command needs the one who gives it to be allowed.
///
/// Refusals, the column "Who" of `Protocol/README.md` and `shopcastd roles` follow from
/// `holders`, and from nothing else.
package enum Capability: String, CaseIterable, Sendable {
    case runSessions = "run_sessions"
    case post, chat, order
    case cancelOrders = "cancel_orders"
    case payForOrders = "pay_for_orders"
    case confirmPayments = "confirm_payments"
    case pack
    case reportPayments = "report_payments"
    case acceptOrders = "accept_orders"
    case manageMoney = "manage_money"
    /// Lists of items, sessions, and of orders and parcels as far as they are one's own.
    case list
    case readBooks = "read_books"
    /// Away times and the seller's profile.
    case manageShop = "manage_shop"
    /// A buyer's own sizes, preferences and addresses.
    case keepProfile = "keep_profile"
    case noteBuyers = "note_buyers"
    case listBuyers = "list_buyers"
    /// What is kept of a buyer; for buyers of themselves.
    case readBuyers = "read_buyers"
    /// Names, addresses and phones; for buyers their own.
    case openAddresses = "open_addresses"
    /// Everything on a buyer at once; for buyers of themselves.
    case exportBuyers = "export_buyers"
    case blockBuyers = "block_buyers"
    /// To what is shown and said.
    case react
    /// The threads of buyers and staff; for buyers their own.
    case message
    /// Lines taken away, mutes, slow mode, listed words.
    case moderate
    /// A text that is pinned in a session.
    case announce
    /// Who is there now.
    case seeOnline = "see_online"
    /// For buyers: themselves.
    case eraseBuyers = "erase_buyers"
    /// The buy list, ticks and shortages.
    case buy
    /// A new version of what an unpaid order costs; for buyers of their own.
    case requote
    /// A buyer's own requests, and what is offered for them.
    case request
    case answerRequests = "answer_requests"
    /// What the ledger says of an order, signed; for buyers of their own.
    case receipts
    /// Invoices of orders that are paid in full; for buyers of their own.
    case invoices
    case closeDays = "close_days"

    /// The capability table: who has each.
    package var holders: [Role] {
        switch self {
        case .runSessions, .post, .acceptOrders, .buy, .answerRequests: [.owner, .shopper]
        case .chat, .message: [.owner, .shopper, .packer, .moderator, .buyer]
        case .order, .payForOrders, .keepProfile, .request, .react: [.buyer]
        case .cancelOrders, .receipts, .invoices: [.owner, .buyer]
        case .requote: [.owner, .shopper, .buyer]
        case .confirmPayments, .manageMoney, .manageShop, .closeDays: [.owner]
        case .pack: [.owner, .packer]
        case .reportPayments: [.provider]
        case .list, .readBuyers: [.owner, .shopper, .packer, .moderator, .buyer]
        case .readBooks, .noteBuyers, .listBuyers, .seeOnline:
            [.owner, .shopper, .packer, .moderator]
        case .openAddresses: [.owner, .packer, .buyer]
        case .exportBuyers, .eraseBuyers: [.owner, .buyer]
        case .blockBuyers, .moderate: [.owner, .moderator]
        case .announce: [.owner, .shopper, .moderator]
        }
    }

    /// Such as `owner or packer`.
    package var holdersText: String {
        let names = holders.map(\.rawValue)
        guard names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " or " + names[names.count - 1]
    }
}
