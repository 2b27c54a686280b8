import ArgumentParser
import Wire

// What buyers ask the seller to find, on the buyer's side.

struct RequestVerb: Verb {
    static let name = "request"
    static let abstract = "Ask the seller to find something; leave the choice to them if you like."
    static let examples = [
        "shopcast request 'a blue felt hat' --photo hat.jpg --max 300 --size M --size L",
        "shopcast request 'any sun cream' --max 120 --within 1h --choose-for-me --veto 10m",
    ]

    @Argument(parsing: .remaining, help: "What it is.") var words: [String] = []
    @Option(help: "What it is.") var text: String?
    @Option(help: "JPEG file; may be repeated.") var photo: [String] = []
    @Option(help: "The most that the order may cost, freight included, in what you pay with.")
    var max: String?
    @Option(help: "A size or another choice that fits; may be repeated.") var size: [String] = []
    @Option(help: "How many, at most.") var count: UInt32 = 1
    @Option(help: "How long you ask for it, such as 90m or 2h.") var within = "24h"
    @Flag(help: "The seller may order it for you, within --max, --size and --count.")
    var chooseForMe = false
    @Option(help: "How long you can take that back, such as 10m; without: not at all.")
    var veto: String?
    @Flag(help: "Only in this session.") var here = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var make = try message(at: ClockText.now())
        guard photo.isEmpty || shop.encoding == .protobuf else {
            throw .usage("photos are uploaded over protobuf; leave --encoding json out")
        }
        if here { make.session = try await shop.sessionNumber() }
        if let max {
            make.maximum = try max.money(try await shop.session().rate.quote, "--max")
        }
        for file in photo { make.photos.append(try await PostVerb.photo(file, shop)) }
        try await shop.perform(.makeRequest(make))
    }

    /// The request without session, amount and photos.
    ///
    /// - Parameter now: In milliseconds since 1970-01-01 UTC.
    func message(at now: Int64) throws(CommandFailure) -> WireMakeRequest {
        guard let time = OpenSessionVerb.seconds(within) else {
            throw .usage("--within: a time such as 90m or 2h")
        }
        guard chooseForMe || veto == nil else {
            throw .usage("--veto goes with --choose-for-me")
        }
        guard !chooseForMe || max != nil else {
            throw .usage("--choose-for-me needs --max: the most that it may cost")
        }
        var make = WireMakeRequest()
        (make.text, make.sizes) = (joined(words, or: text), size)
        (make.quantity, make.delegated) = (count, chooseForMe)
        make.deadlineMs = now + Int64(time) * 1000
        if let veto {
            guard let seconds = OpenSessionVerb.seconds(veto) else {
                throw .usage("--veto: a time such as 10m")
            }
            make.vetoSeconds = seconds
        }
        return make
    }
}

struct WithdrawRequestVerb: Verb {
    static let name = "withdraw-request"
    static let abstract = "Take a request back."
    static let examples = ["shopcast withdraw-request 3"]

    @Argument(help: "The request's number; see requests.") var request: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var named = WireRequestNamed()
        named.request = request
        try await shop.perform(.withdrawRequest(named))
    }
}

struct AcceptRequestVerb: Verb {
    static let name = "accept-request"
    static let abstract = "Order what is offered for your request."
    static let examples = ["shopcast accept-request 3 1"]

    @Argument(help: "The request's number.") var request: UInt64
    @Argument(help: "The offer's number.") var offer: UInt32
    @Option(help: "The item's version that you agree to, when the price has changed.")
    var version: UInt32 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var accept = WireAcceptRequestOffer()
        (accept.request, accept.offer, accept.version) = (request, offer, version)
        try await shop.perform(.acceptRequestOffer(accept))
    }
}

struct PassRequestVerb: Verb {
    static let name = "pass-request"
    static let abstract = "Say no thanks to what is offered for your request; it stays open."
    static let examples = ["shopcast pass-request 3 1"]

    @Argument(help: "The request's number.") var request: UInt64
    @Argument(help: "The offer's number.") var offer: UInt32

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var pass = WirePassRequestOffer()
        (pass.request, pass.offer) = (request, offer)
        try await shop.perform(.passRequestOffer(pass))
    }
}

struct VetoVerb: Verb {
    static let name = "veto"
    static let abstract = "Take back what the seller chose for you; its order is cancelled."
    static let examples = ["shopcast veto 3"]

    @Argument(help: "The request's number.") var request: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var named = WireRequestNamed()
        named.request = request
        try await shop.perform(.vetoChoice(named))
    }
}

struct RequestsVerb: Verb {
    static let name = "requests"
    static let abstract = "List what is asked for, with all that was offered; a buyer's own."
    static let examples = [
        "shopcast requests --state open", "shopcast requests --after 40 --limit 20 --json",
    ]

    enum State: String, CaseIterable, ExpressibleByArgument {
        case open, offered, chosen, ordered, declined, withdrawn, lapsed

        var wire: WireRequestState {
            switch self {
            case .open: .open
            case .offered: .offered
            case .chosen: .chosen
            case .ordered: .ordered
            case .declined: .declined
            case .withdrawn: .withdrawn
            case .lapsed: .lapsed
            }
        }
    }

    @Option(help: "Only requests in this state; may be repeated.") var state: [State] = []
    @Flag(help: "Only those for this session.") var here = false
    @Option(help: "Only those behind this number.") var after: UInt64 = 0
    @Option(help: "At most so many.") var limit: UInt32 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListRequests()
        (list.states, list.after, list.limit) = (state.map(\.wire), after, limit)
        if here { list.session = try await shop.sessionNumber() }
        try await shop.perform(.listRequests(list))
    }
}
