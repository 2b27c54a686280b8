/// What Stripe knows of its one merchant.
package struct StripeAccount: Sendable {
    /// `sk_test_…`.
    let apiKey: String
    /// `whsec_…`, in the order in which they come into use.
    let endpointSecrets: [String]

    package init(apiKey: String, endpointSecrets: [String]) {
        precondition(!endpointSecrets.isEmpty, "an endpoint has a secret")
        (self.apiKey, self.endpointSecrets) = (apiKey, endpointSecrets)
    }
}

extension StripeAccount: CustomStringConvertible, CustomReflectable {
    package var description: String { "Stripe account" }
    /// Shows no secret.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
