import ArgumentParser
import OpenSSLBridge
import RelayClient
import Wire

struct Join: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Come in as a new buyer with a session's invite code, and watch.",
        discussion: """
            The token that the shop gives is kept in this profile; come back with `shopcast buy`.

            EXAMPLES
              shopcast join ABCD-EFGH --server wss://shop.example:8443/v1 --name Li
              shopcast join ABCD-EFGH --name Li --no-watch
            """)

    @Argument(help: "The session's invite code.") var code: String
    @Option(help: "What you want to be called.") var name: String
    @Flag(inversion: .prefixedNo, help: "Go on as `watch`.") var watch = true
    @OptionGroup var feed: FeedOptions
    @OptionGroup(title: "Connection") var options: ConnectionOptions

    private func drawSecret() throws(CommandFailure) -> String {
        do {
            return Base64.urlSafe.encode(try SecureRandom.bytes(32))
        } catch {
            throw .local("no secret can be drawn: \(error)")
        }
    }

    func run() async throws {
        let printer = Printer(isJSON: options.json)
        try await finishing(printer) { () async throws(CommandFailure) -> String in
            let connection = try options.resolve(environment: programEnvironment)
            // The token is told only once: find out before that files can be written.
            try connection.checkFiles()
            let credential = Credential.invite(
                code: code, alias: name, secret: try drawSecret())
            if watch {
                let plan = JoinPlan(
                    session: .invited, start: feed.start ?? .sessionStart,
                    photos: feed.photos == nil ? .none : .preview)
                return try await LiveRun(
                    connection: connection, printer: printer, credential: credential, plan: plan,
                    goal: feed.goal, side: nil
                ).run()
            }
            let client = try connection.client(
                credential, patience: .seconds(30), printer: printer)
            let welcome: WireWelcome
            do throws(ClientFailure) {
                welcome = try await client.welcome()
            } catch {
                throw CommandFailure(error)
            }
            try connection.remember(welcome)
            printer.show(.welcomed(welcome))
            client.finish()
            await client.ended()
            return "done"
        }
    }
}
