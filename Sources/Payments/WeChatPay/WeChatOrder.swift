package import ShopCore
package import ShopModel

/// An order as the provider is to know it. The same payment always gives the same one: repeating
/// a creation with other parameters is refused there.
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

    /// - Parameters:
    ///   - payment: An attempt to pay in CNY; its reference must be a valid order number.
    ///   - description: What the payer sees; control characters are replaced.
    /// - Throws: `.invalidOrder`.
    package init(_ payment: Payment, description: String) throws(WeChatPayError) {
        guard payment.amount.currency.code == "CNY", payment.amount.isPositive else {
            throw .invalidOrder(field: "amount", rule: "is 1 fen or more in CNY")
        }
        let text = Self.cut(description.neutralised())
        guard !text.isEmpty else {
            throw .invalidOrder(field: "description", rule: "has at least one character")
        }
        reference = try Self.checked(reference: payment.reference)
        self.description = text
        fen = payment.amount.minorUnits
        expiresAt = payment.expiresAt
    }

    /// - Throws: `.invalidOrder` unless it has 6 to 32 of `0-9 A-Z a-z _ - *`.
    static func checked(reference: String) throws(WeChatPayError) -> String {
        let isPlain = reference.utf8.allSatisfy { $0.isTokenCharacter || $0 == UInt8(ascii: "*") }
        guard (6...32).contains(reference.utf8.count), isPlain else {
            throw .invalidOrder(field: "out_trade_no", rule: "is 6 to 32 of 0-9 A-Z a-z _ - *")
        }
        return reference
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > descriptionLimitBytes else { return text }
        // Not between characters: one character can be longer than all that is allowed.
        var count = 0
        let kept = text.unicodeScalars.prefix { scalar in
            count += UTF8.width(scalar)
            return count <= descriptionLimitBytes
        }
        return String(kept)
    }
}
