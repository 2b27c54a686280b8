import ShopCore
import ShopModel
import TestSupport
import Testing

/// What the journal alone says of the talk; counted apart from the shop's own books.
struct TalkBook {
    private var read = 0
    private(set) var kinds: Set<String> = []
    private var mutes: [BuyerID: Timestamp] = [:]
    private var words: Set<String> = []
    private var pause: TimeSpan?
    private var lastLines: [BuyerID: Timestamp] = [:]
    /// Answered as an order or a pass, which do not wait.
    private var answered: Set<EventSequence> = []
    private(set) var gone: Set<EventSequence> = []
    private var erased: Set<BuyerID> = []

    /// - Parameter hasForgotten: The shop came back from its journal: slow mode begins anew.
    mutating func read(_ journal: [Entry], hasForgotten: Bool, _ step: String) {
        if hasForgotten { lastLines = [:] }
        for entry in journal[read...] {
            if case .claimAnswered(_, _, let said, _) = entry.event { answered.insert(said) }
        }
        for entry in journal[read...] { read(entry, step) }
        read = journal.count
    }

    private mutating func read(_ entry: Entry, _ step: String) {
        switch entry.event {
        case .said(_, .buyer(let id, _), let text, _):
            verify(mutes[id].map { $0 <= entry.at } ?? true, "\(step): buyer \(id) is muted")
            verify(!words.contains { text.contains($0) }, "\(step): \(text)")
            if let pause, !answered.contains(entry.sequence), let last = lastLines[id] {
                verify(last + pause <= entry.at, "\(step): buyer \(id) speaks too soon")
            }
            if pause != nil { lastLines[id] = entry.at }
        case .people(.erased(let id, _)):
            erased.insert(id)
            mutes[id] = nil
        case .talk(let event):
            kinds.insert(String("\(event)".prefix { $0 != "(" }))
            switch event {
            case .sent(let message):
                verify(!erased.contains(message.thread), "\(step): the thread is erased")
                verify(entry.audience == (message.isNote ? .staff : .buyer(message.thread)))
            case .read(let id, _, _): verify(entry.audience == .buyer(id))
            case .deleted(let line, _, _):
                verify(gone.insert(line.sequence).inserted, "\(step): it was gone already")
                verify(entry.audience == line.audience)
            case .muted(let id, let mute): mutes[id] = mute.until
            case .unmuted(let id, _): mutes[id] = nil
            case .wordsSet(let listed, _): words = Set(listed)
            case .slowModeSet(_, let new, _):
                pause = new
                if new == nil { lastLines = [:] }
            case .textPinned: break
            }
        default: break
        }
    }

    func audit(_ shop: Shop, _ step: String) {
        verify(shop.people.mutes.mapValues(\.until) == mutes, "\(step)")
        verify(Set(shop.talk.words.words) == words, "\(step)")
        verify(shop.sessions[ShopBench.session]?.slowMode == pause, "\(step)")
    }
}

/// A seeded stream of talk in a shop with an open session.
struct RandomTalk {
    var bench: ShopBench
    var book = TalkBook()
    private var random: SeededGenerator
    private var buyers: [Actor] = []
    private(set) var refusals: Set<String> = []
    /// Lines that were gone when the shop came back: the disk says so, and nobody asks again.
    private var known: Set<EventSequence> = []

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        bench = try ShopBench()
        try bench.post("A12", offered: 40)
        for alias in ["Linh", "Nok", "Ola"] { buyers.append(try bench.join(alias)) }
    }

    mutating func step() throws {
        bench.wait(.seconds(.random(in: 0...6, using: &random)))
        let restarts = Int.random(in: 0..<40, using: &random) == 0
        if restarts {
            bench.restart()
            known = book.gone
        }
        if buyers.count < 3 {
            buyers.append(try bench.join("Buyer \(bench.shop.buyers.count)"))
        }
        let before = bench.shop.sequence
        do throws(Refusal) {
            let (command, actor) = command()
            try bench.run(command, by: actor)
        } catch {
            refusals.insert(Mirror(reflecting: error).children.first?.label ?? "")
            verify(bench.shop.sequence == before, "\(error)")
        }
        let step = "event \(bench.shop.sequence)"
        book.read(bench.journal, hasForgotten: restarts, step)
        book.audit(bench.shop, step)
        if restarts { verify(differences(bench.shop, bench.replayed()).isEmpty, "\(step)") }
    }

    private mutating func command() -> (Command, Actor) {
        let buyer = buyers.randomElement(using: &random) ?? ShopBench.owner
        let id = buyer.buyer ?? BuyerID(1)
        let texts = ["hello", "spam", "A12", "pass A12", "is A12 left?", "free 买"]
        let text = texts.randomElement(using: &random) ?? ""
        switch Int.random(in: 0..<22, using: &random) {
        case 0..<9: return (.say(session: ShopBench.session, text: text), buyer)
        case 9: return (.talk(.mute(id, .seconds(40), reason: "x")), ShopBench.owner)
        case 10: return (.talk(.unmute(id)), ShopBench.owner)
        case 11:
            let pause: TimeSpan? = Bool.random(using: &random) ? .seconds(15) : nil
            return (.talk(.setSlowMode(ShopBench.session, pause: pause)), ShopBench.owner)
        case 12:
            let words = Bool.random(using: &random) ? ["spam", "买"] : []
            return (.talk(.setWords(words)), ShopBench.owner)
        case 13, 14:
            let said = bench.journal.suffix(40).filter {
                if case .said = $0.event { !known.contains($0.sequence) } else { false }
            }.randomElement(using: &random)
            var author: BuyerID?
            if case .said(_, .buyer(let id, _), _, _)? = said?.event { author = id }
            let line = Line(
                sequence: said?.sequence ?? bench.shop.sequence.next, at: bench.now,
                place: .chat(ShopBench.session), author: author)
            return (.talk(.delete(line, reason: "x")), ShopBench.owner)
        case 15: return (.talk(.pinText(ShopBench.session, "soon over")), ShopBench.owner)
        case 16:
            return (
                .talk(.markRead(id, through: bench.shop.sequence, isNews: true)),
                Bool.random(using: &random) ? ShopBench.owner : buyer
            )
        case 17:
            buyers.removeAll { $0 == buyer }
            return (.people(.erase(id)), ShopBench.owner)
        default:
            let isStaff = Bool.random(using: &random)
            let message = TalkCommand.OutgoingMessage(
                thread: isStaff ? id : nil, text: text,
                isNote: isStaff && Bool.random(using: &random))
            return (.talk(.send(message)), isStaff ? ShopBench.owner : buyer)
        }
    }
}

struct RandomTalkTests {
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `whatever is said, the rules of the talk hold`(seed: UInt64) throws {
        var run = try RandomTalk(seed: seed)
        for _ in 1...1200 { try run.step() }
        #expect(run.book.kinds.count == 8)
        #expect(run.refusals.isSuperset(of: ["muted", "slowMode", "wordListed"]))
    }
}
