import ArgumentParser
import RelayClient
import Wire

/// A verb as a command of its own: connects, does it, ends.
struct OneShot<V: Verb>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: V.name, abstract: V.abstract,
            discussion: "EXAMPLES\n" + V.examples.map { "  " + $0 }.joined(separator: "\n"))
    }

    /// How long a lost connection may stay away before the command fails.
    private static var patience: Duration { .seconds(30) }

    @OptionGroup var verb: V
    @OptionGroup(title: "Connection") var options: ConnectionOptions
    @Option(
        help: "The session; the one joined last, if left out.",
        completion: LiveCompletion.sessions)
    var session: UInt64?
    @Option(help: "An id of your own: the same command with it is done once, ever.")
    var id: String?

    func run() async throws {
        let printer = Printer(isJSON: options.json)
        try await finishing(printer) { () async throws(CommandFailure) -> String in
            if let id { try Self.check(id) }
            let connection = try options.resolve(environment: programEnvironment)
            let token = try connection.token()
            let plan = verb.needsEvents ? JoinPlan(session: .number(0), start: .head) : nil
            let client = try connection.client(
                .token(token), plan, patience: Self.patience, printer: printer)
            let notes = verb.needsEvents ? nil : Self.showNotes(client, printer)
            let shop = ShopAccess(
                client, printer, options.wire, session: session,
                usual: connection.usualSession, commandID: id,
                outbox: try connection.outbox(token), memory: connection.memory(token))
            try await verb.perform(shop)
            client.finish()
            await notes?.value
            await client.ended()
            return "done"
        }
    }

    /// Room for what is added for the further commands of one verb.
    private static func check(_ id: String) throws(CommandFailure) {
        guard (1...48).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .usage("--id: 1 to 48 printable ASCII characters without blanks") }
    }

    /// Tells of lost connections and broken rules; the result is the verb's to tell.
    private static func showNotes(_ client: RelayClient, _ printer: Printer) -> Task<Void, Never> {
        Task {
            for await update in client.updates {
                switch update {
                case .reconnecting, .violation, .draining, .notice: printer.show(update)
                default: break
                }
            }
        }
    }
}
