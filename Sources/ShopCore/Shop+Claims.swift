import ShopModel

// Claims in the chat: the line is relayed as it is, and what it asks for is done in the same turn.
extension Shop {
    mutating func setClaimWords(_ words: ClaimWords) throws(Refusal) -> CommandSubject? {
        do {
            _ = try words.keywords()
        } catch {
            throw .invalid(field: error.field, rule: error.rule)
        }
        emit(.claimWordsSet(words), to: .staff)
        return nil
    }

    /// Reads what a buyer has just said, and answers it if it is a claim or a pass.
    mutating func answerClaim(_ text: String, in session: SessionID, by actor: Actor) {
        guard let buyer = actor.buyer, let catalogue = catalogues[session] else { return }
        let said = sequence
        let answer: ClaimAnswer
        switch claimParser.read(text, catalogue) {
        case .none, .question: return
        case .nearMiss(let problem, let suggestion):
            answer = .refused(
                why: problem.description, suggestion: suggestion, kind: .notUnderstood)
        case .claim(let lines):
            answer = claim(
                lines, in: session, waits: claimParser.asksToWait(text), by: actor)
        case .pass(let code):
            answer = pass(code ?? catalogue.pinned, in: session, by: actor)
        }
        emit(
            .claimAnswered(session: session, buyer: buyer, said: said, answer: answer),
            to: .buyer(buyer))
    }

    /// Orders exactly as the command would; who claims one item that is sold out waits for it.
    private mutating func claim(
        _ lines: [ClaimLine], in session: SessionID, waits: Bool, by actor: Actor
    ) -> ClaimAnswer {
        let requested = lines.map {
            Command.RequestedLine(
                code: $0.code, quantity: $0.quantity, variant: $0.variant.values)
        }
        do {
            // Told of the shop as it is after the order.
            let subject = try placeOrder(requested, in: session, waits: waits, by: actor)
            return answer(subject)
        } catch {
            if case .soldOut(_, _, 0) = error, lines.count == 1, !waits {
                return claim(lines, in: session, waits: true, by: actor)
            }
            return .refused(
                why: error.description, suggestion: Self.suggestion(lines, after: error),
                kind: RefusedClaim(error))
        }
    }

    private func answer(_ subject: CommandSubject) -> ClaimAnswer {
        switch subject {
        case .order(let id):
            return .held(id, until: orders[id]?.holdUntil ?? time)
        case .orderAndWaits(let id, let places):
            return .heldPart(id, until: orders[id]?.holdUntil ?? time, waits: spots(places))
        case .waits(let places): return .waiting(spots(places))
        default: preconditionFailure("a claim is an order, or waits")
        }
    }

    /// The same claim with as many units as there are.
    private static func suggestion(_ lines: [ClaimLine], after refusal: Refusal) -> String? {
        guard let line = lines.first, lines.count == 1 else { return nil }
        let left: Int
        switch refusal {
        case .soldOut(_, _, let available): left = available
        case .limitPerBuyer(_, let limit, let has, _): left = limit - has
        case .flashSaleLimit(_, let units, _): left = units
        case .purchaseLimit(let limit, _): left = limit.left ?? 0
        default: return nil
        }
        guard left > 0 else { return nil }
        return ClaimLine(code: line.code, quantity: left, variant: line.variant).description
    }

    /// Passes an offer, else gives up the newest unpaid order of one code, else the place in line.
    private mutating func pass(
        _ code: ItemCode?, in session: SessionID, by actor: Actor
    ) -> ClaimAnswer {
        guard let buyer = actor.buyer else { return .nothingToPass }
        if let passed = passOffer(of: code, in: session, buyer) { return passed }
        let own = ordersOfBuyer[buyer, default: []].reversed().compactMap { orders[$0] }
            .filter { order in
                order.session == session && order.state == .placed && order.ending == nil
                    && (code == nil || order.lines.contains { $0.code == code })
            }
        guard let order = own.first else {
            return leaveWaitlist(for: code, in: session, buyer) ?? .nothingToPass
        }
        // Lines of a placed order never change, so what else is in it would go as well.
        guard let code, order.lines.allSatisfy({ $0.code == code }) else {
            return .refused(
                why: "Order \(order.id) would go as a whole; cancel it by its number instead.",
                suggestion: nil)
        }
        do {
            _ = try cancelOrder(order.id, reason: "passed", by: actor)
            return .passed(order.id)
        } catch {
            return .refused(
                why: error.description, suggestion: nil, kind: RefusedClaim(error))
        }
    }
}
