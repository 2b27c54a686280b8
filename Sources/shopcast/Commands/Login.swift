import ArgumentParser
import RelayClient
import Wire

struct Login: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try a token and keep it for this profile.",
        discussion: """
            EXAMPLES
              shopcast login --server wss://shop.example:8443/v1 --token-file owner.token
              SHOPCAST_TOKEN=… shopcast login --server wss://shop.example:8443/v1
            """)

    @OptionGroup(title: "Connection") var options: ConnectionOptions

    func run() async throws {
        let printer = Printer(isJSON: options.json)
        try await finishing(printer) { () async throws(CommandFailure) -> String in
            let connection = try options.resolve(environment: programEnvironment)
            let token = try connection.token()
            let client = try connection.client(
                .token(token), patience: .seconds(30), printer: printer)
            let welcome: WireWelcome
            do throws(ClientFailure) {
                welcome = try await client.welcome()
            } catch {
                throw CommandFailure(error)
            }
            try connection.remember(welcome, token: token)
            client.finish()
            await client.ended()
            printer.show(.welcomed(welcome))
            return "done"
        }
    }
}
