import ShopCore
import ShopModel

/// Asking and answering, in a test's words.
extension ShopBench {
    /// What a request says when a test does not mind: up to two, ¥64.00 at most, for an hour.
    func terms(
        maximum: Int64? = 6400, sizes: [String] = [], quantity: Int = 2,
        within: TimeSpan = .hours(1), consent: RequestTerms.Consent? = nil,
        in session: SessionID? = nil, text: String = "a felt hat", photos: [Photo] = []
    ) -> RequestTerms {
        RequestTerms(
            session: session, text: text, photos: photos,
            maximum: maximum.map { Money($0, Self.cny) }, sizes: sizes, quantity: quantity,
            deadline: now + within, consent: consent)
    }

    mutating func ask(_ terms: RequestTerms? = nil, by buyer: Actor) throws -> RequestID {
        let subject = try run(.requests(.make(terms ?? self.terms())), by: buyer)
        guard case .request(let id)? = subject else { throw Surprise() }
        return id
    }

    /// A request whose choice is left to the seller.
    mutating func askToChoose(
        veto: TimeSpan? = nil, sizes: [String] = [], maximum: Int64 = 6400, by buyer: Actor
    ) throws -> RequestID {
        try ask(
            terms(maximum: maximum, sizes: sizes, consent: .init(vetoTime: veto)), by: buyer)
    }

    static func item(
        _ code: String, _ variant: String? = nil, _ quantity: Int = 1, for request: RequestID
    ) -> RequestCommand.ProposedItem {
        RequestCommand.ProposedItem(
            request: request, session: session, code: self.code(code),
            variant: variant.map { [$0] } ?? [], quantity: quantity)
    }

    mutating func offer(
        _ code: String, _ variant: String? = nil, _ quantity: Int = 1, for request: RequestID
    ) throws {
        try run(.requests(.offer(Self.item(code, variant, quantity, for: request))))
    }

    mutating func choose(
        _ code: String, _ variant: String? = nil, _ quantity: Int = 1, for request: RequestID
    ) throws {
        try run(.requests(.choose(Self.item(code, variant, quantity, for: request))))
    }

    mutating func accept(
        _ request: RequestID, _ offer: Int = 1, seen: Int? = nil, by buyer: Actor
    ) throws -> OrderID {
        let subject = try run(.requests(.accept(request, offer: offer, seen: seen)), by: buyer)
        guard case .order(let order)? = subject else { throw Surprise() }
        return order
    }

    func state(_ request: RequestID) -> BuyerRequest.State? { shop.requests[request]?.state }

    func offers(_ request: RequestID) -> [RequestOffer.State] {
        shop.requests[request]?.offers.map(\.state) ?? []
    }

    /// How often a request has ended.
    func ends(of request: RequestID) -> Int {
        journal.filter {
            if case .request(.ended(request, _)) = $0.event { true } else { false }
        }.count
    }
}
