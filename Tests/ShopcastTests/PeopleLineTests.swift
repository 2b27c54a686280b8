import ArgumentParser
import Testing
import Wire

@testable import shopcast

/// Buyers, away times and the seller's profile, as typed and as shown.
struct PeopleLineTests {
    @Test(arguments: [
        ["profile", "--size", "shoe=38", "--prefers", "colour=blue", "--interest", "bags"],
        ["address", "2", "--to", "Li Min", "--line", "a", "--line", "b", "--country", "CN"],
        ["address", "--remove"], ["buyer"], ["buyer", "3", "--json"], ["buyers"], ["export", "3"],
        ["note", "3", "in", "the", "evening"], ["block", "3", "never", "pays"],
        ["block", "3", "--reason", "x"], ["block", "3", "--lift"], ["erase", "3", "--for-good"],
        ["away", "2027-02-05", "2027-02-12", "New", "Year"], ["away", "--back"],
        ["seller", "--legal-name", "S Ltd", "--registration", "1", "--in", "KR", "--in", "CN"],
    ])
    func `the command line takes`(words: [String]) throws {
        _ = try Shopcast.parseAsRoot(words)
        guard case .perform = LineRequest("/" + words.joined(separator: " "), for: .seller) else {
            // A line's words are split at spaces, and its output is chosen once.
            if words.contains("--json") || words.contains(where: { $0.contains(" ") }) { return }
            Issue.record("not a line of a live session: \(words)")
            return
        }
    }

    private var file: WireBuyerFile {
        var file = WireBuyerFile()
        (file.card.buyer, file.card.alias, file.card.orders) = (3, "Li\u{1B}[2J", 2)
        (file.card.blocked, file.card.blockReason, file.card.blockedBy) = (true, "rude", "Mina")
        var size = WireNamedValue()
        (size.name, size.value) = ("shoe", "38")
        file.profile.sizes = [size]
        var address = WireAddress()
        (address.number, address.name, address.lines) = (1, "Li Min", ["Long Street 5"])
        (address.country, address.phone) = ("CN", "+86 1")
        (file.addresses, file.notes) = ([address], "in the evening")
        return file
    }

    @Test func `what is kept of a buyer, for people`() {
        #expect(
            file.lines == [
                "buyer 3: Li\u{FFFD}[2J · 2 orders · blocked by Mina: rude", "sizes: shoe 38",
                "address 1: Li Min, Long Street 5, CN, phone +86 1", "notes: in the evening",
            ])
    }

    @Test func `what is kept of a buyer, for scripts`() {
        let text = JSONValue.object(file.members).text
        #expect(text.contains(#""sizes":{"shoe":"38"},"preferences":{}"#))
        #expect(text.contains(#""addresses":[{"number":1,"name":"Li Min","lines":["Long"#))
        #expect(!text.contains("\u{1B}"))
    }

    @Test func `what happens to people has a line each, and no seal`() {
        var kept = WireEvent()
        (kept.buyerDetailKept.buyer, kept.buyerDetailKept.detail) = (3, .address)
        kept.buyerDetailKept.sealed.append(7)
        var away = WireEvent()
        (away.awaySet.from, away.awaySet.until) = ("2027-02-05", "2027-02-12")
        var back = WireEvent()
        back.awaySet = WireAway()
        var erased = WireEvent()
        (erased.buyerErased.buyer, erased.buyerErased.by) = (3, "Mina")
        #expect(
            [kept, away, back, erased].map(\.peopleText) == [
                "address of buyer 3 kept", "the seller is away from 2027-02-05 to 2027-02-12",
                "the seller is back", "buyer 3 is erased by Mina, for good",
            ])
        #expect(
            kept.json.text.hasSuffix(
                #""buyer":3,"detail":"address","number":0,"kept":true}"#))
    }

    @Test func `the greeting says who sells, and when not`() {
        var welcome = WireWelcome()
        (welcome.shopTitle, welcome.alias, welcome.role) = ("Seoul Finds", "Li", .buyer)
        (welcome.seller.name, welcome.seller.registration) = ("S Ltd", "110")
        (welcome.away.from, welcome.away.until) = ("2027-02-05", "2027-02-12")
        #expect(
            welcome.text == """
                Seoul Finds: you are Li (buyer)
                sold by S Ltd · registered as 110
                the seller is away from 2027-02-05 to 2027-02-12
                """)
    }
}
