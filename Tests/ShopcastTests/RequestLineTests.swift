import ArgumentParser
import Testing
import Wire

@testable import shopcast

/// Requests as typed and as shown.
struct RequestLineTests {
    private let clock = ClockText(offsetSeconds: 0)
    private let noon: Int64 = 43_200_000

    @Test(arguments: [
        ["request", "hat", "--max", "300", "--size", "M", "--size", "L", "--count", "2"],
        ["request", "hat", "--max", "120", "--within", "1h", "--choose-for-me", "--veto", "10m"],
        ["request", "--text", "hat", "--photo", "hat.jpg", "--here"],
        ["requests"], ["requests", "--state", "open", "--after", "4", "--limit", "9", "--here"],
        ["accept-request", "3", "1"], ["accept-request", "3", "1", "--version", "2"],
        ["pass-request", "3", "1"], ["withdraw-request", "3"], ["veto", "3"],
        ["offer", "3", "A12"], ["offer", "3", "A12", "M", "2", "--note", "last"],
        ["choose", "3", "A12", "M"], ["decline", "3", "not", "here"],
        ["decline", "3", "--reason", "x"],
    ])
    func `the command line and a live session take`(words: [String]) throws {
        _ = try Shopcast.parseAsRoot(words)
        guard case .perform = LineRequest("/" + words.joined(separator: " "), for: .buyer) else {
            Issue.record("not a line of a live session: \(words)")
            return
        }
    }

    @Test func `a request says what is asked, within which bounds, and until when`() throws {
        let verb = try RequestVerb.parse([
            "a", "felt", "hat", "--max", "300", "--size", "M", "--count", "2", "--within", "2h",
            "--choose-for-me", "--veto", "10m",
        ])
        let make = try verb.message(at: noon)
        #expect(make.text == "a felt hat" && make.sizes == ["M"] && make.quantity == 2)
        #expect(make.delegated && make.vetoSeconds == 600)
        #expect(make.deadlineMs == noon + 7_200_000)
    }

    @Test(arguments: [
        ["hat", "--veto", "10m"], ["hat", "--choose-for-me"], ["hat", "--within", "soon"],
        ["hat", "--max", "3", "--choose-for-me", "--veto", "x"],
    ])
    func `what makes no sense is said`(words: [String]) throws {
        let verb = try RequestVerb.parse(words)
        #expect(throws: CommandFailure.self) { try verb.message(at: noon) }
    }

    private var offer: WireRequestOffer {
        var offer = WireRequestOffer()
        (offer.request, offer.offer, offer.code, offer.variant) = (3, 1, "H1", ["M"])
        (offer.quantity, offer.title, offer.by, offer.note) = (2, "Hat\u{1B}", "Mina", "the last")
        (offer.price.minorUnits, offer.price.currency) = (38_000, "KRW")
        return offer
    }

    @Test func `a request and its offers, for people`() {
        var request = WireBuyerRequest()
        (request.request, request.text, request.buyerAlias) = (3, "a felt hat", "Linh")
        (request.state, request.quantity, request.sizes) = (.offered, 2, ["M", "L"])
        (request.maximum.minorUnits, request.maximum.currency) = (30_000, "CNY")
        (request.delegated, request.vetoSeconds, request.deadlineMs) = (true, 600, noon)
        request.offers = [offer]
        request.offers[0].state = .standing
        var list = WireRequests()
        (list.requests, list.offered) = ([request], 1)
        #expect(
            list.lines(clock) == [
                "0 open, 1 offered, 0 chosen",
                "request 3 offered: a felt hat · by Linh · up to 2 · M or L · "
                    + "at most ¥300.00 with freight · the seller may choose, to be vetoed within "
                    + "600 s · until 1970-01-02 00:00",
                "  offer 1: H1 M ×2 Hat\u{FFFD} at ₩38,000 each by Mina: the last, standing",
            ])
    }

    @Test func `what happens to requests has a line each, with what to type`() {
        var offered = WireEvent()
        offered.requestOffered = offer
        var chosen = WireEvent()
        chosen.requestChosen = offer
        (chosen.requestChosen.order, chosen.requestChosen.vetoUntilMs) = (9, noon + 172_800_000)
        chosen.requestChosen.photo.full.sha256 = "abc"
        var over = WireEvent()
        (over.requestOfferEnded.request, over.requestOfferEnded.offer) = (3, 1)
        over.requestOfferEnded.state = .vetoed
        var ended = WireEvent()
        (ended.requestEnded.request, ended.requestEnded.state) = (3, .declined)
        ended.requestEnded.reason = "not in Seoul"
        #expect(
            [offered, chosen, over, ended].map { $0.requestText(clock) } == [
                "request 3, offer 1: H1 M ×2 Hat\u{FFFD} at ₩38,000 each by Mina: the last; "
                    + "/accept-request 3 1 or /pass-request 3 1",
                "CHOSEN for request 3, choice 1: H1 M ×2 Hat\u{FFFD} at ₩38,000 each by Mina: "
                    + "the last, order 9, to be vetoed until 1970-01-03 12:00, photo abc; /veto 3",
                "request 3: offer 1 is vetoed", "request 3 is declined: not in Seoul",
            ])
        #expect(
            ended.json.text.contains(
                #""request":3,"state":"declined","reason":"not in Seoul","order":0"#))
        #expect(!chosen.json.text.contains("\u{1B}"))
    }

    @Test func `a list for programs ends with the demand`() {
        var reply = WireReply()
        (reply.id, reply.requests.open) = ("c1", 4)
        reply.requests.requests = [WireBuyerRequest()]
        reply.requests.requests[0].request = 3
        let lines = reply.json(at: 5).map(\.text)
        #expect(lines.count == 2 && lines[0].hasPrefix(#"{"type":"request","id":3,"#))
        #expect(lines[1].contains(#""demand":{"open":4,"offered":0,"chosen":0}"#))
    }

    @Test func `a day beyond all calendars is shown as the last`() {
        #expect(clock.dayAndTime(.max).hasPrefix("9999-"))
        #expect(clock.dayAndTime(.min).hasPrefix("1970-01-02"))
    }
}
