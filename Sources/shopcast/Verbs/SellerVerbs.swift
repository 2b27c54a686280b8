import ArgumentParser
import Wire

struct AwayVerb: Verb {
    static let name = "away"
    static let abstract = "Take no orders on some days; --back ends it."
    static let examples = [
        "shopcast away 2027-02-05 2027-02-12 'New Year'", "shopcast away --back",
    ]

    @Argument(help: "The first and the last day, by China's time.") var days: [String] = []
    @Option(help: "What buyers are told.") var text: String?
    @Flag(help: "Orders are taken again.") var back = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var away = WireAway()
        if !back {
            guard days.count >= 2 else { throw .usage("say the first and the last day, or --back") }
            (away.from, away.until) = (days[0], days[1])
            away.text = joined(Array(days.dropFirst(2)), or: text)
        }
        try await shop.perform(.setAway(away))
    }
}

struct SellerVerb: Verb {
    static let name = "seller"
    static let abstract = "Say who sells: registration, licence, tax id, jurisdictions, address."
    static let examples = [
        "shopcast seller --legal-name 'Seoul Finds Ltd' --registration 110-81-00000 --in KR"
    ]

    @Option(help: "The name on invoices.") var legalName: String
    @Option(help: "The number in the trade register.") var registration = ""
    @Option var licence = ""
    @Option var taxID = ""
    @Option(name: .customLong("in"), help: "Where registered, such as KR; may be repeated.")
    var jurisdictions: [String] = []
    @Option(help: "A line of the address on invoices; may be repeated.") var line: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var profile = WireSellerProfile()
        (profile.name, profile.registration) = (legalName, registration)
        (profile.licence, profile.taxID) = (licence, taxID)
        (profile.jurisdictions, profile.address) = (jurisdictions, line)
        try await shop.perform(.setSellerProfile(profile))
    }
}
