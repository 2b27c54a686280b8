import ArgumentParser
import LoadTool

// What concerns a shop that is there: nothing is posted or ordered.

struct ListsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lists",
        abstract: "Staff asks for each list, again and again; times from question to answer.",
        discussion: """
            …_entries are what one answer has: lists come in pages. whole_… is the list of all \
            orders, page by page.
            """)

    @OptionGroup var options: RunOptions
    @Option(help: "How often each list is asked for.")
    var repeats = 100

    func validate() throws {
        guard (1...100_000).contains(repeats) else {
            throw ValidationError("--repeats must be 1 to 100000.")
        }
    }

    func run() throws {
        var settings = ListSettings()
        settings.repeats = repeats
        try options.run { run throws(LoadFailure) in try run.lists(settings) }
    }
}

struct EnterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enter",
        abstract: "Signs in and joins once; says how long after a moment that was done.")

    @OptionGroup var options: RunOptions
    @Option(help: "The moment, in seconds since the epoch, such as $EPOCHREALTIME.")
    var since: Double

    func run() throws {
        try options.run(sellerJoins: true) { run in run.enter(since: since) }
    }
}
