import ShopModel

extension Shop {
    /// Makes the state say what an event about quotes or their tables says.
    mutating func applyToQuotes(_ event: ShopEvent, at: Timestamp) {
        switch event {
        case .tariffSet(let tariff): pricing.add(tariff, on: CalendarDate.inChina(at: at))
        case .dutyTableSet(let table): pricing.add(table, on: CalendarDate.inChina(at: at))
        case .restrictedGoodsSet(let list): pricing.restricted = list
        case .destinationSet(let buyer, let country): buyers[buyer]?.destination = country
        case .orderRequoted(let id, let version):
            change(id) { order in
                if order.quotes.isEmpty { order.quotes.append(order.firstQuote) }
                order.quotes.append(version)
            }
        case .quoteAccepted(let id, let number):
            change(id) { order in
                guard let version = order.quotes.last, version.number == number else {
                    preconditionFailure("order \(id) has no quote \(number) to accept")
                }
                order.quotes[order.quotes.count - 1].acceptedAt = at
                (order.quote, order.quoteVersion) = (version.quote, number)
                for (index, price) in version.prices.enumerated() {
                    order.lines[index].unitPrice = price.unitPrice
                    order.lines[index].version = price.version
                }
            }
        default:
            preconditionFailure("not an event about quotes")
        }
    }
}

extension Order {
    fileprivate var firstQuote: QuoteVersion {
        QuoteVersion(
            number: 1, quote: quote,
            prices: lines.map { QuotedPrice(unitPrice: $0.unitPrice, version: $0.version) },
            why: "ordered", madeAt: placedAt, acceptedAt: placedAt)
    }
}
