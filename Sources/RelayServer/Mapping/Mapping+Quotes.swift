package import ShopCore
package import ShopModel
package import Wire

// Quotes and their versions, and the events and commands about them.

extension Quote {
    var wire: WireQuote {
        make { wire in
            (wire.goodsInPriceCurrency, wire.rate) = (goodsInPriceCurrency.wire, rate.posted.wire)
            (wire.rounding, wire.bufferBasisPoints) =
                (rate.rounding.id, UInt32(rate.bufferBasisPoints))
            (wire.goods, wire.freight, wire.total) = (goods.wire, freight.wire, total.wire)
            wire.validUntilMs = validUntil?.milliseconds ?? 0
            wire.destination = destination?.code ?? ""
            if let freightBasis { wire.freightBasis = freightBasis.wire }
            if let duty { wire.duty = duty.wire }
            if weightTerms != .waived { wire.weightTerms = weightTerms.wire }
        }
    }
}

extension WireQuote {
    func core() throws(FieldError) -> Quote {
        let to = destination.isEmpty ? nil : try destination.asCountry("quote.destination")
        do {
            let rate = try QuoteRate(
                posted: rate.core("quote.rate"), bufferBasisPoints: Int(bufferBasisPoints),
                rounding: rounding.asRounding("quote.rounding") ?? .halfUp,
                validUntil: validUntilMs == 0 ? nil : Timestamp(milliseconds: validUntilMs))
            let quote = try Quote(
                goods: goodsInPriceCurrency.core("quote.goods"), rate: rate,
                freight: freight.core("quote.freight"), destination: to,
                freightBasis: hasFreightBasis ? freightBasis.core() : nil,
                duty: hasDuty ? duty.core(to: to) : nil, weightTerms: weightTerms.core())
            if try quote.total == total.core("quote.total"),
                quote.freightBasis.map({ $0.charged == quote.freight }) ?? true
            {
                return quote
            }
        } catch {
            throw FieldError(field: "quote", rule: "\(error)")
        }
        throw FieldError(field: "quote", rule: "does not add up")
    }
}

extension FreightBasis {
    var wire: WireFreightBasis {
        make { wire in
            (wire.tariff, wire.parcel, wire.already) = (tariff, parcel.wire, already.wire)
            wire.parts = parts.map { part in
                make {
                    ($0.goods, $0.price) = (part.goods.wire, part.price.wire)
                    ($0.actualGrams, $0.chargedGrams) = (part.actualGrams, part.chargedGrams)
                }
            }
            if let minimum { wire.minimum = minimum.wire }
            if let cap { wire.cap = cap.wire }
            wire.togetherWith = togetherWith.map(\.number)
        }
    }
}

extension WireFreightBasis {
    fileprivate func core() throws(FieldError) -> FreightBasis {
        FreightBasis(
            tariff: tariff,
            parts: try parts.map { part throws(FieldError) in
                FreightBasis.Part(
                    goods: try part.goods.required("freight.goods"),
                    actualGrams: part.actualGrams, chargedGrams: part.chargedGrams,
                    price: try part.price.core("freight.price"))
            },
            parcel: try parcel.core("freight.parcel"),
            minimum: hasMinimum ? try minimum.core("freight.minimum") : nil,
            cap: hasCap ? try cap.core("freight.cap") : nil,
            already: try already.core("freight.already"),
            togetherWith: togetherWith.map { OrderID($0) })
    }
}

extension QuoteVersion {
    var wire: WireQuoteVersion {
        make { wire in
            (wire.version, wire.quote, wire.why) = (UInt32(number), quote.wire, why)
            wire.prices = prices.map { price in
                make {
                    ($0.unitPrice, $0.version) = (price.unitPrice.wire, UInt32(price.version))
                }
            }
            wire.madeAtMs = madeAt.milliseconds
            wire.acceptedAtMs = acceptedAt?.milliseconds ?? 0
        }
    }
}

extension WireQuoteVersion {
    fileprivate func core() throws(FieldError) -> QuoteVersion {
        QuoteVersion(
            number: Int(version), quote: try quote.core(),
            prices: try prices.map { price throws(FieldError) in
                QuotedPrice(
                    unitPrice: try price.unitPrice.core("unit_price"), version: Int(price.version))
            },
            why: why, madeAt: Timestamp(milliseconds: madeAtMs))
    }
}

extension Shop {
    /// What an order would cost, or why it would be refused.
    package func reply(
        to id: String, previewing request: Request, for actor: Actor, at now: Timestamp
    ) -> WireReply {
        guard case .previewOrder(let session, let lines) = request else {
            preconditionFailure("not a preview")
        }
        return make { reply in
            reply.id = id
            do throws(Refusal) {
                let (lines, quote) = try preview(lines, in: session, by: actor, at: now)
                reply.preview.quote = quote.wire
                reply.preview.lines = lines.wire(in: quote)
            } catch {
                reply.error = WireError(error)
            }
        }
    }

    var wirePricing: WirePricing {
        make {
            $0.tariffs = pricing.tariffs.map(\.wire)
            $0.dutyTables = pricing.dutyTables.map(\.wire)
            $0.restrictedGoods = pricing.restricted.wire
        }
    }
}

extension [OrderLine] {
    func wire(in quote: Quote) -> [WireOrderLine] {
        zip(self, quote.values(of: self)).map { line, value in
            var wire = line.wire
            wire.value = value.wire
            return wire
        }
    }
}

extension ShopEvent {
    func quoteBody() -> WireEvent.OneOf_Body {
        switch self {
        case .tariffSet(let tariff): .tariffSet(tariff.wire)
        case .dutyTableSet(let table): .dutyTableSet(table.wire)
        case .restrictedGoodsSet(let list): .restrictedGoodsSet(list.wire)
        case .destinationSet(let buyer, let country):
            .destinationSet(make { ($0.buyer, $0.country) = (buyer.number, country.code) })
        case .orderRequoted(let id, let version):
            .orderRequoted(make { ($0.order, $0.quote) = (id.number, version.wire) })
        case .quoteAccepted(let id, let version):
            .quoteAccepted(make { ($0.order, $0.version) = (id.number, UInt32(version)) })
        default: preconditionFailure("not an event about quotes")
        }
    }

    /// Reads an event about quotes; `nil` for one of another kind.
    static func quote(_ body: WireEvent.OneOf_Body?) throws(FieldError) -> ShopEvent? {
        switch body {
        case .tariffSet(let tariff)?: .tariffSet(try tariff.core())
        case .dutyTableSet(let table)?: .dutyTableSet(try table.core())
        case .restrictedGoodsSet(let list)?: .restrictedGoodsSet(try list.core())
        case .destinationSet(let set)?:
            .destinationSet(BuyerID(set.buyer), try set.country.asCountry("country"))
        case .orderRequoted(let requoted)?:
            .orderRequoted(OrderID(requoted.order), try requoted.quote.core())
        case .quoteAccepted(let accepted)?:
            .quoteAccepted(OrderID(accepted.order), version: Int(accepted.version))
        default: nil
        }
    }
}

extension WireCommand {
    func quoteRequest() throws(FieldError) -> Request {
        switch body {
        case .setTariff(let tariff)?: .command(.setTariff(try tariff.core()))
        case .setDutyTable(let table)?: .command(.setDutyTable(try table.core()))
        case .setRestrictedGoods(let list)?: .command(.setRestrictedGoods(try list.core()))
        case .setDestination(let set)?:
            .command(.setDestination(try set.country.asCountry("country")))
        case .requote(let ask)?: .command(.requote(OrderID(ask.order), why: ask.why))
        case .acceptQuote(let accept)?:
            .command(.acceptQuote(OrderID(accept.order), version: Int(accept.version)))
        case .previewOrder(let preview)?:
            .previewOrder(SessionID(preview.session), try preview.lines.requested())
        case .listPricing?: .listPricing
        default: preconditionFailure("not a command about quotes")
        }
    }
}

extension [WirePlaceOrder.Line] {
    func requested() throws(FieldError) -> [Command.RequestedLine] {
        try map { line throws(FieldError) in
            Command.RequestedLine(
                code: try line.code.asItemCode("code"), quantity: Int(line.quantity),
                variant: line.variant, seen: line.version == 0 ? nil : Int(line.version))
        }
    }
}
