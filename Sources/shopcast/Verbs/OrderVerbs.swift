import ArgumentParser
import ShopModel
import Wire

struct OrderVerb: Verb {
    static let name = "order"
    static let abstract = "Order items; the units are held at once."
    static let examples = [
        "shopcast order A12", "shopcast order A12x2 B3", "shopcast order A12 2 M blue, B3",
        "shopcast order A12x2 --wait",
    ]

    @Argument(help: "CODE, CODExN or CODE N, with values such as M blue behind; codes in capitals.")
    var what: [String]
    @Flag(help: "Wait in line for what is not there now.") var wait = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        let offers = try await shop.offers(for: what)
        var place = WirePlaceOrder()
        place.lines = try Self.lines(what) { offers[$0]?.hasOptions == true }
        for (index, line) in place.lines.enumerated() {
            place.lines[index].version = offers[line.code]?.version ?? 0
        }
        (place.session, place.wait) = (try await shop.sessionNumber(), wait)
        try await shop.perform(.placeOrder(place))
    }

    /// Reads `A12x2`, `A12=2`, `A12 2` and `A12`.
    ///
    /// - Parameter hasOptions: Whether there is something to choose of a code; then the words behind
    ///   it are values, as in `A12 2 M blue`; a comma ends them.
    static func lines(
        _ words: [String], hasOptions: (String) -> Bool = { _ in false }
    ) throws(CommandFailure) -> [WirePlaceOrder.Line] {
        var lines: [WirePlaceOrder.Line] = []
        var mayTakeCount = false
        var endsLine = false
        for word in words {
            if mayTakeCount, let count = UInt32(word) {
                lines[lines.count - 1].quantity = count
                mayTakeCount = false
                continue
            }
            if let last = lines.last, hasOptions(last.code), !endsLine {
                let bare = word.hasSuffix(",") ? String(word.dropLast()) : word
                lines[lines.count - 1].variant.append(bare)
                endsLine = word.hasSuffix(",")
                mayTakeCount = false
                continue
            }
            endsLine = false
            var line = WirePlaceOrder.Line()
            (line.code, line.quantity) = (word, 1)
            mayTakeCount = true
            if let sign = word.lastIndex(where: { "x×=".contains($0) }),
                let count = UInt32(word[word.index(after: sign)...]), sign != word.startIndex
            {
                (line.code, line.quantity) = (String(word[..<sign]), count)
                mayTakeCount = false
            }
            guard let code = ItemCode(line.code) else {
                throw .usage("“\(word)” is no item code such as A12, A12x2 or A12=2")
            }
            line.code = code.text
            lines.append(line)
        }
        return lines
    }
}

struct CancelVerb: Verb {
    static let name = "cancel"
    static let abstract = "Cancel an order that is not paid; as a seller, any that has not left."
    static let examples = ["shopcast cancel 7 --reason 'wrong size'"]

    @Argument(help: "The order's number.") var order: UInt64
    @Argument(parsing: .remaining, help: "Why.") var words: [String] = []
    @Option(help: "Why.") var reason: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var cancel = WireCancelOrder()
        (cancel.order, cancel.reason) = (order, joined(words, or: reason))
        try await shop.perform(.cancelOrder(cancel))
    }
}

struct OrdersVerb: Verb {
    static let name = "orders"
    static let abstract = "List the orders with their payments."
    static let examples = ["shopcast orders --state placed --state confirmed"]

    enum State: String, CaseIterable, ExpressibleByArgument {
        case placed, confirmed, completed, expired, cancelled

        var wire: WireOrderState {
            switch self {
            case .placed: .placed
            case .confirmed: .confirmed
            case .completed: .completed
            case .expired: .expired
            case .cancelled: .cancelled
            }
        }
    }

    @Option(help: "Only orders in this state; may be given several times.") var state: [State] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListOrders()
        list.states = state.map(\.wire)
        try await shop.performList(.listOrders(list))
    }
}
