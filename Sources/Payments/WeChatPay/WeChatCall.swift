package import ShopCore

/// One question to the provider.
package enum WeChatCall: Equatable, Sendable {
    case create(WeChatOrder)
    case query(reference: String, QueryPurpose)
    case close(reference: String)

    /// Why we ask, for it decides what an answer means.
    package enum QueryPurpose: Equatable, Sendable {
        /// A notice may never come.
        case watch
        /// The order was refused. It may be there all the same, by an answer that got lost.
        case afterRefusal(reason: String)
        /// Only a query after the close tells whether money came between.
        case afterClose
    }

    /// The most calls that follow from one: create, query, close, query.
    package static let longestChain = 4
}

/// What an answer leads to.
package enum WeChatOutcome: Equatable, Sendable {
    /// Tell the shop.
    case report(ProviderReport)
    /// Ask this first; the answer is not enough to conclude from.
    case ask(WeChatCall)
}
