import ArgumentParser
import RelayServer
import Storage

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a shop's tables as CSV or SQL; also while the server runs.",
        discussion: """
            CSV is RFC 4180 with a header. A text that a spreadsheet would take for a formula (it \
            begins with = + - @, a tab or a carriage return) gets an apostrophe in front, and so \
            does one that begins with an apostrophe. SQL loads into sqlite3 and PostgreSQL. \
            Amounts are whole minor units, and exact decimals beside their currency; times are ISO \
            8601 in UTC. What is sealed of buyers is left out.

            EXAMPLES
              shopcastd export --shop seoul-finds --all --out books
              shopcastd export --shop seoul-finds --format sql --table orders --table payments --out .
            """)

    @Option(help: "The shop.") var shop: ShopSlug
    @Option(help: "csv or sql.") var format = ExportFormat.csv
    @Option(help: "A table; may be given several times.") var table: [String] = []
    @Flag(help: "All tables.") var all = false
    @Option(help: "The folder that the files are written to.") var out: String
    @OptionGroup var folder: FolderOptions

    func validate() throws {
        guard all != !table.isEmpty else {
            throw ValidationError(
                "say --all, or --table NAME: " + ShopExport.tables.joined(separator: ", "))
        }
    }

    func run() throws {
        let export = try ShopExport(shop, in: folder.data)
        let result = try export.write(all ? ShopExport.tables : table, as: format, to: out)
        for written in result.tables { print("\(written.table)\t\(written.rows) rows") }
        for file in result.files { print(file) }
    }
}

extension ExportFormat: ExpressibleByArgument {}
