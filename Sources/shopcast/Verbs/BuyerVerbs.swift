import ArgumentParser
import Wire

struct ProfileVerb: Verb {
    static let name = "profile"
    static let abstract = "Keep your sizes, preferences and interests; for you and the staff."
    static let examples = ["shopcast profile --size shoe=38 --prefers colour=blue --interest bags"]

    @Option(help: "NAME=VALUE; may be repeated. What is left out is forgotten.")
    var size: [String] = []
    @Option(help: "NAME=VALUE; may be repeated.") var prefers: [String] = []
    @Option(help: "What you would like to be told of; may be repeated.")
    var interest: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var set = WireSetProfile()
        set.profile.sizes = try Self.pairs(size, "--size")
        set.profile.preferences = try Self.pairs(prefers, "--prefers")
        set.profile.interests = interest
        try await shop.perform(.setProfile(set))
    }

    private static func pairs(
        _ words: [String], _ option: String
    ) throws(CommandFailure) -> [WireNamedValue] {
        var pairs: [WireNamedValue] = []
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw .usage("\(option): say it as NAME=VALUE") }
            var pair = WireNamedValue()
            (pair.name, pair.value) = (parts[0], parts[1])
            pairs.append(pair)
        }
        return pairs
    }
}

struct AddressVerb: Verb {
    static let name = "address"
    static let abstract = "Keep an address for your parcels; only who sends them can read it."
    static let examples = [
        "shopcast address --to 'Li Min' --line 'Long Street 5' --country CN --phone +86…",
        "shopcast address 2 --remove",
    ]

    @Argument(help: "Its number in your address book.") var number: UInt32 = 1
    @Option(help: "Who receives.") var to: String?
    @Option(help: "A line of the address; may be repeated.") var line: [String] = []
    @Option var postcode = ""
    @Option(help: "Two letters, such as CN.") var country = ""
    @Option var phone = ""
    @Option(help: "What customs asks for: tax or identity number.") var customsNumber = ""
    @Flag(help: "Take it out.") var remove = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var set = WireSetAddress()
        set.number = number
        if !remove {
            guard let to else { throw .usage("--to NAME, --line TEXT and --country XX are needed") }
            (set.address.name, set.address.lines) = (to, line)
            (set.address.postcode, set.address.country) = (postcode, country)
            (set.address.phone, set.address.customsNumber) = (phone, customsNumber)
        }
        try await shop.perform(.setAddress(set))
    }
}

struct BuyerVerb: Verb {
    static let name = "buyer"
    static let abstract = "Show what is kept of a buyer; of yourself without a number."
    static let examples = ["shopcast buyer 3", "shopcast buyer --json"]

    @Argument(help: "The buyer's number.") var buyer: UInt64 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var show = WireShowBuyer()
        show.buyer = buyer
        try await shop.perform(.showBuyer(show))
    }
}

struct ExportVerb: Verb {
    static let name = "export"
    static let abstract = "Print everything that the shop has on a buyer, or on yourself, as JSON."
    static let examples = ["shopcast export 3 > buyer-3.json"]

    @Argument(help: "The buyer's number.") var buyer: UInt64 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var show = WireShowBuyer()
        (show.buyer, show.everything) = (buyer, true)
        var reply = try await shop.ask(.showBuyer(show))
        var page = 1
        while reply.buyer.hasMoreChat_p, let last = reply.buyer.chat.last {
            show.chatAfter = last.seq
            page += 1
            let more = try await shop.ask(.showBuyer(show), step: "page-\(page)")
            reply.buyer.chat += more.buyer.chat
            reply.buyer.hasMoreChat_p = more.buyer.hasMoreChat_p
        }
        shop.printer.line(.object(reply.buyer.members))
    }
}

struct BuyersVerb: Verb {
    static let name = "buyers"
    static let abstract = "List the shop's buyers."
    static let examples = ["shopcast buyers --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.performList(.listBuyers(WireListBuyers()))
    }
}

struct NoteVerb: Verb {
    static let name = "note"
    static let abstract = "Keep a note on a buyer, for staff; nothing takes it out."
    static let examples = ["shopcast note 3 'likes to be called in the evening'"]

    @Argument(help: "The buyer's number.") var buyer: UInt64
    @Argument(parsing: .remaining, help: "The whole note.") var words: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var note = WireNoteBuyer()
        (note.buyer, note.text) = (buyer, words.joined(separator: " "))
        try await shop.perform(.noteBuyer(note))
    }
}

struct BlockVerb: Verb {
    static let name = "block"
    static let abstract = "Keep a buyer from ordering, chat and sessions; what is paid goes on."
    static let examples = ["shopcast block 3 'orders without paying'", "shopcast block 3 --lift"]

    @Argument(help: "The buyer's number.") var buyer: UInt64
    @Argument(parsing: .remaining, help: "Why; the buyer is told.") var words: [String] = []
    @Option(help: "Why; the buyer is told.") var reason: String?
    @Flag(help: "Let the buyer in again.") var lift = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        if lift {
            var unblock = WireUnblockBuyer()
            unblock.buyer = buyer
            try await shop.perform(.unblockBuyer(unblock))
        } else {
            var block = WireBlockBuyer()
            (block.buyer, block.reason) = (buyer, joined(words, or: reason))
            try await shop.perform(.blockBuyer(block))
        }
    }
}

struct EraseVerb: Verb {
    static let name = "erase"
    static let abstract = "Erase a buyer, or yourself, for good: addresses, notes, name, chat."
    static let examples = ["shopcast erase 3 --for-good"]

    @Argument(help: "The buyer's number.") var buyer: UInt64 = 0
    @Flag(help: "Yes: it cannot be undone.") var forGood = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        guard forGood else { throw .usage("it cannot be undone; say --for-good") }
        var erase = WireEraseBuyer()
        erase.buyer = buyer
        try await shop.perform(.eraseBuyer(erase))
    }
}
