import ArgumentParser
import ProviderSandbox

extension CallFault: ExpressibleByArgument {}
extension CallKind: ExpressibleByArgument {}

/// One of the providers that are played.
enum PlayedProvider: String, CaseIterable, ExpressibleByArgument {
    case wechat, alipay, stripe
}

extension ShopcastSandbox {
    struct Pay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pays an order, as the buyer would.",
            discussion: """
                Modes of WeChat Pay: \(names(PayMode.self)).
                Modes of Alipay: \(names(AlipayPayMode.self)).
                Modes of Stripe: \(names(StripePayMode.self)).
                """)

        @Argument(help: "What the QR code holds, or the page's address: weixin://… or https://…")
        var codeURL: String?

        @Option(help: "The order number at the provider, instead of the code.")
        var order: String?

        @Option(help: "Whose order number it is.")
        var provider: PlayedProvider?

        @Option(help: "What goes wrong with it; see below.")
        var mode = "normal"

        @OptionGroup var control: Control

        func validate() throws {
            guard (codeURL == nil) != (order == nil) else {
                throw ValidationError("Give the code's URL or --order, one of them.")
            }
        }

        private struct Body: Encodable {
            let code_url: String?
            let out_trade_no: String?
            let provider: String?
            let mode: String
        }

        func run() throws {
            try control.ask(
                "POST", "/sandbox/pay",
                Body(
                    code_url: codeURL, out_trade_no: order, provider: provider?.rawValue,
                    mode: mode))
        }

        private static func names<Mode: CaseIterable & RawRepresentable<String>>(
            _ mode: Mode.Type
        ) -> String {
            mode.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }

    struct Orders: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows a provider's orders, as JSON.")

        @Option(help: "Whose.")
        var provider = PlayedProvider.wechat

        @OptionGroup var control: Control

        func run() throws {
            try control.ask("GET", "/sandbox/orders?provider=\(provider.rawValue)")
        }
    }

    struct Books: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what was paid and given back at all providers, as JSON.")

        @OptionGroup var control: Control

        func run() throws { try control.ask("GET", "/sandbox/books") }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lets a provider sign with its next key from now on.",
            discussion: "The merchant has all keys; Stripe signs with both for a while.")

        @Argument(help: "Which provider.")
        var provider: PlayedProvider

        @OptionGroup var control: Control

        func run() throws {
            try control.ask("POST", "/sandbox/rotate?provider=\(provider.rawValue)")
        }
    }

    struct Webhook: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says where Stripe's events go from now on.")

        @Argument(help: "https://HOST/PATH")
        var url: String

        @OptionGroup var control: Control

        func run() throws { try control.ask("POST", "/sandbox/webhook", ["url": url]) }
    }

    struct Fault: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the merchant's next calls of a kind go wrong.")

        @Argument(help: "What goes wrong.")
        var fault: CallFault

        @Option(help: "With which call.")
        var call: CallKind

        @Option(help: "At which provider.")
        var provider = PlayedProvider.wechat

        @Option(help: "How often.")
        var times = 1

        @OptionGroup var control: Control

        private struct Body: Encodable {
            let provider: String
            let fault: String
            let call: String
            let times: Int
        }

        func run() throws {
            try control.ask(
                "POST", "/sandbox/faults",
                Body(
                    provider: provider.rawValue, fault: fault.rawValue, call: call.rawValue,
                    times: times))
        }
    }
}
