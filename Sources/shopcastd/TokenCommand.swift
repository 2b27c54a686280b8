import ArgumentParser
import RelayServer
import ShopCore
import Storage

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Give and take back the tokens of a shop's staff; also while the server runs.",
        subcommands: [Create.self, List.self, Revoke.self])

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token and print it, this once.",
            discussion: "Write it to a file that only its user can read: umask 077; … > FILE")

        @Argument var shop: ShopSlug
        @Argument(help: "Who it is for; shown beside what they say.")
        var name: String
        @Option(help: "owner, shopper, packer or moderator; see `shopcastd roles`.")
        var role = StaffRole.owner
        @OptionGroup var folder: FolderOptions

        func run() throws {
            let token = try Token.make(.staff, shop: shop)
            try ServerStore.openBeside(folder.data).createStaffToken(
                StaffToken(
                    hash: token.hash, shop: shop, name: name, role: role,
                    createdAt: Administration.now))
            print(token.text)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List who has a token; the tokens themselves are kept nowhere.")

        @Argument var shop: ShopSlug
        @OptionGroup var folder: FolderOptions

        func run() throws {
            for token in try ServerStore.openBeside(folder.data).staffTokens(of: shop) {
                print(
                    "\(token.name)\t\(token.role.rawValue)\(token.revokedAt == nil ? "" : "\trevoked")"
                )
            }
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a token, and within a second or two the connections under it.")

        @Argument var shop: ShopSlug
        @Argument var name: String
        @OptionGroup var folder: FolderOptions

        func run() throws {
            try ServerStore.openBeside(folder.data).revokeStaffToken(
                of: shop, name: name, at: Administration.now)
            print("the token of \(name) is revoked")
        }
    }
}

extension StaffRole: ExpressibleByArgument {}
