import ArgumentParser
import Payments
import RelayServer
import ShopCore
import Storage

struct PaymentsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payments",
        abstract: "Set up how a shop is paid; takes effect when the server starts.",
        subcommands: [WeChat.self])

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

        @Argument var shop: ShopSlug
        @Argument(help: "The settings file.")
        var settings: String
        @OptionGroup var folder: FolderOptions

        func run() throws {
            let path = Administration.absolutePath(settings)
            // Keys that cannot be used are said now, not at the server's next start.
            _ = try WeChatPaySettings.read(path).load(notifyURL: "https://localhost/")
            try ServerStore.openBeside(folder.data).setPaymentSettingsFile(
                path, of: shop, .wechat)
            print("\(shop) takes WeChat Pay by \(path) from the next start of the server on")
        }
    }
}
