/// The files of Stripe's side.
enum StripeName {
    /// The last one that is made.
    static let settled = "stripe-secret-key.txt"
    static let webhookSecrets = ["stripe-webhook-secret.txt", "stripe-webhook-secret-next.txt"]
}

extension SandboxFolder {
    private struct Settings: Encodable {
        let secret_key_file = StripeName.settled
        let webhook_secret_files = StripeName.webhookSecrets
        let success_url = "https://localhost/paid"
        let cancel_url = "https://localhost/"
        let base_url: String
        let base_url_ca_file = Name.certificate
    }

    /// - Throws: `.file`.
    package func stripeAccount() throws(SandboxError) -> StripeAccount {
        var secrets: [String] = []
        for name in StripeName.webhookSecrets { secrets.append(try line(name)) }
        return StripeAccount(apiKey: try line(StripeName.settled), endpointSecrets: secrets)
    }

    /// The sessions as they were last stored.
    ///
    /// - Throws: `.file`.
    package func sessions() throws(SandboxError) -> [StripeSession] {
        try records(StripeSession.self, in: "stripe")
    }

    /// The answers under keys as they were last stored.
    ///
    /// - Throws: `.file`.
    package func stripeKeys() throws(SandboxError) -> [StripeKeyRecord] {
        try records(StripeKeyRecord.self, in: "stripe-keys")
    }

    func stripeSettings(baseURL: String) -> some Encodable { Settings(base_url: baseURL) }

    func fillStripe() throws(SandboxError) {
        var random = SystemRandomNumberGenerator()
        for name in StripeName.webhookSecrets {
            try write(Array("whsec_\(random.text(32))\n".utf8), name, isSecret: true)
        }
        try write(Array("sk_test_\(random.text(48))\n".utf8), StripeName.settled, isSecret: true)
    }
}
