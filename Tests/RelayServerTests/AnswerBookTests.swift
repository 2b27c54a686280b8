import ShopModel
import Storage
import TestSupport
import Testing

@testable import RelayServer

/// The same command gets the same answer, for ever, and little is kept in memory for it.
struct AnswerBookTests {
    typealias Key = AnswerBook.Key

    static func answer(_ key: Key, _ body: UInt8 = 1) -> CommandRecord {
        CommandRecord(
            actor: key.actor, commandID: key.id, bodyHash: [body], reply: [body, body],
            at: Timestamp(milliseconds: 1))
    }

    private let first = Key(actor: "buyer:1", id: "a")
    private let second = Key(actor: "buyer:1", id: "b")

    private static func visitor(
        _ actor: String, in book: inout AnswerBook
    ) throws -> Visitor {
        let visitor = book.enter(actor)
        return try #require(visitor)
    }

    /// Whether the book looks a command up, on a disk that is empty.
    private func looksUp(_ key: Key, in book: AnswerBook) -> Bool {
        var looked = false
        let found = try? book.answer(to: key) { _ throws(StorageError) in
            looked = true
            return nil
        }
        #expect(found == nil)
        return looked
    }

    @Test func `an answer is in memory until it is stored, and no longer`() throws {
        var book = AnswerBook(limit: 10)
        book.add(Self.answer(first))
        for _ in 1...2 {
            // A repetition over any connection, known or not.
            let found = try book.answer(to: first) { _ in nil }
            #expect(found == Self.answer(first))
            book.batchLeaves()
        }
        book.batchIsStored()
        #expect(looksUp(first, in: book))
    }

    @Test func `what is decided while a batch is stored is in the next one`() throws {
        var book = AnswerBook(limit: 10)
        book.add(Self.answer(first))
        book.batchLeaves()
        book.add(Self.answer(second))
        book.batchIsStored()
        #expect(looksUp(first, in: book))
        let found = try book.answer(to: second) { _ in nil }
        #expect(found == Self.answer(second))
    }

    @Test func `a new id of somebody who is known by heart is not looked up`() throws {
        var book = AnswerBook(limit: 10)
        #expect(looksUp(first, in: book))  // Nobody is there.
        let visitor = try Self.visitor("buyer:1", in: &book)
        #expect(looksUp(first, in: book))  // Not read yet.
        visitor.learn(Visitor.hashes(of: ["b"]))
        #expect(!looksUp(Key(actor: "buyer:1", id: "c"), in: book))
        for known in [first, second] { #expect(looksUp(known, in: book)) }
        #expect(looksUp(Key(actor: "buyer:2", id: "c"), in: book))
    }

    @Test func `one connection of two that leaves takes nothing away`() throws {
        var book = AnswerBook(limit: 10)
        let visitor = try Self.visitor("buyer:1", in: &book)
        let again = book.enter("buyer:1")
        #expect(again == nil)
        visitor.learn([])
        #expect(!looksUp(first, in: book))
        book.leave("buyer:1")
        #expect(!looksUp(second, in: book))
        #expect(looksUp(first, in: book))
        book.leave("buyer:1")
        #expect(book.visitors.isEmpty)
        #expect(looksUp(second, in: book))
    }

    @Test(arguments: [0, 1, 5])
    func `beyond the limit nothing is known by heart, and each command is looked up`(
        limit: Int
    ) throws {
        var book = AnswerBook(limit: limit)
        let visitor = try Self.visitor("buyer:1", in: &book)
        visitor.learn([])
        for number in 0..<limit {
            #expect(!looksUp(Key(actor: "buyer:1", id: "\(number)"), in: book))
            #expect(visitor.count == number + 1)
        }
        _ = looksUp(first, in: book)
        #expect(visitor.count == 0)
        #expect(looksUp(second, in: book))
        visitor.learn([])  // An old read that arrives late changes nothing.
        #expect(looksUp(second, in: book))

        let other = try Self.visitor("buyer:2", in: &book)
        other.learn(nil)
        #expect(looksUp(Key(actor: "buyer:2", id: "a"), in: book))
    }

    @Test func `what cannot be read is passed on`() throws {
        let book = AnswerBook(limit: 10)
        #expect(throws: StorageError.busy(file: "f")) {
            try book.answer(to: first) { _ throws(StorageError) in throw .busy(file: "f") }
        }
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func `whatever comes, goes and is late, each command has one answer`(seed: UInt64) throws {
        var scene = AnswerScene(seed: seed)
        for _ in 1...3000 { try scene.step() }
        #expect(scene.repetitions > 100 && scene.spared > 0)
        scene.end()
        #expect(scene.book.visitors.isEmpty)
        #expect(scene.book.gathering.isEmpty && scene.book.leaving.isEmpty)
    }
}
