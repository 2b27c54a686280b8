package import ShopModel

/// What an order costs, frozen: goods, converted once as a sum, plus freight. What customs may
/// collect stands beside it as an estimate and is never part of the total.
package struct Quote: Equatable, Sendable {
    package let goodsInPriceCurrency: Money
    package let rate: QuoteRate
    package let goods: Money
    package let freight: Money
    package let total: Money
    /// Where the parcel goes; `nil` when it was not said.
    package let destination: Country?
    /// How a freight by tariff came about; `nil` when there is one freight for each order.
    package let freightBasis: FreightBasis?
    package let duty: QuotedDuty?
    /// When a parcel weighs less than was estimated.
    package let weightTerms: WeightTerms

    /// - Throws: `MoneyError` when the sum is out of range or currencies do not fit the session.
    package init(
        goods: Money, rate: QuoteRate, freight: Money, destination: Country? = nil,
        freightBasis: FreightBasis? = nil, duty: QuotedDuty? = nil,
        weightTerms: WeightTerms = .waived
    ) throws(MoneyError) {
        self.weightTerms = weightTerms
        (goodsInPriceCurrency, self.rate, self.freight) = (goods, rate, freight)
        (self.destination, self.freightBasis, self.duty) = (destination, freightBasis, duty)
        self.goods = try rate.convert(goods)
        total = try self.goods.adding(freight)
    }

    /// Paying can begin before this time; `nil`: as long as the order is held.
    package var validUntil: Timestamp? { rate.validUntil }

    /// What each line's goods cost the buyer: shares of `goods` that add up to it. A declaration
    /// names these values.
    package func values(of lines: [OrderLine]) -> [Money] {
        Self.values(of: goods, lines)
    }

    static func values(of goods: Money, _ lines: [OrderLine]) -> [Money] {
        let weights = lines.map { $0.unitPrice.minorUnits * Int64($0.quantity) }
        do {
            return try goods.allocated(by: weights)
        } catch {
            preconditionFailure("an order has lines, and prices are above zero: \(error)")
        }
    }
}

/// What the seller puts on top of a posted rate, and how amounts are rounded.
package struct RateTerms: Equatable, Sendable {
    package let bufferBasisPoints: Int
    package let rounding: Rounding

    package static let plain = RateTerms(bufferBasisPoints: 0, rounding: .halfUp)

    package init(bufferBasisPoints: Int, rounding: Rounding) {
        (self.bufferBasisPoints, self.rounding) = (bufferBasisPoints, rounding)
    }
}

/// What a quote says of duties.
package enum QuotedDuty: Equatable, Sendable {
    case estimate(DutyEstimate)
    /// The table in force does not tell.
    case unknown(table: String, why: String)
}

/// One version of what an order costs. The first is accepted with the order.
package struct QuoteVersion: Equatable, Sendable {
    package let number: Int
    package let quote: Quote
    /// In the order of the order's lines.
    package let prices: [QuotedPrice]
    package let why: String
    package let madeAt: Timestamp
    package internal(set) var acceptedAt: Timestamp?

    package init(
        number: Int, quote: Quote, prices: [QuotedPrice], why: String, madeAt: Timestamp,
        acceptedAt: Timestamp? = nil
    ) {
        (self.number, self.quote, self.prices) = (number, quote, prices)
        (self.why, self.madeAt, self.acceptedAt) = (why, madeAt, acceptedAt)
    }
}

/// What one unit of a line costs, and by which version of its item.
package struct QuotedPrice: Equatable, Sendable {
    package let unitPrice: Money
    package let version: Int

    package init(unitPrice: Money, version: Int) {
        (self.unitPrice, self.version) = (unitPrice, version)
    }
}
