import ArgumentParser
import RelayClient

/// A word that begins a line of a live session, and what it does; `/help` shows this table.
struct LineCommand: Sendable {
    enum Side: Equatable { case seller, buyer, both }

    let word: String
    let side: Side
    let verb: any Verb.Type

    init(_ word: String, _ side: Side, _ verb: any Verb.Type) {
        (self.word, self.side, self.verb) = (word, side, verb)
    }

    static let all = [
        LineCommand("post", .seller, PostVerb.self),
        LineCommand("stock", .seller, StockVerb.self),
        LineCommand("fix", .seller, FixVerb.self),
        LineCommand("soldout", .seller, SoldOutVerb.self),
        LineCommand("withdraw", .seller, WithdrawVerb.self),
        LineCommand("pin", .seller, PinVerb.self),
        LineCommand("unpin", .seller, UnpinVerb.self),
        LineCommand("flash", .seller, FlashVerb.self),
        LineCommand("limit", .seller, LimitVerb.self),
        LineCommand("words", .seller, WordsVerb.self),
        LineCommand("rate", .seller, RateVerb.self),
        LineCommand("close", .seller, CloseSessionVerb.self),
        LineCommand("order", .buyer, OrderVerb.self),
        LineCommand("pay", .buyer, PayVerb.self),
        LineCommand("paid", .buyer, PaidVerb.self),
        LineCommand("take", .buyer, TakeVerb.self),
        LineCommand("pass", .buyer, PassVerb.self),
        LineCommand("leave", .buyer, LeaveVerb.self),
        LineCommand("cancel", .both, CancelVerb.self),
        LineCommand("confirm", .seller, ConfirmVerb.self),
        LineCommand("reject", .seller, RejectVerb.self),
        LineCommand("accept", .seller, AcceptVerb.self),
        LineCommand("ask", .seller, AskVerb.self),
        LineCommand("refund", .seller, RefundVerb.self),
        LineCommand("refunded", .seller, RefundedVerb.self),
        LineCommand("resolve", .seller, ResolveVerb.self),
        LineCommand("routes", .seller, RoutesVerb.self),
        LineCommand("reconcile", .seller, ReconcileVerb.self),
        LineCommand("books", .seller, BooksVerb.self),
        LineCommand("alerts", .seller, AlertsVerb.self),
        LineCommand("close-alert", .seller, CloseAlertVerb.self),
        LineCommand("buying", .seller, BuyingVerb.self),
        LineCommand("tick", .seller, TickVerb.self),
        LineCommand("untick", .seller, UntickVerb.self),
        LineCommand("ticks", .seller, TicksVerb.self),
        LineCommand("short", .seller, ShortVerb.self),
        LineCommand("instead", .buyer, InsteadVerb.self),
        LineCommand("pack", .seller, PackVerb.self),
        LineCommand("split", .seller, SplitVerb.self),
        LineCommand("merge", .seller, MergeVerb.self),
        LineCommand("slip", .seller, SlipVerb.self),
        LineCommand("seal", .seller, SealVerb.self),
        LineCommand("unseal", .seller, UnsealVerb.self),
        LineCommand("customs", .seller, CustomsVerb.self),
        LineCommand("declaration", .seller, DeclarationVerb.self),
        LineCommand("declare", .seller, DeclareVerb.self),
        LineCommand("sdr", .seller, SDRVerb.self),
        LineCommand("ship", .seller, ShipVerb.self),
        LineCommand("leg", .seller, LegVerb.self),
        LineCommand("track", .seller, TrackVerb.self),
        LineCommand("profile", .buyer, ProfileVerb.self),
        LineCommand("address", .buyer, AddressVerb.self),
        LineCommand("buyers", .seller, BuyersVerb.self),
        LineCommand("buyer", .both, BuyerVerb.self),
        LineCommand("note", .seller, NoteVerb.self),
        LineCommand("block", .seller, BlockVerb.self),
        LineCommand("erase", .both, EraseVerb.self),
        LineCommand("export", .both, ExportVerb.self),
        LineCommand("away", .seller, AwayVerb.self),
        LineCommand("seller", .seller, SellerVerb.self),
        LineCommand("tariff", .seller, TariffVerb.self),
        LineCommand("duties", .seller, DutiesVerb.self),
        LineCommand("restrict", .seller, RestrictVerb.self),
        LineCommand("request", .buyer, RequestVerb.self),
        LineCommand("accept-request", .buyer, AcceptRequestVerb.self),
        LineCommand("pass-request", .buyer, PassRequestVerb.self),
        LineCommand("withdraw-request", .buyer, WithdrawRequestVerb.self),
        LineCommand("veto", .buyer, VetoVerb.self),
        LineCommand("offer", .seller, OfferVerb.self),
        LineCommand("choose", .seller, ChooseVerb.self),
        LineCommand("decline", .seller, DeclineVerb.self),
        LineCommand("requests", .both, RequestsVerb.self),
        LineCommand("destination", .buyer, DestinationVerb.self),
        LineCommand("quote", .buyer, QuoteVerb.self),
        LineCommand("agree", .buyer, AgreeVerb.self),
        LineCommand("requote", .both, RequoteVerb.self),
        LineCommand("pricing", .both, PricingVerb.self),
        LineCommand("receipt", .both, ReceiptVerb.self),
        LineCommand("invoice", .both, InvoiceVerb.self),
        LineCommand("close-day", .seller, CloseDayVerb.self),
        LineCommand("stats", .seller, StatsVerb.self),
        LineCommand("items", .both, ItemsVerb.self),
        LineCommand("waiting", .both, WaitingVerb.self),
        LineCommand("orders", .both, OrdersVerb.self),
        LineCommand("parcels", .both, ParcelsVerb.self),
        LineCommand("sessions", .both, SessionsVerb.self),
        LineCommand("message", .both, MessageVerb.self),
        LineCommand("threads", .both, ThreadsVerb.self),
        LineCommand("messages", .both, MessagesVerb.self),
        LineCommand("react", .buyer, ReactVerb.self),
        LineCommand("announce", .seller, AnnounceVerb.self),
        LineCommand("delete", .seller, DeleteVerb.self),
        LineCommand("mute", .seller, MuteVerb.self),
        LineCommand("slow", .seller, SlowVerb.self),
        LineCommand("forbid", .seller, ForbidVerb.self),
        LineCommand("moderation", .seller, ModerationVerb.self),
        LineCommand("online", .seller, OnlineVerb.self),
        LineCommand("history", .both, HistoryVerb.self),
        LineCommand("outbox", .seller, OutboxVerb.self),
        LineCommand("say", .both, SayVerb.self),
    ]

    static func help(for side: Side) -> [String] {
        var table = TextTable()
        table.add("text", "said to all in the session")
        for command in all where command.side == side || command.side == .both {
            table.add("/\(command.word)", command.verb.abstract)
        }
        table.add("/help", "This list; /COMMAND --help says more.")
        table.add("/quit", "Leave.")
        return table.lines
    }
}

/// What a typed line asks for.
enum LineRequest {
    case nothing
    case help
    case quit
    case perform(any Verb)
    /// The line makes no sense; what to say about it.
    case mistake(String)

    /// Reads a line: `/word …` is a command, all else is said to everybody.
    init(_ line: String, for side: LineCommand.Side) {
        let line = line.trimmed
        guard let first = line.first else {
            self = .nothing
            return
        }
        // A seller's `post …` has no slash in many scripts; nobody says “post --code” in a chat.
        let isPost = side == .seller && line.hasPrefix("post ") && line.contains("--code")
        guard first == "/" || isPost else {
            var say = SayVerb()
            (say.words, say.reply) = ([line], 0)
            self = .perform(say)
            return
        }
        guard var words = LineWords.split(isPost ? line : String(line.dropFirst())) else {
            self = .mistake("a quotation mark is missing at the end")
            return
        }
        guard let word = words.first else {
            self = .help
            return
        }
        words.removeFirst()
        switch word {
        case "help", "?": self = .help
        case "quit", "exit": self = .quit
        default:
            guard let command = LineCommand.all.first(where: { $0.word == word }) else {
                self = .mistake("there is no /\(word); /help lists what there is")
                return
            }
            self = .parse(command.verb, words)
        }
    }

    private static func parse<V: Verb>(_ verb: V.Type, _ words: [String]) -> LineRequest {
        do {
            return .perform(try verb.parse(words))
        } catch {
            return .mistake(verb.fullMessage(for: error))
        }
    }
}

/// Splits a line into words as a shell does: blanks part them, quotes keep them together.
enum LineWords {
    /// Nil when a quote is left open.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word = ""
        var isInWord = false
        var quote: Character?
        var escaped = false
        for character in line {
            if escaped {
                word.append(character)
                escaped = false
            } else if character == "\\", quote != "'" {
                (escaped, isInWord) = (true, true)
            } else if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                (quote, isInWord) = (character, true)
            } else if character.isWhitespace {
                if isInWord { words.append(word) }
                (word, isInWord) = ("", false)
            } else {
                word.append(character)
                isInWord = true
            }
        }
        guard quote == nil, !escaped else { return nil }
        if isInWord { words.append(word) }
        return words
    }
}
