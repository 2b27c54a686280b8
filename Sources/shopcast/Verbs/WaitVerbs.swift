import ArgumentParser
import ShopModel
import Wire

// The line for what is not there: who waits, and what is on offer to them.

struct TakeVerb: Verb {
    static let name = "take"
    static let abstract = "Take what is offered to you from the waitlist; it becomes an order."
    static let examples = ["shopcast take 12", "shopcast take 12 --units 1"]

    @Argument(help: "The offer's number.") var offer: UInt64
    @Option(help: "Fewer than are offered; the next in line gets the rest.") var units: UInt32 = 0
    @Option(help: "The item's version that you agree to, when the price has changed.")
    var version: UInt32 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var accept = WireAcceptOffer()
        (accept.offer, accept.quantity, accept.version) = (offer, units, version)
        try await shop.perform(.acceptOffer(accept))
    }
}

struct PassVerb: Verb {
    static let name = "pass"
    static let abstract = "Say no thanks to an offer; the next in line is asked at once."
    static let examples = ["shopcast pass 12"]

    @Argument(help: "The offer's number.") var offer: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var pass = WirePassOffer()
        pass.offer = offer
        try await shop.perform(.passOffer(pass))
    }
}

struct LeaveVerb: Verb {
    static let name = "leave"
    static let abstract = "Give up a place in line."
    static let examples = ["shopcast leave 3"]

    @Argument(help: "The place's number, as in /waiting.") var place: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var leave = WireLeaveWaitlist()
        leave.place = place
        try await shop.perform(.leaveWaitlist(leave))
    }
}

struct WaitingVerb: Verb {
    static let name = "waiting"
    static let abstract = "List who waits for what; a buyer sees the own places and offers."
    static let examples = ["shopcast waiting", "shopcast waiting A12 --json"]

    @Argument(help: "Only for this code.") var code: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListWaiting()
        list.code = code ?? ""
        list.session = shop.chosenSession ?? 0
        try await shop.perform(.listWaiting(list))
    }
}
