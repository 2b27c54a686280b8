/// The settings file of a Stripe merchant.
///
/// ```json
/// {
///   "secret_key_file": "stripe-secret-key.txt",
///   "webhook_secret_files": ["stripe-webhook-secret.txt", "stripe-webhook-secret-next.txt"],
///   "success_url": "https://shop.example/paid", "cancel_url": "https://shop.example/",
///   "special_currencies": ["HUF"],
///   "base_url": "https://api.stripe.com", "base_url_ca_file": "tls-certificate.pem"
/// }
/// ```
/// File names are relative to the settings file. `base_url_ca_file` and `special_currencies` may be
/// left out. Where webhooks go is set at the provider.
package struct StripeSettings: Equatable, ProviderSettings {
    package let secretKeyFile: String
    package let webhookSecretFiles: [String]
    package let successURL: String
    package let cancelURL: String
    package let currencies: StripeCurrencies
    package let baseURL: String
    package let baseURLAuthorityFile: String?

    package var files: [String] {
        [secretKeyFile] + webhookSecretFiles + (baseURLAuthorityFile.map { [$0] } ?? [])
    }

    private struct File: Decodable {
        let secret_key_file: String
        let webhook_secret_files: [String]
        let success_url: String
        let cancel_url: String
        let special_currencies: [String]?
        let base_url: String
        let base_url_ca_file: String?
    }

    /// Reads the settings file, not yet the secrets.
    ///
    /// - Throws: `.file`, `.field`.
    package static func read(_ path: String) throws(ProviderSettingsError) -> StripeSettings {
        try StripeSettings(try SettingsFile.json(File.self, in: path), beside: path)
    }

    private init(_ file: File, beside settings: String) throws(ProviderSettingsError) {
        func path(_ name: String) -> String { SettingsFile.resolved(name, beside: settings) }
        try SettingsFile.checkBaseURL(file.base_url)
        secretKeyFile = path(file.secret_key_file)
        webhookSecretFiles = file.webhook_secret_files.map(path)
        (successURL, cancelURL) = (file.success_url, file.cancel_url)
        currencies = try StripeCurrencies(enabled: Set(file.special_currencies ?? []))
        baseURL = file.base_url
        baseURLAuthorityFile = file.base_url_ca_file.map(path)
    }

    /// The address for notices is not used: it is set at the provider.
    package func provider(
        notifyURL: String?
    ) throws(ProviderSettingsError) -> any PaymentProvider {
        try load()
    }

    /// Reads the secrets and checks that everything fits together.
    ///
    /// - Throws: `.file`, `.field`.
    package func load() throws(ProviderSettingsError) -> Stripe {
        func secret(_ path: String) throws(ProviderSettingsError) -> String {
            String(decoding: try SettingsFile.line(of: path), as: UTF8.self)
        }
        var secrets: [String] = []
        for file in webhookSecretFiles { secrets.append(try secret(file)) }
        return try Stripe(
            apiKey: try secret(secretKeyFile), endpointSecrets: secrets, successURL: successURL,
            cancelURL: cancelURL, currencies: currencies)
    }
}
