import ArgumentParser
import RelayClient
import ShopModel
import Wire

// What a seller changes of an item while the session runs.

struct FixVerb: Verb {
    static let name = "fix"
    static let abstract = "Correct an item's price or caption; placed orders stay as they are."
    static let examples = [
        "shopcast fix A12 --price 36000", "shopcast fix A12 --title 'Day cream'",
    ]

    @Argument(help: "The item's code.") var code: String
    @Option(help: "In the session's price currency, such as 36000.") var price: String?
    @OptionGroup var facts: CaptionFacts
    @Option var title: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        let session = try await shop.session()
        let item = try await shop.item(code)
        var correct = WireCorrectItem()
        (correct.session, correct.code, correct.version) = (
            session.session, item.code, item.version
        )
        correct.caption = item.caption
        if let title { correct.caption.title = title }
        if let price {
            correct.caption.price = try price.money(session.priceCurrency, "--price")
        }
        try facts.fill(&correct.caption, session.priceCurrency)
        try await shop.submit(.correctItem(correct))
    }
}

struct WithdrawVerb: Verb {
    static let name = "withdraw"
    static let abstract = "Take an item out of sale; what is held stays held."
    static let examples = ["shopcast withdraw A12", "shopcast withdraw A12 --back"]

    @Argument(help: "The item's code.") var code: String
    @Flag(help: "Put it back on sale.") var back = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        let session = try await shop.sessionNumber()
        if back {
            var restore = WireRestoreItem()
            (restore.session, restore.code) = (session, code)
            try await shop.perform(.restoreItem(restore))
        } else {
            var withdraw = WireWithdrawItem()
            (withdraw.session, withdraw.code) = (session, code)
            try await shop.perform(.withdrawItem(withdraw))
        }
    }
}

struct SoldOutVerb: Verb {
    static let name = "soldout"
    static let abstract = "Say that no more can be had than is held and sold."
    static let examples = ["shopcast soldout A12", "shopcast soldout A12 M blue"]

    @Argument(help: "The item's code.") var code: String
    @Argument(help: "One value of each option; all variants without.") var variant: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var mark = WireMarkSoldOut()
        (mark.session, mark.code, mark.variant) = (try await shop.sessionNumber(), code, variant)
        try await shop.perform(.markSoldOut(mark))
    }
}

struct PinVerb: Verb {
    static let name = "pin"
    static let abstract = "Put an item on show; “mine” in the chat means it."
    static let examples = ["shopcast pin A12"]

    @Argument(help: "The item's code.") var code: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var pin = WirePinItem()
        (pin.session, pin.code) = (try await shop.sessionNumber(), code)
        try await shop.perform(.pinItem(pin))
    }
}

struct UnpinVerb: Verb {
    static let name = "unpin"
    static let abstract = "Take the item off show."
    static let examples = ["shopcast unpin"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var unpin = WireUnpinItem()
        unpin.session = try await shop.sessionNumber()
        try await shop.perform(.unpinItem(unpin))
    }
}

struct FlashVerb: Verb {
    static let name = "flash"
    static let abstract = "Start a flash sale, or end it with --end."
    static let examples = [
        "shopcast flash A12 --price 29000 --units 10 --each 1 --time 60s",
        "shopcast flash A12 --end",
    ]

    @Argument(help: "The item's code.") var code: String
    @Option(help: "Below the item's own, such as 29000.") var price: String?
    @Option(help: "Units in all at this price.") var units: UInt32?
    @Option(help: "The most of them that one buyer may have.") var each: UInt32 = 0
    @Option(help: "10s to 20m.") var time = "60s"
    @Flag(help: "End it now.") var end = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        let session = try await shop.session()
        if end {
            var stop = WireEndFlashSale()
            (stop.session, stop.code) = (session.session, code)
            try await shop.perform(.endFlashSale(stop))
            return
        }
        guard let price, let units else { throw .usage("say --price and --units, or --end") }
        guard let seconds = OpenSessionVerb.seconds(time) else {
            throw .usage("--time: “\(time)” is no time such as 30s or 5m")
        }
        var start = WireStartFlashSale()
        (start.session, start.code) = (session.session, code)
        start.price = try price.money(session.priceCurrency, "--price")
        (start.units, start.unitsPerBuyer, start.seconds) = (units, each, seconds)
        try await shop.perform(.startFlashSale(start))
    }
}

struct LimitVerb: Verb {
    static let name = "limit"
    static let abstract = "Set what a store or brand allows in this session; 0 lifts it."
    static let examples = ["shopcast limit 'Hand Cream House' 20"]

    @Argument(help: "The limit's name, as in post --counts-to.") var limit: String
    @Argument(help: "Units in the session.") var units: UInt32

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var set = WireSetPurchaseLimit()
        (set.session, set.name, set.units) = (try await shop.sessionNumber(), limit, units)
        try await shop.perform(.setPurchaseLimit(set))
    }
}

struct WordsVerb: Verb {
    static let name = "words"
    static let abstract = "Set the shop's own words for claims in the chat, beside the usual ones."
    static let examples = ["shopcast words --claim 'yes please' --claim hooray --pass nope"]

    @Option(help: "Means “I take it”; may be given several times.") var claim: [String] = []
    @Option(help: "Means “I leave it”; may be given several times.") var pass: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var set = WireSetClaimWords()
        (set.claim, set.pass) = (claim, pass)
        try await shop.perform(.setClaimWords(set))
    }
}

/// The facts of a caption beside title and price, as options; what is left out is not changed.
struct CaptionFacts: ParsableArguments, Sendable {
    @Option(help: "Such as M.") var size: String?
    @Option(help: "Such as 130 ml.") var volume: String?
    @Option var edition: String?
    @Option var condition: String?
    @Option(help: "Use by, as 2027-03-31.") var expiry: String?
    @Option var usage: String?
    @Option(help: "Such as cosmetics, food, clothing.") var goods: GoodsClass?
    @Option(help: "Net weight in grams.") var grams: UInt32?
    @Option(help: "HS code for customs, such as 3304.99.") var hs: String?
    @Option(help: "Country of origin, such as KR.") var origin: String?
    @Flag(inversion: .prefixedNo, help: "The photos are your own.") var ownPhotos: Bool?
    @Option(help: "A price to compare with: PRICE@SOURCE@DATE, as 45000@'brand site'@2026-11-20.")
    var reference: String?

    func fill(_ caption: inout WireCaption, _ currency: String) throws(CommandFailure) {
        if let size { caption.size = size }
        if let volume { caption.volume = volume }
        if let edition { caption.edition = edition }
        if let condition { caption.condition = condition }
        if let expiry { caption.expiry = expiry }
        if let usage { caption.usage = usage }
        if let goods { caption.goodsClass = WireGoodsClass(goods) }
        if let grams { caption.netWeightGrams = grams }
        if let hs { caption.hsCode = hs }
        if let origin { caption.origin = origin.uppercased() }
        if let ownPhotos { caption.ownPhotos = ownPhotos }
        guard let reference else { return }
        let parts = reference.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw .usage("--reference: “\(reference)” is not PRICE@SOURCE@DATE")
        }
        caption.referencePrice.price = try String(parts[0]).money(currency, "--reference")
        caption.referencePrice.source = String(parts[1])
        caption.referencePrice.date = String(parts[2])
    }
}

/// The options and variants of a post, as a person types them.
enum VariantWords {
    /// Reads `size=S,M,L`.
    static func option(_ text: String) throws(CommandFailure) -> WireItemOption {
        guard let sign = text.firstIndex(of: "=") else {
            throw .usage("--option: “\(text)” is not NAME=VALUE,VALUE")
        }
        var option = WireItemOption()
        option.name = String(text[..<sign]).trimmed
        option.values = text[text.index(after: sign)...].split(separator: ",")
            .map { String($0).trimmed }
        return option
    }

    /// Reads `M,blue=3`; each value belongs to the option at its place.
    static func stock(_ text: String) throws(CommandFailure) -> WireVariantStock {
        guard let sign = text.lastIndex(of: "="),
            let count = UInt32(text[text.index(after: sign)...])
        else { throw .usage("--variant: “\(text)” is not VALUE,VALUE=UNITS") }
        var stock = WireVariantStock()
        stock.variant = text[..<sign].split(separator: ",").map { String($0).trimmed }
        stock.offered = count
        return stock
    }

    /// Every combination of values, with the same number of units each.
    static func all(_ options: [WireItemOption], offered: UInt32) -> [WireVariantStock] {
        var variants: [[String]] = [[]]
        for option in options {
            variants = variants.flatMap { start in option.values.map { start + [$0] } }
        }
        return variants.map { values in
            var stock = WireVariantStock()
            (stock.variant, stock.offered) = (values, offered)
            return stock
        }
    }
}
