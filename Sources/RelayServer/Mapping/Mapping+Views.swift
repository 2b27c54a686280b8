import ShopCore
import ShopModel
import Wire

// Whole things of the shop, as replies and events show them.

extension Session {
    var wire: WireSession {
        var wire = WireSession()
        (wire.session, wire.title) = (id.number, title)
        (wire.priceCurrency, wire.rate) = (priceCurrency.code, rate.wire)
        (wire.freight, wire.holdSeconds) = (freight.wire, UInt32(holdTime.milliseconds / 1000))
        (wire.inviteCode, wire.open) = (inviteCode, isOpen)
        wire.pinnedItem = pinned?.number ?? 0
        wire.purchaseLimits = purchaseLimits.values.sorted { $0.name < $1.name }.map(\.wire)
        if policy != .payFirst { wire.policy = policy.wire }
        wire.offerSeconds = UInt32(offerTime.milliseconds / 1000)
        wire.bufferBasisPoints = UInt32(rateTerms.bufferBasisPoints)
        wire.rounding = rateTerms.rounding.id
        wire.quoteSeconds = UInt32((quoteTime?.milliseconds ?? 0) / 1000)
        wire.freightByTariff = freightByTariff
        if let freightCap { wire.freightCap = freightCap.wire }
        if weightTerms != .waived { wire.weightTerms = weightTerms.wire }
        wire.declares = declares
        wire.slowModeSeconds = UInt32((slowMode?.milliseconds ?? 0) / 1000)
        (wire.pinnedText, wire.pinnedTextBy) = (pinnedText?.text ?? "", pinnedText?.by ?? "")
        return wire
    }
}

extension WireSession {
    func core() throws(FieldError) -> Session {
        Session(
            id: SessionID(session), title: title, holdTime: .seconds(Int64(holdSeconds)),
            freight: try freight.core("freight"), inviteCode: inviteCode,
            rate: try rate.core("rate"), policy: try policy.core(),
            offerTime: .seconds(Int64(offerSeconds)),
            rateTerms: RateTerms(
                bufferBasisPoints: Int(bufferBasisPoints),
                rounding: try rounding.asRounding("rounding") ?? .halfUp),
            quoteTime: quoteSeconds == 0 ? nil : .seconds(Int64(quoteSeconds)),
            freightByTariff: freightByTariff,
            freightCap: hasFreightCap ? try freightCap.core("freight_cap") : nil,
            weightTerms: try weightTerms.core(), declares: declares, isOpen: open)
    }
}

extension OrderLine {
    var wire: WireOrderLine {
        var wire = WireOrderLine()
        (wire.item, wire.code, wire.title) = (item.number, code.text, title)
        (wire.quantity, wire.unitPrice) = (UInt32(quantity), unitPrice.wire)
        (wire.hold, wire.variant, wire.version) = (hold.number, variant.values, UInt32(version))
        wire.goodsClass = goodsClass?.wire ?? .unspecified
        wire.netWeightGrams = UInt32(unitMass?.grams ?? 0)
        return wire
    }
}

extension WireOrderLine {
    func core() throws(FieldError) -> OrderLine {
        OrderLine(
            item: ItemID(item), code: try code.asItemCode("code"), title: title,
            quantity: Int(quantity), unitPrice: try unitPrice.core("unit_price"),
            hold: HoldID(hold), variant: Variant(values: variant), version: max(1, Int(version)),
            goodsClass: try goodsClass.core(),
            unitMass: netWeightGrams == 0 ? nil : Mass(grams: Int64(netWeightGrams)))
    }
}

extension Order {
    /// - Parameter payments: Shown with the order.
    func wire(payments: [Payment]) -> WireOrder {
        var wire = WireOrder()
        (wire.order, wire.session) = (id.number, session.number)
        (wire.buyer, wire.buyerAlias) = (buyer.number, alias)
        (wire.lines, wire.quote) = (lines.wire(in: quote), quote.wire)
        wire.quoteVersion = UInt32(quoteVersion)
        (wire.state, wire.money) = (state.wire, moneyState.wire)
        wire.settled = settled.wire
        wire.placedAtMs = placedAt.milliseconds
        wire.holdUntilMs = holdUntil.milliseconds
        wire.parcel = parcel?.number ?? 0
        wire.parcels = parcels.map(\.number)
        if freightCredited.isPositive { wire.freightCredited = freightCredited.wire }
        wire.payments = payments.map(\.wire)
        if policy != .payFirst { wire.policy = policy.wire }
        wire.vetoUntilMs = vetoUntil?.milliseconds ?? 0
        if refundDue.isPositive {
            (wire.refundDue, wire.refunded) = (refundDue.wire, refunded.wire)
            wire.refundDueByMs = refundDueBy?.milliseconds ?? 0
        }
        return wire
    }
}

extension WireOrder {
    func core() throws(FieldError) -> Order {
        Order(
            id: OrderID(order), session: SessionID(session), buyer: BuyerID(buyer),
            alias: buyerAlias,
            lines: try lines.map { line throws(FieldError) in try line.core() },
            quote: try quote.core(), policy: try policy.core(),
            placedAt: Timestamp(milliseconds: placedAtMs),
            holdUntil: Timestamp(milliseconds: holdUntilMs))
    }
}

extension Payment {
    var wire: WirePayment {
        var wire = WirePayment()
        (wire.payment, wire.order) = (id.number, order.number)
        (wire.method, wire.state, wire.amount) = (method.wire, state.wire, amount.wire)
        (wire.reference, wire.link, wire.note) = (reference, link, note)
        wire.expiresAtMs = expiresAt.milliseconds
        if let received { wire.received = received.wire }
        (wire.subject, wire.handle) = (description, handle ?? "")
        if let found {
            (wire.found, wire.foundTransaction) = (found.amount.wire, found.transaction)
        }
        return wire
    }
}

extension WirePayment {
    func core() throws(FieldError) -> Payment {
        let method = try method.core()
        return Payment(
            id: PaymentID(payment), order: OrderID(order), method: method,
            amount: try amount.core("amount"), reference: reference,
            expiresAt: Timestamp(milliseconds: expiresAtMs), description: subject,
            state: method.hasProvider ? .created : .open)
    }
}
