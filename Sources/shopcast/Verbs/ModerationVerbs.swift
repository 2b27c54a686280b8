import ArgumentParser
import Wire

// What keeps the public talk in order; each act is logged with who and why.

struct DeleteVerb: Verb {
    static let name = "delete"
    static let abstract = "Take a line of the chat or a message away; its text is gone for good."
    static let examples = ["shopcast delete 118 'a phone number'"]

    @Argument(help: "Number (#) of the line.") var line: UInt64
    @Argument(parsing: .remaining, help: "Why.") var words: [String] = []
    @Option(help: "Why.") var reason: String?

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var delete = WireDeleteLine()
        (delete.line, delete.reason) = (line, joined(words, or: reason))
        try await shop.perform(.deleteLine(delete))
    }
}

struct MuteVerb: Verb {
    static let name = "mute"
    static let abstract = "Keep a buyer from speaking in public for a while; orders go on."
    static let examples = ["shopcast mute 3 10m 'shouts'", "shopcast mute 3 --lift"]

    @Argument(help: "The buyer's number.") var buyer: UInt64
    @Argument(help: "How long, such as 90s, 10m or 2h.") var time: String?
    @Argument(parsing: .remaining, help: "Why; the buyer is told.") var words: [String] = []
    @Option(help: "Why; the buyer is told.") var reason: String?
    @Flag(help: "Let the buyer speak again.") var lift = false

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(try command())
    }

    func command() throws(CommandFailure) -> WireCommand.OneOf_Body {
        if lift {
            var unmute = WireUnmuteBuyer()
            unmute.buyer = buyer
            return .unmuteBuyer(unmute)
        }
        guard let time, let seconds = OpenSessionVerb.seconds(time) else {
            throw .usage("say how long, such as 90s, 10m or 2h")
        }
        var mute = WireMuteBuyer()
        (mute.buyer, mute.seconds, mute.reason) = (buyer, seconds, joined(words, or: reason))
        return .muteBuyer(mute)
    }
}

struct SlowVerb: Verb {
    static let name = "slow"
    static let abstract = "Slow mode: one line of each buyer in so long; orders do not wait."
    static let examples = ["shopcast slow 10s", "shopcast slow off"]

    @Argument(help: "Such as 10s, or off.") var pause: String

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var slow = try message()
        slow.session = try await shop.sessionNumber()
        try await shop.perform(.setSlowMode(slow))
    }

    /// The command without the session.
    func message() throws(CommandFailure) -> WireSetSlowMode {
        var slow = WireSetSlowMode()
        guard pause != "off" else { return slow }
        guard let seconds = OpenSessionVerb.seconds(pause), seconds > 0 else {
            throw .usage("a time such as 10s, or off")
        }
        slow.seconds = seconds
        return slow
    }
}

struct ForbidVerb: Verb {
    static let name = "forbid"
    static let abstract = "List all the words that buyers do not say in public; none: no list."
    static let examples = ["shopcast forbid spam 'free money'", "shopcast forbid"]

    @Argument(help: "The words, all of them.") var words: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var list = WireWordList()
        list.words = words
        try await shop.perform(.setWordList(list))
    }
}

struct ModerationVerb: Verb {
    static let name = "moderation"
    static let abstract = "Show the words that are not said, and who is muted."
    static let examples = ["shopcast moderation --json"]

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        try await shop.perform(.listModeration(WireListModeration()))
    }
}

struct AnnounceVerb: Verb {
    static let name = "announce"
    static let abstract = "Pin a text in the session, also for who comes later; none: take it down."
    static let examples = ["shopcast announce 'last round at 21:00'", "shopcast announce"]

    @Argument(parsing: .remaining, help: "The text.") var words: [String] = []

    func perform(_ shop: ShopAccess) async throws(CommandFailure) {
        var pin = WirePinText()
        (pin.session, pin.text) = (try await shop.sessionNumber(), joined(words, or: nil))
        try await shop.perform(.pinText(pin))
    }
}
