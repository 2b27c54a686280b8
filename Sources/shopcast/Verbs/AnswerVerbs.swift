import ArgumentParser
import Wire

// What buyers ask the seller to find, on the seller's side.

struct OfferVerb: Verb {
    static let name = "offer"
    static let abstract = "Offer an item for a buyer's request; its units are not held."
    static let examples = ["shopcast offer 3 A12", "shopcast offer 3 A12 M 2 --note 'the last'"]

    @Argument(help: "The request's number.") var request: UInt64
    @Argument(help: "The code, one value of each option, and how many; one, if left out.")
    var what: [String]
    @Option(help: "For the buyer.") var note = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.offerForRequest(try await proposed(request, what, note, shop)))
    }
}

struct ChooseVerb: Verb {
    static let name = "choose"
    static let abstract = "Order an item for a buyer who has left the choice to you."
    static let examples = ["shopcast choose 3 A12 M", "shopcast choose 3 A12 2 --note 'on sale'"]

    @Argument(help: "The request's number.") var request: UInt64
    @Argument(help: "The code, one value of each option, and how many; one, if left out.")
    var what: [String]
    @Option(help: "For the buyer.") var note = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.chooseForRequest(try await proposed(request, what, note, shop)))
    }
}

struct DeclineVerb: Verb {
    static let name = "decline"
    static let abstract = "End a buyer's request, with a reason that the buyer is told."
    static let examples = ["shopcast decline 3 'not to be had in Seoul'"]

    @Argument(help: "The request's number.") var request: UInt64
    @Argument(parsing: .remaining, help: "Why.") var words: [String] = []
    @Option(help: "Why.") var reason: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var decline = WireDeclineRequest()
        (decline.request, decline.reason) = (request, joined(words, or: reason))
        try await shop.perform(.declineRequest(decline))
    }
}

private func proposed(
    _ request: UInt64, _ what: [String], _ note: String, _ shop: ShopAccess
) async throws(CommandFailure) -> WireProposedItem {
    var item = WireProposedItem()
    let words = try ProductWords(what)
    (item.request, item.code, item.variant) = (request, words.code, words.variant)
    (item.quantity, item.note) = (words.units ?? 1, note)
    item.session = try await shop.sessionNumber()
    return item
}
