import ArgumentParser
import RelayServer
import Storage

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Check what has been written; the server must not be running.",
        subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every shop's journal: numbers, hashes, and the read tables.")

        @OptionGroup var folder: FolderOptions

        func run() throws {
            let opened = try DataFolder.open(folder.data)
            var isSound = true
            for shop in try opened.server.shops() {
                let report = try LedgerReport.verify(shop.id, in: opened)
                for line in report.lines { print(line) }
                isSound = isSound && report.isSound
            }
            guard isSound else { throw ExitCode.failure }
        }
    }
}
