import ArgumentParser
import RelayServer
import Storage

struct ReceiptKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt-key",
        abstract: "Print the key that checks a shop's receipts; also while the server runs.",
        discussion: """
            Publish it where buyers trust you, such as on your own page; they check with it: \
            shopcast receipt verify FILE --shop-key KEYFILE
            """)

    @Argument var shop: ShopSlug
    @OptionGroup var folder: FolderOptions

    func run() throws {
        print(try ReceiptKey.existing(of: shop, FolderLayout(folder.data)).publicText)
    }
}
