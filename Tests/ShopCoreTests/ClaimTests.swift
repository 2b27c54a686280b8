import ShopCore
import ShopModel
import Testing

struct ClaimTests {
    @Test func `a claim in the chat orders as the command would, answered in private`() throws {
        var bench = try ShopBench()
        try bench.postSizes("A12", [("M", 3)])
        let linh = try bench.join("Linh")
        let answer = try bench.say("mine A12 x2 m", by: linh)
        #expect(answer == .held(OrderID(1), until: bench.now + .seconds(60)))
        let order = bench.shop.orders[OrderID(1)]
        #expect(order?.lines.map(\.quantity) == [2])
        #expect(order?.lines.first?.variant == Variant(values: ["M"]))
        #expect(try bench.available("A12", "M") == 1)
        let said = bench.journal.compactMap { entry -> String? in
            if case .said(_, _, let text, _) = entry.event { text } else { nil }
        }
        #expect(said == ["mine A12 x2 m"])
    }

    @Test(arguments: ["is A12 still there?", "lovely colour!", "A12 arrived, thank you"])
    func `questions and talk are left alone`(text: String) throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        let events = try bench.events { bench in
            let answer = try bench.say(text, by: linh)
            #expect(answer == nil)
        }
        #expect(events.count == 1)
        #expect(bench.shop.orders.isEmpty)
    }

    @Test func `a claim that cannot be met is answered with the reason and what to type`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 2)
        try bench.postSizes("B3", [("M", 1)])
        let linh = try bench.join("Linh")
        #expect(
            try bench.say("A12 x3", by: linh)
                == .refused(
                    why: "Only 2 of A12 left, not 3; order 2 or fewer.", suggestion: "A12 x2",
                    kind: .soldOut))
        #expect(
            try bench.say("sold B3", by: linh)
                == .refused(
                    why: "Which size of B3? There is S, M or L.", suggestion: nil,
                    kind: .notUnderstood))
        try bench.run(.withdrawItem(session: ShopBench.session, code: ShopBench.code("A12")))
        guard case .refused(let why, nil, _)? = try bench.say("A12", by: linh) else {
            throw ShopBench.Surprise()
        }
        #expect(why.contains("withdrawn"))
        #expect(bench.shop.orders.isEmpty)
    }

    @Test func `several claims in a line are one order or none`() throws {
        var bench = try ShopBench()
        try bench.post("A12", offered: 2)
        try bench.post("B3", offered: 1)
        let linh = try bench.join("Linh")
        guard case .refused? = try bench.say("A12 x1, B3 x2", by: linh) else {
            throw ShopBench.Surprise()
        }
        #expect(try bench.stock("A12").active == 0)
        guard case .held(let id, _)? = try bench.say("A12, B3", by: linh) else {
            throw ShopBench.Surprise()
        }
        #expect(bench.shop.orders[id]?.lines.count == 2)
    }

    @Test func `mine means the item on show`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        guard case .refused? = try bench.say("mine", by: linh) else { throw ShopBench.Surprise() }
        try bench.run(.pinItem(session: ShopBench.session, code: ShopBench.code("A12")))
        guard case .held? = try bench.say("mine", by: linh) else { throw ShopBench.Surprise() }
        #expect(try bench.stock("A12").active == 1)
    }

    @Test func `pass gives up one's own newest unpaid order of the code`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let (linh, nok) = (try bench.join("Linh"), try bench.join("Nok"))
        _ = try bench.say("A12", by: nok)
        #expect(try bench.say("pass A12", by: linh) == .nothingToPass)
        _ = try bench.say("A12", by: linh)
        #expect(try bench.say("pass A12", by: linh) == .passed(OrderID(2)))
        #expect(bench.state(OrderID(2)) == .cancelled)
        #expect(bench.state(OrderID(1)) == .placed)
        #expect(try bench.stock("A12").active == 1)
    }

    @Test func `pass gives up nothing that was not named, and nothing that is paid`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.post("B3")
        let linh = try bench.join("Linh")
        _ = try bench.say("A12, B3", by: linh)
        guard case .refused(let why, _, _)? = try bench.say("pass A12", by: linh) else {
            throw ShopBench.Surprise()
        }
        #expect(why.contains("Order 1"))
        try bench.confirm(bench.pay(OrderID(1), .manual, by: linh))
        #expect(try bench.say("pass A12", by: linh) == .nothingToPass)
        #expect(bench.state(OrderID(1)) == .confirmed)
    }

    @Test func `a shop adds its own words`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        let linh = try bench.join("Linh")
        #expect(try bench.say("hooray A12", by: linh) == nil)
        try bench.run(.setClaimWords(ClaimWords(claim: ["hooray"], pass: ["nope"])))
        guard case .held? = try bench.say("hooray A12", by: linh) else {
            throw ShopBench.Surprise()
        }
        #expect(try bench.say("nope A12", by: linh) == .passed(OrderID(1)))
        #expect(throws: Refusal.self) {
            try bench.run(.setClaimWords(ClaimWords(claim: ["?"])))
        }
        #expect(throws: Refusal.notAllowed(.runSessions)) {
            try bench.run(.setClaimWords(ClaimWords()), by: linh)
        }
    }

    @Test func `what staff says is never a claim`() throws {
        var bench = try ShopBench()
        try bench.post("A12")
        try bench.run(.say(session: ShopBench.session, text: "A12"))
        #expect(bench.shop.orders.isEmpty)
    }
}
