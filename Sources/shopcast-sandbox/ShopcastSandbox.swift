import ArgumentParser

/// Stand-ins for payment providers, so that no test or demonstration needs an account.
@main
struct ShopcastSandbox: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shopcast-sandbox",
        abstract:
            "Stands in for WeChat Pay, Alipay and Stripe: real signatures, no money, faults on request.",
        subcommands: [
            Serve.self, Pay.self, Orders.self, Books.self, Fault.self, Rotate.self, Webhook.self,
        ])
}
