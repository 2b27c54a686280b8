import ShopCore
import ShopModel
import Testing

extension RandomRun {
    /// Buyers ask, the seller answers, buyers answer that.
    mutating func ask(by buyer: Actor) throws {
        let live = requests.lines.values.filter(\.isLive).sorted { $0.request.id < $1.request.id }
        let line = live.randomElement(using: &random)
        let id = line?.request.id ?? RequestID(1)
        let owner = line.map { Actor.buyer($0.request.buyer) } ?? buyer
        let offer = bench.shop.requests[id]?.standing?.number ?? 1
        switch Int.random(in: 0..<16, using: &random) {
        case 0, 1, 2: try bench.run(.requests(.make(terms())), by: buyer)
        case 3, 4, 5: try bench.run(.requests(.offer(proposal(for: id))))
        case 6, 7, 8, 9: try bench.run(.requests(.choose(proposal(for: id))))
        case 10, 11: try bench.run(.requests(.accept(id, offer: offer, seen: nil)), by: owner)
        case 12: try bench.run(.requests(.pass(id, offer: offer)), by: owner)
        case 13, 14:
            let chosen = live.first { $0.state == .chosen }
            let vetoer = chosen.map { Actor.buyer($0.request.buyer) } ?? owner
            try bench.run(.requests(.veto(chosen?.request.id ?? id)), by: vetoer)
        default:
            try bench.run(
                Bool.random(using: &random)
                    ? .requests(.decline(id, reason: "not to be had")) : .requests(.withdraw(id)),
                by: Bool.random(using: &random) ? ShopBench.owner : owner)
        }
    }

    private mutating func terms() -> RequestTerms {
        let sizes: [[String]] = [[], [], ["S"], ["M", "L"]]
        let vetoes: [TimeSpan?] = [nil, .seconds(30), .seconds(90), .seconds(500)]
        let isDelegated = Int.random(in: 0..<4, using: &random) > 0
        let fen: [Int64?] = [900, 30_000, 200_000, isDelegated ? 90_000 : nil]
        return bench.terms(
            maximum: fen.randomElement(using: &random) ?? nil,
            sizes: sizes.randomElement(using: &random) ?? [],
            quantity: .random(in: 1...3, using: &random),
            within: .seconds(.random(in: 60...900, using: &random)),
            consent: isDelegated
                ? .init(vetoTime: vetoes.randomElement(using: &random) ?? nil) : nil)
    }

    private mutating func proposal(for request: RequestID) -> RequestCommand.ProposedItem {
        let code = code()
        return RequestCommand.ProposedItem(
            request: request, session: ShopBench.session, code: ShopBench.code(code),
            variant: size(of: code), quantity: .random(in: 1...3, using: &random))
    }
}

/// Random shops in which buyers ask for things as well; the same books are counted.
struct RandomRequestTests {
    @Test(arguments: 1...3 as ClosedRange<UInt64>)
    func `requests end once, in bounds, with one order at most`(seed: UInt64) throws {
        var run = try RandomRun(seed: seed, isQuoting: seed.isMultiple(of: 3), isAsking: true)
        for step in 1...900 {
            run.step()
            try run.audit("seed \(seed), step \(step)")
        }
        #expect(run.accepted > 200, "seed \(seed) tries too little")
        var again = run.bench.replayed()
        #expect(again.requests == run.bench.shop.requests)
        #expect(again.orders == run.bench.shop.orders)
        let later = run.bench.now + .hours(40)
        var first = run.bench.shop
        #expect(again.advance(to: later) == first.advance(to: later))
        #expect(first.requests.allLive.isEmpty)
    }

    @Test func `the random shops try everything about requests`() throws {
        var kinds: Set<String> = []
        var ends: Set<BuyerRequest.State> = []
        var offers: Set<RequestOffer.State> = []
        for seed in 1...12 as ClosedRange<UInt64> {
            var run = try RandomRun(seed: seed, isAsking: true)
            for _ in 1...900 { run.step() }
            kinds.formUnion(run.requests.kinds)
            ends.formUnion(run.requests.lines.values.map(\.state))
            offers.formUnion(run.requests.offerEnds)
        }
        #expect(kinds == ["made", "offered", "chosen", "offerEnded", "ended"])
        #expect(ends.isSuperset(of: [.ordered, .declined, .withdrawn, .lapsed]))
        #expect(offers == [.passed, .vetoed, .replaced, .withdrawn, .cancelled])
    }
}
