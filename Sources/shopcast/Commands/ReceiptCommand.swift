import ArgumentParser
import Receipts
import RelayClient
import Wire

struct ReceiptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Get receipts, and check them without the shop.",
        subcommands: [OneShot<ReceiptVerb>.self, Verify.self, Compare.self])

    /// What tells a shop's key, when no connection does.
    struct KeyOptions: ParsableArguments, Sendable {
        @Option(
            help: "A file with the shop's key, from `shopcastd receipt-key`; else the kept one.")
        var shopKey: String?
        @Option(help: "Keeps several users of this computer apart.")
        var profile = ClientHome.standardProfile
        @Flag(help: "Print one JSON object a line.") var json = false

        /// The key that this user trusts for the shop: the given one, or what its server said when
        /// the user first signed in there.
        func key(of shop: String) throws(CommandFailure) -> String {
            if let shopKey {
                let bytes = try LocalFile.read(shopKey, limitBytes: 4096)
                return String(decoding: bytes, as: UTF8.self).trimmed
            }
            do throws(FileProblem) {
                let home = try ClientHome(environment: programEnvironment, profile: profile)
                let settings = try home.settings()
                if settings.shop == shop, let server = settings.server,
                    let key = try home.receiptKey(server: server, shop: shop)
                {
                    return key
                }
            } catch {
                throw .local(error.description)
            }
            throw .usage(
                "the key of \(clean(shop)) is not known here: give --shop-key FILE with what the "
                    + "seller's `shopcastd receipt-key` prints")
        }

        func checked(
            _ file: String
        ) throws(CommandFailure) -> (receipt: WireReceipt, facts: ReceiptFacts) {
            let bytes = try LocalFile.read(file, limitBytes: WireReceipt.limitBytes)
            let receipt = try Self.sound(file) { () throws(ReceiptProblem) in
                try WireReceipt.read(bytes)
            }
            let key = try key(of: receipt.shop)
            let facts = try Self.sound(file) { () throws(ReceiptProblem) in
                try receipt.check(trusted: key)
            }
            return (receipt, facts)
        }

        private static func sound<Value>(
            _ file: String, _ body: () throws(ReceiptProblem) -> Value
        ) throws(CommandFailure) -> Value {
            do throws(ReceiptProblem) {
                return try body()
            } catch {
                throw .local("\(file) proves nothing: \(error) [\(error.name)]")
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a receipt: entries, hashes, and the shop's signature. Works offline.",
            discussion: """
                EXAMPLES
                  shopcast receipt verify receipt-seoul-finds-7.json
                  shopcast receipt verify order-7.json --shop-key seoul-finds.key --json
                """)

        @Argument(help: "The receipt's file.") var file: String
        @OptionGroup var options: KeyOptions

        func run() async throws {
            let printer = Printer(isJSON: options.json)
            try await finishing(printer) { () async throws(CommandFailure) -> String in
                let facts = try options.checked(file).facts
                if options.json {
                    printer.line(facts.json(file: file))
                } else {
                    printer.line("\(file) is sound: \(facts.text)")
                }
                return "done"
            }
        }
    }

    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell whether two receipts of a shop can be of one ledger. Works offline.",
            discussion: "EXAMPLES\n  shopcast receipt compare order-7.json order-9.json")

        @Argument(help: "A receipt's file.") var first: String
        @Argument(help: "Another one of the same shop.") var second: String
        @OptionGroup var options: KeyOptions

        func run() async throws {
            let printer = Printer(isJSON: options.json)
            try await finishing(printer) { () async throws(CommandFailure) -> String in
                let (one, other) = (
                    try options.checked(first).receipt, try options.checked(second).receipt
                )
                guard one.shop == other.shop else {
                    throw .usage("these receipts are of two shops")
                }
                if let number = one.contradiction(with: other) {
                    throw .local(
                        "the receipts contradict each other at entry \(number): the shop has "
                            + "rewritten its ledger; keep both files")
                }
                if !options.json { printer.line("nothing in them contradicts each other") }
                return "done"
            }
        }
    }
}
