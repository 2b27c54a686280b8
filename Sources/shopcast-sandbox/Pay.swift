import ArgumentParser
import ProviderSandbox

extension PayMode: ExpressibleByArgument {}
extension CallFault: ExpressibleByArgument {}
extension WeChatCallKind: ExpressibleByArgument {}

extension ShopcastSandbox {
    struct Pay: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pays an order, as the buyer's phone would.")

        @Argument(help: "What the QR code holds: weixin://…")
        var codeURL: String?

        @Option(help: "The order number at the provider, instead of the code.")
        var order: String?

        @Option(help: "What goes wrong with it.")
        var mode = PayMode.normal

        @OptionGroup var control: Control

        func validate() throws {
            guard (codeURL == nil) != (order == nil) else {
                throw ValidationError("Give the code's URL or --order, one of them.")
            }
        }

        private struct Body: Encodable {
            let code_url: String?
            let out_trade_no: String?
            let mode: String
        }

        func run() throws {
            try control.ask(
                "POST", "/sandbox/pay",
                Body(code_url: codeURL, out_trade_no: order, mode: mode.rawValue))
        }
    }

    struct Orders: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the provider's books, as JSON.")

        @OptionGroup var control: Control

        func run() throws { try control.ask("GET", "/sandbox/orders") }
    }

    struct Fault: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the merchant's next calls of a kind go wrong.")

        @Argument(help: "What goes wrong.")
        var fault: CallFault

        @Option(help: "With which call.")
        var call: WeChatCallKind

        @Option(help: "How often.")
        var times = 1

        @OptionGroup var control: Control

        private struct Body: Encodable {
            let fault: String
            let call: String
            let times: Int
        }

        func run() throws {
            try control.ask(
                "POST", "/sandbox/faults",
                Body(fault: fault.rawValue, call: call.rawValue, times: times))
        }
    }
}
