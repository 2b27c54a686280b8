import LoadTool
import Testing

@Suite(.serialized) struct OrderBookTests {
    /// A buyer with orders 1 to 3: asked for, confirmed and announced.
    private func book() -> OrderBook {
        var book = OrderBook()
        for order in 1...3 {
            book.sent("c\(order)")
            _ = (book.answered("c\(order)"), book.confirm(UInt64(order)))
            _ = book.announce(UInt64(order))
        }
        return book
    }

    @Test func `books that agree have no faults`() {
        #expect(book().faults(listed: [3, 1, 2]).isEmpty)
        #expect(book().orderCount == 3)
    }

    @Test func `an answer that comes again is known`() {
        var book = book()
        book.sent("c4")
        let answers = [book.answered("c4"), book.answered("c4"), book.answered("never sent")]
        #expect(answers == [true, false, false])
    }

    @Test func `an order that two commands made is known`() {
        var book = book()
        let isNew = [book.confirm(2), book.announce(2), book.confirm(4), book.announce(4)]
        #expect(isNew == [false, false, true, true])
    }

    @Test(arguments: [[1, 2], [1, 2, 3, 4], [1, 2, 3, 3], []] as [[UInt64]])
    func `a list that differs is told`(listed: [UInt64]) {
        #expect(!book().faults(listed: listed).isEmpty)
    }

    @Test func `a command without an answer is told`() {
        var book = book()
        book.sent("c4")
        #expect(book.faults(listed: [1, 2, 3]) == ["1 commands were not answered"])
    }

    @Test func `an order that never came as an event is told, and one that only came as one`() {
        var book = book()
        book.sent("c4")
        _ = (book.answered("c4"), book.confirm(4))
        #expect(
            book.faults(listed: [1, 2, 3, 4]) == [
                "1 orders were confirmed but never came as events, such as 4"
            ])
        _ = (book.announce(4), book.announce(5))
        #expect(
            book.faults(listed: [1, 2, 3, 4]) == [
                "1 orders came as events but were not confirmed, such as 5"
            ])
    }
}
