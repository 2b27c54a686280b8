import ArgumentParser
import OpenSSLBridge
import ShopModel
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
                switch try opened.openShop(shop.id).verifyLedger() {
                case .sound(let head):
                    print("\(shop.id): \(head.sequence) events, head \(Hex.encode(head.hash))")
                case .broken(let sequence, let fault):
                    isSound = false
                    print("\(shop.id): event \(sequence) is wrong: \(fault)")
                }
            }
            guard isSound else { throw ExitCode.failure }
        }
    }
}
