import ArgumentParser
import RelayServer

@main
struct Shopcastd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shopcastd",
        abstract: "The Shopcast server: live posts, orders, confirmed payments, shipments.",
        discussion: """
            A first start:
              shopcastd shop create seoul-finds --title "Seoul Finds" --data DIR
              shopcastd token create seoul-finds mina --role owner --data DIR > mina.token
              shopcastd serve --data DIR --listen 127.0.0.1:8443
            """,
        version: Version.text,
        subcommands: [
            Serve.self, ShopCommand.self, TokenCommand.self, PaymentsCommand.self,
            CertificateCommand.self, LedgerCommand.self, ReceiptKeyCommand.self,
            ExportCommand.self, ConfigCommand.self, RolesCommand.self,
        ])
}

/// Options that every subcommand has.
struct FolderOptions: ParsableArguments {
    @Option(help: "The server's folder: databases, photos, certificate.")
    var data = "shopcast-data"
}
