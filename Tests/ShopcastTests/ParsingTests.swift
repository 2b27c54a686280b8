import ArgumentParser
import Testing
import Wire

@testable import shopcast

struct ParsingTests {
    @Test(arguments: [
        ["orders", "--state", "placed", "--json"], ["say", "hello", "all"],
        ["post", "a.jpg", "--code", "A12", "--title", "T", "--price", "1", "--stock", "3"],
        ["stock", "A12", "5", "--session", "2"], ["order", "A12x2", "B3"],
        ["pay", "7", "wechat"], ["pay", "7", "--method", "manual", "--wait"],
        ["paid", "4", "--note", "x"], ["confirm", "4", "--amount", "64.00"],
        ["confirm", "4", "64"],
        ["reject", "4", "--reason", "no"], ["ship", "7", "--carrier", "EMS", "--tracking", "E1"],
        ["ship", "7", "EMS", "E1"], ["track", "2", "in-transit", "--text", "x"],
        ["watch", "--after", "9", "--photos", "d", "--until-live", "--count", "3"],
        ["join", "ABCD-EFGH", "--server", "wss://s:1/v1", "--name", "Li", "--no-watch"],
        ["login", "--token-file", "f"], ["session", "close"], ["session", "list"],
        ["sell", "--title", "T", "--prices", "KRW", "--pays", "CNY", "--rate", "1"],
        ["buying", "--json"], ["tick", "A12", "M", "2", "--receipt", "r.jpg", "--batch", "L1"],
        ["untick", "3", "counted", "twice"], ["ticks"], ["instead", "4", "yes"],
        ["short", "A12", "1", "--instead", "B3", "--instead", "S", "--reason", "gone"],
        ["cancel", "7", "--reason", "x"],
        ["buy", "--profile", "li", "--encoding", "json"], ["photo", "aa", "-o", "f"],
    ])
    func `the command line takes`(words: [String]) throws {
        _ = try Shopcast.parseAsRoot(words)
    }

    @Test(arguments: [
        ["nonsense"], ["stock", "A12"], ["stock", "A12", "many"], ["pay", "7", "gold"],
        ["watch", "--from-start", "--after", "3"], ["watch", "--count", "0"],
        ["sell", "--title", "T"], ["join", "CODE"], ["post", "--code", "A"],
        ["orders", "--encoding", "xml"],
    ])
    func `the command line refuses with exit code 64`(words: [String]) {
        do {
            _ = try Shopcast.parseAsRoot(words)
            Issue.record("it should be refused")
        } catch {
            #expect(Shopcast.exitCode(for: error).rawValue == 64)
        }
    }

    @Test(
        arguments: [
            (["A12"], [("A12", 1)]), (["A12x2"], [("A12", 2)]), (["a12", "2"], [("A12", 2)]),
            (["A12=3", "B3"], [("A12", 3), ("B3", 1)]),
            (["A12", "2", "C07", "3"], [("A12", 2), ("C07", 3)]),
            (["BOX2"], [("BOX2", 1)]), (["A12×4"], [("A12", 4)]), (["12"], [("12", 1)]),
        ] as [([String], [(String, UInt32)])])
    func `orders are read in every way people write them`(
        words: [String], expected: [(String, UInt32)]
    ) throws {
        let lines = try OrderVerb.lines(words)
        #expect(lines.map(\.code) == expected.map(\.0))
        #expect(lines.map(\.quantity) == expected.map(\.1))
    }

    @Test(
        arguments: [
            (["a12"], "A12", [], nil), (["A12", "3"], "A12", [], 3),
            (["A12", "M", "blue", "2"], "A12", ["M", "blue"], 2),
            (["A12", "M"], "A12", ["M"], nil),
            (["7"], "7", [], nil),
        ] as [([String], String, [String], UInt32?)])
    func `what is ticked off is read as code, values and a number at the end`(
        words: [String], code: String, variant: [String], units: UInt32?
    ) throws {
        let product = try ProductWords(words)
        #expect((product.code, product.variant, product.units) == (code, variant, units))
    }

    @Test(arguments: ["A-12", "", "toolongcode"])
    func `what is no code is refused`(word: String) {
        #expect(throws: CommandFailure.self) { try OrderVerb.lines([word]) }
    }

    @Test(
        arguments: [
            ("300", 300), ("90s", 90), ("15m", 900), ("2h", 7200), ("", nil), ("m", nil),
            ("1d", nil),
            ("99999999h", nil),
        ] as [(String, UInt32?)])
    func `times to hold`(text: String, seconds: UInt32?) {
        #expect(OpenSessionVerb.seconds(text) == seconds)
    }

    @Test(
        arguments: [
            ("a b", ["a", "b"]), ("  a   b ", ["a", "b"]), ("'a b' c", ["a b", "c"]),
            (#""a 'b'" c"#, ["a 'b'", "c"]), (#"a\ b c"#, ["a b", "c"]), ("''", [""]),
            ("x'y'z", ["xyz"]), ("'open", nil), (#"end\"#, nil), ("", []),
        ] as [(String, [String]?)])
    func `lines are split as a shell does`(line: String, words: [String]?) {
        #expect(LineWords.split(line) == words)
    }

    private func kind(_ line: String, _ side: LineCommand.Side) -> String {
        switch LineRequest(line, for: side) {
        case .nothing: "nothing"
        case .help: "help"
        case .quit: "quit"
        case .perform(let verb): "\(type(of: verb))"
        case .mistake: "mistake"
        }
    }

    @Test(arguments: [
        ("", "nothing"), ("   ", "nothing"), ("hello all", "SayVerb"), ("/help", "help"),
        ("/", "help"), ("/quit", "quit"), ("/order A12 2", "OrderVerb"), ("/nonsense", "mistake"),
        ("/order", "mistake"), ("/pay 7 wechat", "PayVerb"), ("/pay 7 gold", "mistake"),
        ("/paid 4 from my mother's account", "mistake"), ("/paid 4 from Li", "PaidVerb"),
        ("/orders --help", "mistake"), ("post --code A is what they say", "SayVerb"),
    ])
    func `what a buyer types`(line: String, expected: String) {
        #expect(kind(line, .buyer) == expected)
    }

    @Test(arguments: [
        ("post a.jpg --code A12 --title T --price 1 --stock 1", "PostVerb"),
        ("/post a.jpg --code A12 --title T --price 1 --stock 1", "PostVerb"),
        ("/rate 0.0052", "RateVerb"), ("/stock A12 5", "StockVerb"), ("/close", "CloseSessionVerb"),
        ("/confirm 4 64.00", "ConfirmVerb"), ("/ship 7 EMS E1", "ShipVerb"),
        ("post office is closed", "SayVerb"), ("/fix A12 --price 9", "FixVerb"),
        ("/soldout A12 M", "SoldOutVerb"), ("/withdraw A12 --back", "WithdrawVerb"),
        ("/pin A12", "PinVerb"), ("/unpin", "UnpinVerb"), ("/flash A12 --end", "FlashVerb"),
        ("/limit House 20", "LimitVerb"), ("/words --claim yes", "WordsVerb"),
    ])
    func `what a seller types`(line: String, expected: String) {
        #expect(kind(line, .seller) == expected)
    }

    @Test func `chat keeps every character`() {
        guard case .perform(let verb) = LineRequest("  it's --cheap \\o/ ", for: .buyer),
            let say = verb as? SayVerb
        else {
            Issue.record("it is said")
            return
        }
        #expect(say.words == ["it's --cheap \\o/"])
    }

    @Test func `the help lists each side's own`() {
        let seller = LineCommand.help(for: .seller).joined(separator: "\n")
        let buyer = LineCommand.help(for: .buyer).joined(separator: "\n")
        #expect(seller.contains("/confirm") && !seller.contains("/paid"))
        #expect(buyer.contains("/paid") && !buyer.contains("/confirm"))
    }

    @Test func `each command is there once, and so is each verb of a live session`() {
        let commands = Shopcast.configuration.subcommands.map { "\($0)" }
        #expect(Set(commands).count == commands.count && commands.count > 40)
        let verbs = LineCommand.all.map(\.word)
        #expect(Set(verbs).count == verbs.count)
    }

    @Test func `an order names variants behind a code that has options`() throws {
        func lines(_ text: String) throws -> [String] {
            try OrderVerb.lines(text.split(separator: " ").map(String.init)) { $0 == "A12" }
                .map { (["\($0.code)x\($0.quantity)"] + $0.variant).joined(separator: " ") }
        }
        #expect(try lines("A12 2 M blue, B3x2 C07") == ["A12x2 M blue", "B3x2", "C07x1"])
        #expect(try lines("B3 A12x3 XL") == ["B3x1", "A12x3 XL"])
    }

    @Test func `a post with options has stock of each variant`() throws {
        var session = WireSession()
        session.priceCurrency = "KRW"
        let start = ["--code", "A12", "--title", "T", "--price", "9", "--option", "size=S, M"]
        let each = try PostVerb.parse(start + ["--stock", "2", "--goods", "food", "--grams", "90"])
            .message(session)
        #expect(each.stock.variants.map(\.variant) == [["S"], ["M"]])
        #expect(each.stock.variants.map(\.offered) == [2, 2])
        #expect((each.caption.goodsClass, each.caption.netWeightGrams) == (.food, 90))
        let some = try PostVerb.parse(start + ["--variant", "M=4", "--counts-to", "House"])
            .message(session)
        #expect(some.stock.variants.map(\.variant) == [["M"]] && some.purchaseLimit == "House")
        #expect(throws: CommandFailure.self) {
            try PostVerb.parse(start + ["--variant", "M"]).message(session)
        }
    }

    @Test func `an order names the version that was on the screen`() {
        let seen = SeenOffers()
        var event = WireEvent()
        event.itemPosted.code = "A12"
        event.itemPosted.version = 1
        seen.shown(event)
        event.flashSaleStarted.code = "A12"
        event.flashSaleStarted.version = 2
        seen.shown(event)
        #expect(seen.all["A12"]?.version == 2)
    }

    @Test func `a post has all that was said`() throws {
        var session = WireSession()
        (session.session, session.priceCurrency) = (3, "KRW")
        let verb = try PostVerb.parse([
            "--code", "A12", "--title", "T", "--price", "38000", "--stock", "3", "--limit", "2",
            "--on-shelf", "--reference", "45000@brand site@2026-11-20", "--expiry", "2027-03-31",
        ])
        let post = try verb.message(session)
        #expect((post.session, post.code, post.limitPerBuyer) == (3, "A12", 2))
        #expect(post.caption.price == money(38_000, "KRW"))
        #expect(post.caption.referencePrice.source == "brand site")
        #expect((post.stock.model, post.stock.offered) == (.onShelf, 3))
        let bad = try PostVerb.parse([
            "--code", "A", "--title", "T", "--price", "1", "--stock", "1", "--reference", "45000",
        ])
        #expect(throws: CommandFailure.self) { try bad.message(session) }
    }
}
