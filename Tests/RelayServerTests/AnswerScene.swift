import Storage
import TestSupport
import Testing

@testable import RelayServer

/// A shop's loop, its disk and its visitors in a random order of steps, beside the plain rule: all
/// answers ever given.
struct AnswerScene {
    typealias Key = AnswerBook.Key

    private(set) var book = AnswerBook(limit: 40)
    /// Commands that were found.
    private(set) var repetitions = 0
    /// Commands that were decided without a look at the disk.
    private(set) var spared = 0

    private var random: SeededGenerator
    private var given: [Key: CommandRecord] = [:]
    private var disk: [Key: CommandRecord] = [:]
    private var connections: [String: Int] = [:]
    private var nextID = 0

    private struct Batch {
        var answers: [CommandRecord] = []
        /// Whose ids are to be read once this is stored.
        var newcomers: [(actor: String, visitor: Visitor)] = []
    }
    private var gathering = Batch()
    /// Written or not; the book is told later.
    private var storing: (batch: Batch, isOnDisk: Bool)?
    private var unread: [(actor: String, visitor: Visitor)] = []
    private var readings: [(visitor: Visitor, ids: Set<Int>?)] = []

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func step() throws {
        let actor = "buyer:\(Int.random(in: 1...4, using: &random))"
        switch Int.random(in: 0..<20, using: &random) {
        case 0: connect(actor)
        case 1, 2: disconnect(actor)
        case 3, 4: endTick()
        case 5, 6: writeBatch()
        case 7, 8: batchIsStored()
        case 9, 10: read()
        case 11, 12: arrive()
        default: try command(actor)
        }
    }

    /// Everybody leaves, and the disk comes to rest.
    mutating func end() {
        for actor in connections.keys {
            while connections[actor, default: 0] > 0 { disconnect(actor) }
        }
        for _ in 1...2 {
            writeBatch()
            batchIsStored()
            endTick()
        }
        #expect(disk == given)
    }

    private mutating func connect(_ actor: String) {
        connections[actor, default: 0] += 1
        if let visitor = book.enter(actor) { gathering.newcomers.append((actor, visitor)) }
    }

    private mutating func disconnect(_ actor: String) {
        guard connections[actor, default: 0] > 0 else { return }
        connections[actor, default: 0] -= 1
        book.leave(actor)
    }

    private mutating func command(_ actor: String) throws {
        let isOld = nextID > 0 && Bool.random(using: &random)
        nextID += isOld ? 0 : 1
        let newest = max(1, nextID - 20)
        let key = Key(actor: actor, id: "\(Int.random(in: newest...nextID, using: &random))")
        var looked = false
        let found = try book.answer(to: key) { [disk] key in
            looked = true
            return disk[key]
        }
        try #require(found == given[key], "\(key)")
        guard found == nil else { return repetitions += 1 }
        if !looked { spared += 1 }
        let answer = AnswerBookTests.answer(key, UInt8.random(in: 0...255, using: &random))
        given[key] = answer
        gathering.answers.append(answer)
        book.add(answer)
    }

    private mutating func endTick() {
        guard storing == nil else { return }
        storing = (gathering, false)
        gathering = Batch()
        book.batchLeaves()
    }

    private mutating func writeBatch() {
        guard storing?.isOnDisk == false else { return }
        for answer in storing?.batch.answers ?? [] {
            let key = Key(actor: answer.actor, id: answer.commandID)
            let before = disk.updateValue(answer, forKey: key)
            #expect(before == nil, "\(key) is stored twice")
        }
        storing?.isOnDisk = true
    }

    private mutating func batchIsStored() {
        guard let done = storing, done.isOnDisk else { return }
        storing = nil
        book.batchIsStored()
        unread += done.batch.newcomers
    }

    /// A reader sees what is on disk now, and tells it later.
    private mutating func read() {
        guard !unread.isEmpty else { return }
        let (actor, visitor) = unread.remove(at: Int.random(in: 0..<unread.count, using: &random))
        let ids = disk.keys.filter { $0.actor == actor }.map(\.id)
        let isLost = Int.random(in: 0..<8, using: &random) == 0
        readings.append((visitor, isLost ? nil : Visitor.hashes(of: ids)))
    }

    private mutating func arrive() {
        guard !readings.isEmpty else { return }
        let index = Int.random(in: 0..<readings.count, using: &random)
        let (visitor, ids) = readings.remove(at: index)
        visitor.learn(ids)
    }
}
