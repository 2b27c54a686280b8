/// An API key or an endpoint's secret, kept from being printed.
package struct StripeSecret: Equatable, Sendable {
    let text: String

    /// - Parameters:
    ///   - text: 1 to 255 letters, digits and `_`, with its prefix.
    ///   - prefixes: One of which it begins with, so that secrets are not mixed up.
    /// - Throws: `.field`, which does not show it.
    package init(
        _ text: String, _ field: String, prefixes: [String]
    ) throws(ProviderSettingsError) {
        guard text.isToken(limit: 255), prefixes.contains(where: text.hasPrefix) else {
            throw .field(field, rule: "begins with \(prefixes.joined(separator: " or "))")
        }
        self.text = text
    }
}

extension StripeSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Says that there is a secret, not which.
    package var description: String { "Stripe secret (hidden)" }
    /// Says that there is a secret, not which.
    package var debugDescription: String { description }
    /// Shows nothing, so that `dump` finds nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
