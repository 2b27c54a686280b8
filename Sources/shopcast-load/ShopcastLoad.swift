import ArgumentParser

@main
struct ShopcastLoad: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shopcast-load",
        abstract: "Scripted sellers and buyers for a Shopcast server: measures it and checks it.",
        discussion: """
            It opens a session of its own in the token's shop, lets buyers in by invite, and closes \
            the session at the end. What it posts and orders stays in the shop: use a shop made for it.

              shopcastd token create load-test tester --data DIR > tester.token
              shopcast-load list
              shopcast-load run quiet-shop --server wss://127.0.0.1:8443/v1 \\
                --token-file tester.token --no-payments --report report

            “run” plays scenario files; the other commands measure one thing each.

            Exit codes: 0 all checks passed, 1 a check failed or the server refused, 5 the server \
            cannot be reached, 64 wrong usage.
            """,
        subcommands: [
            RunCommand.self, ListScenariosCommand.self, FanoutCommand.self, PhotosCommand.self,
            OrdersCommand.self, FlashCommand.self, IdleCommand.self, ListsCommand.self,
            EnterCommand.self,
        ])
}
