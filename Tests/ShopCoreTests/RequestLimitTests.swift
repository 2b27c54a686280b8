import ShopCore
import ShopModel
import Testing

/// What can be asked for, and how much.
struct RequestLimitTests {
    private func bench(_ limits: ShopLimits = ShopLimits()) throws -> (ShopBench, Actor) {
        var bench = try ShopBench(limits: limits)
        let linh = try bench.join("Linh")
        return (bench, linh)
    }

    enum Fault: CaseIterable {
        case text, longText, photos, sizes, longSize, emptySize, quantity, currency, amount, soon
        case late, never, longAgo, shortVeto, longVeto, noMaximum, session
    }

    @Test(arguments: Fault.allCases)
    func `what cannot be asked for is refused by its field`(fault: Fault) throws {
        var (bench, linh) = try bench()
        let hash = try #require(PhotoID(hexadecimal: String(repeating: "a", count: 64)))
        let file = PhotoFile(id: hash, width: 1, height: 1, sizeBytes: 1)
        let photo = Photo(preview: file, full: file)
        let krw = RequestTerms(
            text: "x", maximum: Money(5, ShopBench.krw), deadline: bench.now + .hours(1))
        let (terms, field): (RequestTerms, String) =
            switch fault {
            case .text: (bench.terms(text: " "), "text")
            case .longText: (bench.terms(text: String(repeating: "x", count: 1001)), "text")
            case .photos:
                (bench.terms(photos: Array(repeating: photo, count: 4)), "photos")
            case .sizes: (bench.terms(sizes: (1...11).map { "\($0)" }), "sizes")
            case .longSize:
                (bench.terms(sizes: [String(repeating: "x", count: 41)]), "sizes")
            case .emptySize: (bench.terms(sizes: [""]), "sizes")
            case .quantity: (bench.terms(quantity: 0), "quantity")
            case .currency: (krw, "maximum")
            case .amount: (bench.terms(maximum: 0), "maximum")
            case .soon: (bench.terms(within: .seconds(59)), "deadline_ms")
            case .late: (bench.terms(within: .hours(721)), "deadline_ms")
            case .never:
                (RequestTerms(text: "x", deadline: Timestamp(milliseconds: .max)), "deadline_ms")
            case .longAgo:
                (RequestTerms(text: "x", deadline: Timestamp(milliseconds: .min)), "deadline_ms")
            case .shortVeto: (bench.terms(consent: .init(vetoTime: .seconds(9))), "veto_seconds")
            case .longVeto: (bench.terms(consent: .init(vetoTime: .hours(25))), "veto_seconds")
            case .noMaximum: (bench.terms(maximum: nil, consent: .init(vetoTime: nil)), "maximum")
            case .session: (bench.terms(in: SessionID(7)), "")
            }
        let error = try #require(throws: Refusal.self) { try bench.ask(terms, by: linh) }
        switch error {
        case .invalid(let name, _): #expect(name == field)
        default: #expect(error == .noSuch("session 7") && fault == .session)
        }
        #expect(bench.shop.requests.all.isEmpty)
    }

    @Test func `at their limits the same are taken`() throws {
        var (bench, linh) = try bench()
        let terms = bench.terms(
            sizes: (1...10).map { "\($0)" }, within: .seconds(60),
            consent: .init(vetoTime: .hours(24)), text: String(repeating: "x", count: 1000))
        let request = try bench.ask(terms, by: linh)
        #expect(bench.shop.requests[request]?.terms == terms)
    }

    @Test func `a buyer asks for so much at a time`() throws {
        var limits = ShopLimits()
        limits.openRequestsPerBuyer = 2
        var (bench, linh) = try bench(limits)
        let first = try bench.ask(by: linh)
        _ = try bench.ask(by: linh)
        #expect(throws: Refusal.tooManyRequests(limit: 2)) { try bench.ask(by: linh) }
        let nok = try bench.join("Nok")
        _ = try bench.ask(by: nok)
        try bench.run(.requests(.withdraw(first)), by: linh)
        #expect(bench.state(first) == .withdrawn)
        _ = try bench.ask(by: linh)
    }

    @Test func `the seller offers so often for one request`() throws {
        var limits = ShopLimits()
        limits.offersPerRequest = 2
        var (bench, linh) = try bench(limits)
        try bench.post("A12")
        let request = try bench.ask(by: linh)
        try bench.offer("A12", for: request)
        try bench.offer("A12", for: request)
        #expect(throws: Refusal.self) { try bench.offer("A12", for: request) }
        #expect(bench.offers(request) == [.replaced, .standing])
        try bench.run(.requests(.decline(request, reason: "nothing fits")))
        #expect(bench.state(request) == .declined && bench.offers(request) == [.replaced, .closed])
    }
}
