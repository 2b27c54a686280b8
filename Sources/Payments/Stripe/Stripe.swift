package import ShopModel

/// A merchant's side of Stripe: hosted Checkout pages, refunds, webhooks.
package struct Stripe: PaymentProvider {
    /// Webhooks signed longer ago or farther ahead are refused with `.staleTimestamp`; the
    /// provider's own libraries draw the line there too.
    package static let clockToleranceSeconds: Int64 = 300
    /// A page lives this much longer than the attempt it was made for: the provider wants 30
    /// minutes at least, and a creation may be repeated. The shop ends it earlier by `.close`.
    package static let pageGrace = TimeSpan.minutes(60)
    /// Pages live 24 hours at most, so attempts farther ahead are not taken.
    package static let longestAttempt = TimeSpan.hours(22)

    /// Where the payer's browser goes afterwards; it proves nothing.
    package let successURL: String
    package let cancelURL: String
    /// Whether this is about real money, as the key says.
    package let isLive: Bool
    package let currencies: StripeCurrencies

    let apiKey: StripeSecret
    let endpointSecrets: [StripeSecret]

    package var name: String { "Stripe" }
    package var reconciliation: ReconciliationSource { .bill }
    package var refundPause: TimeSpan { .seconds(10) }

    /// Puts a merchant's settings together.
    ///
    /// - Parameters:
    ///   - apiKey: `sk_live_…`, `sk_test_…`, or a restricted key, `rk_…`.
    ///   - endpointSecrets: `whsec_…`, at least one; several while they rotate.
    ///   - successURL: Where the payer's browser goes after paying, https.
    ///   - cancelURL: Where it goes when the payer turns back, https.
    ///   - currencies: What may be asked for beside ordinary currencies.
    /// - Throws: `.field` that names what is wrong, and shows no secret.
    package init(
        apiKey: String, endpointSecrets: [String], successURL: String, cancelURL: String,
        currencies: StripeCurrencies = StripeCurrencies()
    ) throws(ProviderSettingsError) {
        self.apiKey = try StripeSecret(
            apiKey, "secret_key", prefixes: ["sk_live_", "sk_test_", "rk_live_", "rk_test_"])
        isLive = apiKey.dropFirst(3).hasPrefix("live_")
        guard !endpointSecrets.isEmpty else {
            throw .field("webhook_secret_files", rule: "has at least one secret")
        }
        var secrets: [StripeSecret] = []
        for text in endpointSecrets {
            secrets.append(try StripeSecret(text, "webhook secret", prefixes: ["whsec_"]))
        }
        self.endpointSecrets = secrets
        try SettingsFile.checkURL(successURL, "success_url", limit: 1024, allowsQuery: true)
        try SettingsFile.checkURL(cancelURL, "cancel_url", limit: 1024, allowsQuery: true)
        (self.successURL, self.cancelURL) = (successURL, cancelURL)
        self.currencies = currencies
    }

    package func check(_ order: ProviderOrder) throws(ProviderError) {
        _ = try currencies.amount(of: order.amount)
        guard order.reference.isToken(limit: 64) else {
            throw .invalidOrder(
                field: "client_reference_id", rule: "is 1 to 64 of 0-9 A-Z a-z _ -")
        }
        guard !order.description.isEmpty else {
            throw .invalidOrder(field: "description", rule: "has at least one character")
        }
    }

    /// After this a page can no longer be paid, whether we know of it or not.
    func pageEnd(of order: ProviderOrder) -> Timestamp { order.expiresAt + Self.pageGrace }
}
