import ArgumentParser
import Wire

// Private threads, reactions, and who is there.

struct MessageVerb: Verb {
    static let name = "message"
    static let abstract = "Write to the seller in private; staff write to a buyer."
    static let examples = [
        "shopcast message 'does A12 come in M?' --item A12",
        "shopcast message --to 3 'yes, two are left' --reply 118",
        "shopcast message --to 3 --note 'wants it by Friday'",
    ]

    @Argument(parsing: .remaining, help: "The text.") var words: [String] = []
    @Option(help: "The text.") var text: String?
    @Option(help: "Staff: the buyer's number.") var to: UInt64 = 0
    @Option(help: "Code of the item that it is about.") var item: String?
    @Option(help: "Number of the order that it is about.") var order: UInt64 = 0
    @Option(help: "Number (#) of the message that it answers.") var reply: UInt64 = 0
    @Flag(help: "Staff: among staff; the buyer does not see it.") var note = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var send = message()
        if let item {
            (send.session, send.code) = (try await shop.sessionNumber(), item.uppercased())
        }
        try await shop.submit(.sendMessage(send))
    }

    /// The message without the item.
    func message() -> WireSendMessage {
        var send = WireSendMessage()
        (send.buyer, send.text, send.replyTo) = (to, joined(words, or: text), reply)
        (send.order, send.note) = (order, note)
        return send
    }
}

struct ThreadsVerb: Verb {
    static let name = "threads"
    static let abstract = "List private threads, the newest first; a buyer's own."
    static let examples = ["shopcast threads --unread", "shopcast threads --json --before 512"]

    @Flag(help: "Only those with something unread.") var unread = false
    @Option(help: "Only threads older than this event.") var before: UInt64 = 0
    @Option(help: "At most so many.") var limit: UInt32 = 0

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListThreads()
        (list.unread, list.before, list.limit) = (unread, before, limit)
        try await shop.perform(.listThreads(list))
    }
}

struct MessagesVerb: Verb {
    static let name = "messages"
    static let abstract = "Read a private thread, the newest page, and mark it as read."
    static let examples = ["shopcast messages 3", "shopcast messages --peek --json"]

    @Argument(help: "Staff: the buyer's number.") var buyer: UInt64 = 0
    @Option(help: "Only messages older than this event.") var before: UInt64 = 0
    @Option(help: "At most so many.") var limit: UInt32 = 0
    @Flag(help: "Do not mark it as read.") var peek = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireListMessages()
        (list.buyer, list.before, list.limit) = (buyer, before, limit)
        let messages = try await shop.perform(.listMessages(list)).messages
        guard !peek, messages.thread.unread > 0, let last = messages.messages.last else { return }
        var mark = WireMarkRead()
        (mark.buyer, mark.through) = (buyer, last.seq)
        _ = try await shop.ask(.markRead(mark), step: "read")
    }
}

struct ReactVerb: Verb {
    static let name = "react"
    static let abstract = "React to an item or a line: heart, thumb, laugh, wow or hand."
    static let examples = ["shopcast react heart A12", "shopcast react hand --line 118 --undo"]

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case heart, thumb, laugh, wow, hand

        var wire: WireReactionKind {
            switch self {
            case .heart: .heart
            case .thumb: .thumb
            case .laugh: .laugh
            case .wow: .wow
            case .hand: .hand
            }
        }
    }

    @Argument(help: "Which.") var kind: Kind
    @Argument(help: "The item's code.") var code: String?
    @Option(help: "Number (#) of the line.") var line: UInt64?
    @Flag(help: "Take it back.") var undo = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var reaction = try message()
        reaction.session = try await shop.sessionNumber()
        try await shop.react(reaction)
    }

    /// The reaction without the session.
    func message() throws(CommandFailure) -> WireReact {
        guard (code == nil) != (line == nil) else {
            throw .usage("name an item's code, or a line with --line")
        }
        var reaction = WireReact()
        (reaction.kind, reaction.takeBack) = (kind.wire, undo)
        if let code { reaction.code = code.uppercased() }
        if let line { reaction.line = line }
        return reaction
    }
}

struct OnlineVerb: Verb {
    static let name = "online"
    static let abstract = "List the buyers who are there now."
    static let examples = ["shopcast online --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.performList(.listOnline(WireListOnline()))
    }
}
