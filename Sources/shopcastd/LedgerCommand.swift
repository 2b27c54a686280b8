import ArgumentParser
import Foundation
import Receipts
import RelayServer
import Storage
import Wire

struct LedgerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Check what has been written; the server must not be running.",
        subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every shop's journal: numbers, hashes, and the read tables.")

        @Option(help: "A receipt's file: whether its shop's journal still has what it states.")
        var receipt: [String] = []
        @OptionGroup var folder: FolderOptions

        func run() throws {
            let opened = try DataFolder.open(folder.data)
            var isSound = true
            for shop in try opened.server.shops() {
                let report = try LedgerReport.verify(shop.id, in: opened)
                for line in report.lines { print(line) }
                isSound = isSound && report.isSound
            }
            for file in receipt {
                let report = try Self.compare(file, in: opened)
                for line in report.lines { print(line) }
                isSound = isSound && report.isSound
            }
            guard isSound else { throw ExitCode.failure }
        }

        private static func compare(
            _ file: String, in folder: DataFolder
        ) throws -> LedgerReport {
            do {
                guard let handle = FileHandle(forReadingAtPath: file) else {
                    throw ValidationError("\(file) cannot be read; is the name right?")
                }
                let bytes = try handle.read(upToCount: WireReceipt.limitBytes + 1) ?? Data()
                let receipt = try WireReceipt.read([UInt8](bytes))
                guard let shop = ShopSlug(receipt.shop), try folder.server.shop(shop) != nil else {
                    throw ValidationError("\(file) is of a shop that is not here")
                }
                return try LedgerReport.compare(receipt, with: shop, in: folder)
            } catch let problem as ReceiptProblem {
                return LedgerReport(
                    lines: ["\(file) proves nothing: \(problem)"], isSound: false)
            }
        }
    }
}
