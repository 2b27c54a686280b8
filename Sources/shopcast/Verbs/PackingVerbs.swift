import ArgumentParser
import Wire

/// What a session's parcels are bound to, as options.
struct ParcelOptions: ParsableArguments, Sendable {
    @Option(help: "When a parcel weighs less: waive, refund, or refund:5% for more than that.")
    var weight = "waive"
    @Option(help: "What box and padding of a parcel weigh, in grams.") var packing: UInt32 = 0
    @Flag(help: "Parcels over a border leave only with a customs declaration.")
    var declares = false

    func fill(_ open: inout WireOpenSession) throws(CommandFailure) {
        open.declares = declares
        let parts = weight.split(separator: ":", omittingEmptySubsequences: false)
        switch parts.first {
        case "waive" where parts.count == 1: open.weightTerms.rule = .waive
        case "refund" where parts.count == 1: open.weightTerms.rule = .refund
        case "refund" where parts.count == 2 && parts[1].hasSuffix("%"):
            guard let percent = UInt32(parts[1].dropLast()) else { fallthrough }
            (open.weightTerms.rule, open.weightTerms.tolerancePercent) = (.refund, percent)
        default: throw .usage("--weight: “\(weight)” is not waive, refund or refund:5%")
        }
        open.weightTerms.packingGrams = packing
    }
}

struct SealVerb: Verb {
    static let name = "seal"
    static let abstract = "Close a parcel and say what it weighs, packing included."
    static let examples = ["shopcast seal 2 1240 --number S-0017 --photo box.jpg"]

    @Argument(help: "The parcel's number.") var parcel: UInt64
    @Argument(help: "Grams.") var grams: UInt32
    @Option(help: "The seal's number.") var number = ""
    @Option(help: "JPEG file of the packed box.") var photo: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        guard photo == nil || shop.encoding == .protobuf else {
            throw .usage("photos are uploaded over protobuf; leave --encoding json out")
        }
        var seal = WireSealParcel()
        (seal.parcel, seal.grams, seal.number) = (parcel, grams, number)
        if let photo { seal.photo = try await PostVerb.photo(photo, shop) }
        try await shop.perform(.sealParcel(seal))
    }
}

struct UnsealVerb: Verb {
    static let name = "unseal"
    static let abstract = "Open a sealed parcel again; why is written down."
    static let examples = ["shopcast unseal 2 wrong size in it"]

    @Argument(help: "The parcel's number.") var parcel: UInt64
    @Argument(parsing: .remaining, help: "Why.") var words: [String] = []
    @Option(help: "Why.") var reason: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var unseal = WireUnsealParcel()
        (unseal.parcel, unseal.reason) = (parcel, joined(words, or: reason))
        try await shop.perform(.unsealParcel(unseal))
    }
}

struct MergeVerb: Verb {
    static let name = "merge"
    static let abstract = "Put open parcels of one buyer into the first one."
    static let examples = ["shopcast merge 2 3", "shopcast merge 2 3 4 --reason 'one box'"]

    @Argument(help: "The parcels' numbers.") var parcels: [UInt64]
    @Option(help: "Why.") var reason = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        guard let into = parcels.first, parcels.count > 1 else {
            throw .usage("say into which parcel, and which others")
        }
        var merge = WireMergeParcels()
        (merge.into, merge.from, merge.reason) = (into, Array(parcels.dropFirst()), reason)
        try await shop.perform(.mergeParcels(merge))
    }
}

struct SplitVerb: Verb {
    static let name = "split"
    static let abstract = "Take orders, lines or units out of an open parcel: into a new one."
    static let examples = [
        "shopcast split 2 7", "shopcast split 2 7.0x1 8 --into 3",
        "shopcast split 2 7.1 --unpack --reason 'expires too soon'",
    ]

    @Argument(help: "The parcel's number.") var parcel: UInt64
    @Argument(help: "ORDER, ORDER.LINE or ORDER.LINExUNITS; lines as parcels shows them.")
    var parts: [String]
    @Option(help: "Into this open parcel of the same buyer.") var into: UInt64?
    @Flag(help: "They are not packed any more.") var unpack = false
    @Option(help: "Why.") var reason = ""

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var split = WireSplitParcel()
        (split.parcel, split.into, split.unpack) = (parcel, into ?? 0, unpack)
        split.reason = reason
        var read: [WireSplitParcel.Part] = []
        for part in parts { read.append(try Self.part(part)) }
        split.parts = read
        try await shop.perform(.splitParcel(split))
    }

    /// Reads `7`, `7.0` or `7.0x2`.
    static func part(_ text: String) throws(CommandFailure) -> WireSplitParcel.Part {
        let halves = text.split(separator: "x", omittingEmptySubsequences: false)
        let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let units = halves.count == 2 ? UInt32(halves[1]) : 0
        let line = numbers.count == 2 ? UInt32(numbers[1]) : 0
        guard halves.count <= 2, numbers.count <= 2, let order = UInt64(numbers[0]), let line,
            let units, halves.count == 1 || units > 0
        else { throw .usage("“\(text)” is not ORDER, ORDER.LINE or ORDER.LINExUNITS") }
        var part = WireSplitParcel.Part()
        (part.order, part.units) = (order, units)
        if numbers.count == 2 { part.line = line }
        return part
    }
}

struct SlipVerb: Verb {
    static let name = "slip"
    static let abstract = "Show a parcel's packing slip, to be printed."
    static let examples = ["shopcast slip 2", "shopcast slip 2 --json"]

    @Argument(help: "The parcel's number.") var parcel: UInt64

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var show = WireShowSlip()
        show.parcel = parcel
        try await shop.perform(.showSlip(show))
    }
}

/// What is said of a declaration; values are the prices paid, and cannot be.
struct DeclarationOptions: ParsableArguments, Sendable {
    @Argument(help: "The parcel's number.") var parcel: UInt64
    @Flag(help: "It goes as letter post: CN22 below 300 SDR.") var letter = false
    @Option(help: "The invoice's number.") var invoice = ""
    @Option(help: "Which of the buyer's addresses.") var address: UInt32 = 1
}

struct DeclarationVerb: Verb {
    static let name = "declaration"
    static let abstract = "Show a parcel's customs declaration, and what is missing in it."
    static let examples = ["shopcast declaration 2"]

    @OptionGroup var terms: DeclarationOptions

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var show = WireShowDeclaration()
        (show.parcel, show.letterPost) = (terms.parcel, terms.letter)
        (show.invoice, show.address) = (terms.invoice, terms.address)
        try await shop.perform(.showDeclaration(show))
    }
}

struct DeclareVerb: Verb {
    static let name = "declare"
    static let abstract = "Fix a sealed parcel's customs declaration."
    static let examples = ["shopcast declare 2 --invoice 2026-118"]

    @OptionGroup var terms: DeclarationOptions

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var declare = WireDeclareParcel()
        (declare.parcel, declare.letterPost) = (terms.parcel, terms.letter)
        (declare.invoice, declare.address) = (terms.invoice, terms.address)
        try await shop.perform(.declareParcel(declare))
    }
}

struct CustomsVerb: Verb {
    static let name = "customs"
    static let abstract = "Say what declarations need of an item; also after its session."
    static let examples = ["shopcast customs A12 --hs 3304.99 --origin KR --grams 150"]

    @Argument(help: "The item's code.") var code: String
    @Option(help: "HS code, 6 to 12 digits.") var hs = ""
    @Option(help: "Country of origin, such as KR.") var origin = ""
    @Option(help: "Net weight of one unit, in grams.") var grams: UInt32 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var facts = WireSetCustomsFacts()
        (facts.code, facts.hsCode) = (code.uppercased(), hs)
        (facts.origin, facts.netWeightGrams) = (origin.uppercased(), grams)
        facts.session = try await shop.sessionNumber()
        try await shop.perform(.setCustomsFacts(facts))
    }
}

struct LegVerb: Verb {
    static let name = "leg"
    static let abstract = "Add a carrier to the way of a parcel that has left."
    static let examples = ["shopcast leg 2 SF SF1234567890"]

    @Argument(help: "The parcel's number.") var parcel: UInt64
    @Argument(help: "The carrier.") var carrier: String
    @Argument(help: "The carrier's number.") var tracking: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var leg = WireAddLeg()
        (leg.parcel, leg.carrier, leg.trackingNumber) = (parcel, carrier, tracking)
        try await shop.perform(.addLeg(leg))
    }
}

struct SDRVerb: Verb {
    static let name = "sdr"
    static let abstract = "Say what one SDR is worth, from a day on; forms are chosen by it."
    static let examples = ["shopcast sdr CNY 9.55 --from 2026-11-20 --source 'IMF'"]

    @Argument(help: "The currency, such as CNY.") var currency: String
    @Argument(help: "Units of it for one SDR.") var rate: String
    @Option(help: "The first day.") var from: String
    @Option(help: "Who says so.") var source: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var set = WireSdrRate()
        (set.currency, set.rate) = (currency.uppercased(), rate)
        (set.validFrom, set.source) = (from, source)
        try await shop.perform(.setSdrRate(set))
    }
}
