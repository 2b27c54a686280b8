import ArgumentParser
import OpenSSLBridge
import RelayServer
import ShopModel
import Storage

struct ShopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shop", abstract: "Make and list shops; also while the server runs.",
        subcommands: [Create.self, List.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a shop.")

        @Argument(help: "Its name in tokens and addresses: small letters, digits and hyphens.")
        var shop: ShopSlug
        @Option(help: "Its name for people.")
        var title: String
        @OptionGroup var folder: FolderOptions

        func run() throws {
            let store = try ServerStore.openBeside(folder.data)
            _ = try ReceiptKey.load(of: shop, FolderLayout(folder.data))
            try store.createShop(
                ShopRecord(
                    id: shop, title: title, referencePrefix: try Administration.drawPrefix(),
                    createdAt: Administration.now))
            print("\(shop) is made; now give somebody a token: shopcastd token create \(shop) NAME")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the shops.")

        @OptionGroup var folder: FolderOptions

        func run() throws {
            for shop in try ServerStore.openBeside(folder.data).shops() {
                print("\(shop.id)\t\(shop.title)")
            }
        }
    }
}

extension ShopSlug: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}
