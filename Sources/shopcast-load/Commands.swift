import ArgumentParser
import LoadTool

struct FanoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fanout",
        abstract: "The seller talks; every buyer must get every text once and in order.")

    @OptionGroup var options: RunOptions
    @Option(help: "Texts per second; 0 sends as fast as the window allows.")
    var rate = 20.0
    @Option(help: "Texts that not every buyer has yet, at most.")
    var window = 64
    @Option(help: "Bytes of each text's WebSocket frame.")
    var bytes = 300

    func validate() throws {
        guard rate >= 0, window > 0, (120...2_000).contains(bytes) else {
            throw ValidationError(
                "--rate must not be negative, --window above zero, and --bytes 120 to 2000.")
        }
    }

    func run() throws {
        var settings = FanoutSettings()
        (settings.perSecond, settings.window) = (rate == 0 ? nil : rate, window)
        settings.frameBytes = bytes
        try options.run { run throws(LoadFailure) in try run.fanout(settings) }
    }
}

struct PhotosCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "photos",
        abstract: "The seller posts photos; every buyer must get each one whole.")

    @OptionGroup var options: RunOptions
    @Option(help: "Posts in all, each with a photo of its own.")
    var posts = 20
    @Option(help: "Bytes of each photo.")
    var bytes = 65_536
    @Option(help: "Posts per second; 0 posts as fast as the window allows.")
    var rate = 0.0
    @Option(help: "Posts whose photo not every buyer has yet, at most.")
    var window = 4

    func validate() throws {
        guard rate >= 0, window > 0, (1...10_000).contains(posts), (600...1 << 20).contains(bytes)
        else {
            throw ValidationError(
                """
                --rate must not be negative, --window above zero, --posts 1 to 10000, and --bytes \
                600 to 1048576.
                """)
        }
    }

    func run() throws {
        var settings = PhotoSettings()
        (settings.posts, settings.photoBytes, settings.window) = (posts, bytes, window)
        settings.perSecond = rate == 0 ? nil : rate
        try options.run { run throws(LoadFailure) in try run.photos(settings) }
    }
}

struct OrdersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "All buyers order; every order must be answered once, and the books add up.",
        discussion: """
            A server at its usual limits takes 20 unpaid orders from a buyer, and answers more \
            with a refusal, which is counted: see shopcastd serve --unpaid-orders.
            """)

    @OptionGroup var options: RunOptions
    @Option(help: "Orders under way per buyer, at most.")
    var window = 1
    @Option(help: "Orders per second over all buyers; 0 orders as fast as the window allows.")
    var rate = 0.0
    @Option(help: "Units on offer; without it the item is bought to order and never runs out.")
    var stock: Int?

    func validate() throws {
        guard rate >= 0, window > 0, stock.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError(
                "--rate must not be negative, --window above zero, and --stock 1 to 1000000.")
        }
    }

    func run() throws {
        var settings = OrderSettings()
        (settings.window, settings.stock) = (window, stock)
        settings.perSecond = rate == 0 ? nil : rate
        try options.run { run throws(LoadFailure) in try run.orders(settings) }
    }
}

struct FlashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flash",
        abstract: "All buyers order one of a few units within a moment, while the seller talks on.",
        discussion: """
            As many as there are must be held, everybody else be told that none is left, and every \
            text arrive once and in order: answer_… are times from an order's due time to its \
            answer, text_… those of the texts until the last answer.
            """)

    @OptionGroup var options: RunOptions
    @Option(help: "Units on offer.")
    var units = 100
    @Option(help: "Seconds in which every buyer orders.")
    var rush = 1.0
    @Option(help: "Texts of the seller per second.")
    var rate = 20.0

    func validate() throws {
        guard (1...1_000_000).contains(units), rush > 0, rate > 0 else {
            throw ValidationError("--units must be 1 to 1000000, --rush and --rate above zero.")
        }
    }

    func run() throws {
        var settings = FlashSettings()
        (settings.units, settings.rushSeconds, settings.textsPerSecond) = (units, rush, rate)
        try options.run { run throws(LoadFailure) in try run.flash(settings) }
    }
}

struct IdleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle",
        abstract: "Buyers join and do nothing; all must stay. With --server-pid: memory for each.")

    @OptionGroup var options: RunOptions
    @Option(help: "Rest and read memory after so many buyers more; by default once all are in.")
    var step: Int?

    func validate() throws {
        guard step.map({ $0 > 0 }) ?? true else {
            throw ValidationError("--step must be above zero.")
        }
    }

    func run() throws {
        var settings = IdleSettings()
        settings.step = step
        try options.run { run throws(LoadFailure) in try run.idle(settings) }
    }
}
