import ShopModel
import TestSupport
import Testing

@testable import RelayServer

/// Who is there, and what of it is told.
struct PresenceTests {
    private let linh = BuyerID(1)
    private let nok = BuyerID(2)
    private let one = SessionID(1)
    private let two = SessionID(2)
    private let noon = Timestamp(milliseconds: 43_200_000)

    @Test func `a buyer with two connections counts once, and goes with the last`() {
        var board = PresenceBoard()
        board.enter(linh, watching: one, at: noon)
        board.enter(linh, watching: one, at: noon + .seconds(5))
        board.enter(nok, watching: nil, at: noon)
        let news = board.takeNews()
        #expect(news == .init(viewers: [one: 1], came: [linh, nok]))
        #expect(board.visits[linh]?.since == noon && board.visits[linh]?.sessions == [one])
        board.leave(linh, watching: one)
        #expect(board.takeNews().isEmpty)
        board.leave(linh, watching: one)
        #expect(board.takeNews() == .init(viewers: [one: 0], went: [linh]))
        #expect(board.visits.count == 1 && board.viewers.isEmpty)
    }

    @Test func `who comes back before it is told has never gone`() {
        var board = PresenceBoard()
        board.enter(linh, watching: one, at: noon)
        _ = board.takeNews()
        board.leave(linh, watching: one)
        board.enter(linh, watching: one, at: noon + .seconds(1))
        #expect(board.hasChanged)
        #expect(board.takeNews().isEmpty && !board.hasChanged)
        board.enter(nok, watching: one, at: noon)
        board.leave(nok, watching: one)
        #expect(board.takeNews().isEmpty)
    }

    @Test func `a session that rests is told later, of what is true then`() {
        var board = PresenceBoard()
        board.enter(linh, watching: one, at: noon)
        board.enter(nok, watching: two, at: noon)
        #expect(board.takeNews(except: [one]) == .init(viewers: [two: 1], came: [linh, nok]))
        #expect(board.hasChanged && board.takeNews(except: [one]).isEmpty)
        #expect(board.takeNews() == .init(viewers: [one: 1]))
        #expect(!board.hasChanged)
    }

    @Test(arguments: [(0, 1), (1, 1), (1000, 1), (1001, 2), (10_000, 10), (30_000, 30)])
    func `a crowd is told a second for each thousand`(viewers: Int, seconds: Int) {
        #expect(ServerLimits().pulsePause(viewers: viewers) == .seconds(seconds))
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `after any storm the board is what a plain list of connections says`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var board = PresenceBoard()
        var connections: [(buyer: BuyerID, session: SessionID?)] = []
        var (told, toldOnline): ([SessionID: Int], Set<BuyerID>) = ([:], [])
        for _ in 1...4000 {
            if Int.random(in: 0..<30, using: &random) == 0 {
                let news = board.takeNews()
                for (session, count) in news.viewers {
                    #expect(told[session] ?? 0 != count)
                    told[session] = count
                }
                #expect(toldOnline.isDisjoint(with: news.came))
                #expect(toldOnline.isSuperset(of: news.went))
                let page = board.page(after: 3, limit: 4)
                let behind = Set(connections.map(\.buyer)).filter { $0.number > 3 }.sorted()
                #expect(page.buyers == Array(behind.prefix(4)))
                #expect(page.hasMore == (behind.count > 4))
                toldOnline = toldOnline.union(news.came).subtracting(news.went)
                #expect(toldOnline == Set(connections.map(\.buyer)))
                for session in [one, two] {
                    let viewers = Set(connections.filter { $0.session == session }.map(\.buyer))
                    #expect(told[session] ?? 0 == viewers.count)
                    #expect(board.viewers[session] ?? 0 == viewers.count)
                }
            } else if connections.isEmpty || Bool.random(using: &random) {
                let buyer = BuyerID(.random(in: 1...12, using: &random))
                let session = [one, two, nil].randomElement(using: &random) ?? nil
                connections.append((buyer, session))
                board.enter(buyer, watching: session, at: noon)
            } else {
                let index = Int.random(in: connections.indices, using: &random)
                let gone = connections.remove(at: index)
                board.leave(gone.buyer, watching: gone.session)
            }
        }
    }
}

/// Reactions: one of each kind for each buyer and target.
struct ReactionBoardTests {
    private let linh = BuyerID(1)
    private let nok = BuyerID(2)
    private let item = ReactionBoard.Target.item(ItemID(4))

    private func total(
        _ target: ReactionBoard.Target, _ counts: (ReactionBoard.Kind, Int)...
    ) -> ReactionBoard.Total {
        ReactionBoard.Total(target: target, counts: counts.map { (kind: $0.0, buyers: $0.1) })
    }

    @Test func `the same reaction again counts once, and can be taken back`() {
        var board = ReactionBoard()
        func react(
            _ buyer: BuyerID, _ kind: ReactionBoard.Kind, takesBack: Bool = false
        ) -> Bool {
            board.react(buyer, kind, to: item, takesBack: takesBack, limit: 9)
        }
        #expect(!react(linh, .heart, takesBack: true))
        #expect(board.totals(of: nil).isEmpty)
        #expect(react(linh, .heart) && !react(linh, .heart))
        #expect(react(linh, .wow) && react(nok, .heart))
        #expect(board.takeChanged() == [total(item, (.heart, 2), (.wow, 1))])
        #expect(board.takeChanged().isEmpty)
        #expect(react(linh, .heart, takesBack: true) && !react(linh, .heart, takesBack: true))
        #expect(react(linh, .wow, takesBack: true))
        #expect(board.takeChanged() == [total(item, (.heart, 1))])
        #expect(board.totals(of: nil) == [total(item, (.heart, 1))])
    }

    @Test func `the oldest lines lose their reactions first, items never`() {
        var board = ReactionBoard()
        _ = board.react(linh, .hand, to: item, takesBack: false, limit: 2)
        for line in 1...3 as ClosedRange<UInt64> {
            _ = board.react(
                linh, .heart, to: .line(EventSequence(line)), takesBack: false, limit: 2)
        }
        #expect(
            board.totals(of: nil).map(\.target)
                == [item, .line(EventSequence(2)), .line(EventSequence(3))])
        let older = ReactionBoard.Target.line(EventSequence(1))
        let isTaken = board.react(nok, .heart, to: older, takesBack: false, limit: 2)
        #expect(!isTaken)
        board.forget(EventSequence(3))
        #expect(!board.has(.line(EventSequence(3))))
        #expect(board.takeChanged().map(\.target) == [item, .line(EventSequence(2))])
    }
}
