import ArgumentParser
import RelayClient
import Testing
import Wire

@testable import shopcast

/// What is said in private, and what keeps order, as typed and as shown.
struct TalkLineTests {
    private let clock = ClockText(offsetSeconds: 0)
    private let noon: Int64 = 129_600_000

    @Test(arguments: [
        ["message", "in M?"], ["message", "in M?", "--item", "A12", "--order", "7"],
        ["message", "--to", "3", "yes,", "two", "--reply", "118"],
        ["message", "--to", "3", "--note", "by Friday"], ["message", "--text", "x"],
        ["threads"], ["threads", "--unread", "--before", "9", "--limit", "5"],
        ["messages"], ["messages", "3", "--before", "9", "--peek"],
        ["react", "heart", "A12"], ["react", "hand", "--line", "118", "--undo"],
        ["say", "--reply", "118", "yes,", "two"],
        ["announce", "last", "round"], ["announce"], ["delete", "118", "a", "number"],
        ["mute", "3", "10m", "shouts"], ["mute", "3", "--lift"], ["slow", "10s"],
        ["slow", "off"], ["forbid", "spam", "free money"], ["forbid"], ["moderation"],
        ["online"],
    ])
    func `the command line and a live session take`(words: [String]) throws {
        _ = try Shopcast.parseAsRoot(words)
        let line = words.map { $0.contains(" ") ? "'\($0)'" : $0 }.joined(separator: " ")
        guard case .perform = LineRequest("/" + line, for: .seller) else {
            Issue.record("not a line of a live session: \(words)")
            return
        }
    }

    @Test func `a message says to whom, what about and what it answers`() throws {
        let send = try MessageVerb.parse(
            ["--to", "3", "yes,", "two", "--reply", "118", "--order", "7"]
        ).message()
        #expect(send.buyer == 3 && send.text == "yes, two" && send.replyTo == 118)
        #expect(send.order == 7 && !send.note)
        #expect(try MessageVerb.parse(["--to", "3", "--note", "x"]).message().note)
    }

    @Test func `a reaction is to an item or to a line`() throws {
        let heart = try ReactVerb.parse(["heart", "a12"]).message()
        #expect(heart.kind == .heart && heart.code == "A12" && !heart.takeBack)
        let hand = try ReactVerb.parse(["hand", "--line", "118", "--undo"]).message()
        #expect(hand.kind == .hand && hand.line == 118 && hand.takeBack)
        for words in [["heart"], ["heart", "A12", "--line", "1"]] {
            let verb = try ReactVerb.parse(words)
            #expect(throws: CommandFailure.self) { try verb.message() }
        }
    }

    @Test func `mutes and slow mode have a time`() throws {
        guard case .muteBuyer(let mute) = try MuteVerb.parse(["3", "10m", "a", "b"]).command()
        else {
            Issue.record("no mute")
            return
        }
        #expect(mute.buyer == 3 && mute.seconds == 600 && mute.reason == "a b")
        guard case .unmuteBuyer = try MuteVerb.parse(["3", "--lift"]).command() else {
            Issue.record("not lifted")
            return
        }
        #expect(throws: CommandFailure.self) { try MuteVerb.parse(["3", "soon"]).command() }
        #expect(try SlowVerb.parse(["off"]).message().seconds == 0)
        #expect(try SlowVerb.parse(["2m"]).message().seconds == 120)
        #expect(throws: CommandFailure.self) { try SlowVerb.parse(["0"]).message() }
    }

    @Test func `a thread for people`() {
        var messages = WireMessages()
        messages.messages = [
            message(121) { ($0.alias, $0.text, $0.code) = ("Linh", "in M?\u{1B}", "A12") },
            message(122) {
                ($0.staff, $0.alias, $0.text, $0.replyTo) = (true, "Mina", "yes", 121)
            },
            message(123) {
                ($0.staff, $0.note, $0.alias, $0.text) = (true, true, "Mina", "Friday")
            },
        ]
        messages.next = 121
        #expect(
            messages.lines(clock) == [
                "1970-01-02 12:00  #121 Linh (buyer 3): in M?\u{FFFD} · about A12",
                "1970-01-02 12:00  #122 Mina to buyer 3, to #121: yes",
                "1970-01-02 12:00  #123 note of Mina on buyer 3: Friday",
                "older ones: --before 121",
            ])
        #expect(WireMessages().lines(clock) == ["nothing was written"])
    }

    private func message(
        _ number: UInt64, _ fill: (inout WireMessage) -> Void
    ) -> WireMessage {
        var message = WireMessage()
        (message.seq, message.atMs, message.buyer) = (number, noon, 3)
        fill(&message)
        return message
    }

    @Test func `what is of the moment is for programs; people see notices`() {
        var presence = WirePresence()
        (presence.session, presence.viewers) = (1, 214)
        let update = ClientUpdate.presence(presence)
        #expect(update.text(clock) == nil)
        #expect(
            update.json(at: 7)?.text == #"{"type":"presence","ts":7,"session":1,"viewers":214}"#)
        var reactions = WireReactions()
        var total = WireReactionTotals()
        (total.item, total.code) = (4, "A12")
        var count = WireReactionCount()
        (count.kind, count.buyers) = (.heart, 12)
        total.counts = [count]
        (reactions.session, reactions.totals) = (1, [total])
        #expect(
            ClientUpdate.reactions(reactions).json(at: 7)?.text == """
                {"type":"reactions","ts":7,"session":1,"totals":[{"item":4,"code":"A12","line":0,\
                "counts":{"heart":12}}]}
                """)
        var notice = WireError()
        (notice.code, notice.text) = (.nearlyTooFast, "80 % are used.")
        let note = ClientUpdate.notice(notice).text(clock)
        #expect(note?.text == "80 % are used." && note?.isNote == true)
    }
}
