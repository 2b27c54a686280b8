import ArgumentParser
import Payments
import RelayServer
import ShopCore
import Storage

struct PaymentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payments",
        abstract: "Set up how a shop is paid; a running server takes it within seconds.",
        subcommands: [WeChat.self, Alipay.self, Stripe.self, Off.self, List.self])

    struct WeChat: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "wechat",
            abstract: "Take WeChat Pay with the merchant account in a settings file.",
            discussion: """
                The file is JSON and names the key files beside it:
                  {"mchid": "…", "appid": "…", "merchant_serial": "…",
                   "merchant_key_file": "merchant-key.pem", "api_v3_key_file": "api-v3-key.txt",
                   "platform_keys": [{"serial": "PUB_KEY_ID_…", "file": "platform-key.pem"}],
                   "base_url": "https://api.mch.weixin.qq.com"}
                `shopcast-sandbox serve` writes such a file for its own keys.
                """)

        @OptionGroup var account: AccountOptions

        func run() throws { try account.set(.wechat) { try WeChatPaySettings.read($0) } }
    }

    struct Alipay: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "alipay",
            abstract: "Take Alipay with the merchant account in a settings file.",
            discussion: """
                The file is JSON and names the key files beside it:
                  {"app_id": "…", "seller_id": "…", "app_private_key_file": "alipay-app-key.pem",
                   "alipay_public_key_files": ["alipay-key.pem"],
                   "base_url": "https://openapi.alipay.com"}
                """)

        @OptionGroup var account: AccountOptions

        func run() throws { try account.set(.alipay) { try AlipaySettings.read($0) } }
    }

    struct Stripe: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "stripe",
            abstract: "Take Stripe with the account in a settings file.",
            discussion: """
                The file is JSON and names the files with secrets beside it:
                  {"secret_key_file": "stripe-secret-key.txt",
                   "webhook_secret_files": ["stripe-webhook-secret.txt"],
                   "success_url": "https://…", "cancel_url": "https://…",
                   "base_url": "https://api.stripe.com"}
                Set the webhook's address at Stripe: NOTICE-URL/notify/stripe/SHOP.
                """)

        @OptionGroup var account: AccountOptions

        func run() throws { try account.set(.stripe) { try StripeSettings.read($0) } }
    }

    struct Off: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a way to pay; payments that are open there are not followed any more.")

        @Argument var shop: ShopSlug
        @Argument(help: "wechat, alipay or stripe.") var method: PaymentMethod
        @OptionGroup var folder: FolderOptions

        func validate() throws {
            guard method.hasProvider else {
                throw ValidationError("Transfers need no setting; say wechat, alipay or stripe.")
            }
        }

        func run() throws {
            try ServerStore.openBeside(folder.data).setPaymentSettingsFile(nil, of: shop, method)
            print("\(shop) does not take \(method.name) any more")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List how a shop is paid, and by which files.")

        @Argument var shop: ShopSlug
        @OptionGroup var folder: FolderOptions

        func run() throws {
            let store = try ServerStore.openBeside(folder.data)
            for method in PaymentMethod.providers {
                if let file = try store.paymentSettingsFile(of: shop, method) {
                    print("\(method.rawValue)\t\(file)")
                }
            }
            print("\(PaymentMethod.manual.rawValue)\tconfirmed by the seller")
        }
    }
}

/// A shop and the file that describes its account.
struct AccountOptions: ParsableArguments {
    @Argument var shop: ShopSlug
    @Argument(help: "The settings file.") var settings: String
    @OptionGroup var folder: FolderOptions

    func set(_ method: PaymentMethod, read: (String) throws -> any ProviderSettings) throws {
        let path = Administration.absolutePath(settings)
        // Keys that cannot be used are said now, not in the server's log.
        _ = try read(path).provider(notifyURL: "https://localhost/")
        try ServerStore.openBeside(folder.data).setPaymentSettingsFile(path, of: shop, method)
        print("\(shop) takes \(method.name) by \(path)")
    }
}

extension PaymentMethod: ExpressibleByArgument {}
