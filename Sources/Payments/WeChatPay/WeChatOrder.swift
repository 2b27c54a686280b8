package import ShopModel

/// An order as WeChat Pay is to know it.
package struct WeChatOrder: Equatable, Sendable {
    /// `out_trade_no`.
    package let reference: String
    /// What the payer sees, at most 127 bytes; longer text is cut between code points.
    package let description: String
    /// `amount.total`.
    package let fen: Int64
    /// The last moment to pay; the provider counts whole seconds, so a fraction is dropped.
    package let expiresAt: Timestamp

    /// The documentation says 127 without a unit; bytes are the stricter reading.
    package static let descriptionLimitBytes = 127

    /// - Parameter order: An attempt to pay in CNY; its reference must be a valid order number, and
    ///   control characters of its description are replaced.
    /// - Throws: `.invalidOrder`.
    package init(_ order: ProviderOrder) throws(ProviderError) {
        guard order.amount.currency.code == "CNY", order.amount.isPositive else {
            throw .invalidOrder(field: "amount", rule: "is 1 fen or more in CNY")
        }
        let text = order.description.neutralised().cut(toBytes: Self.descriptionLimitBytes)
        guard !text.isEmpty else {
            throw .invalidOrder(field: "description", rule: "has at least one character")
        }
        reference = try Self.checked(order.reference, "out_trade_no", 6...32)
        description = text
        fen = order.amount.minorUnits
        expiresAt = order.expiresAt
    }

    /// - Throws: `.invalidOrder` unless a number consists of `0-9 A-Z a-z _ - *`.
    static func checked(
        _ number: String, _ field: String, _ lengths: ClosedRange<Int>
    ) throws(ProviderError) -> String {
        let isPlain = number.utf8.allSatisfy { $0.isTokenCharacter || $0 == UInt8(ascii: "*") }
        guard lengths.contains(number.utf8.count), isPlain else {
            let rule =
                "is \(lengths.lowerBound) to \(lengths.upperBound) of 0-9 A-Z a-z _ - *"
            throw .invalidOrder(field: field, rule: rule)
        }
        return number
    }
}
