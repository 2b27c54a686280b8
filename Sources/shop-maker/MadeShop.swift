import Dispatch
import OpenSSLBridge
import RelayServer
import ShopCore
import ShopModel
import Storage
import Synchronization
import Wire

/// A shop whose clock is turned by hand; what it decides is stored as the server stores it.
struct MadeShop {
    static let owner = Actor.staff(name: "Mina", role: .owner)

    private(set) var shop: Shop
    var now: Timestamp
    /// Answers that are stored beside the events.
    private(set) var answers = 0
    var sessions = 0
    private let store: ShopStore
    private var batch = CommitBatch()
    private let disk = Disk()

    /// Events that go to disk together.
    private static let batchEvents = 2_000

    init(_ record: ShopRecord, _ store: ShopStore, at now: Timestamp) {
        var limits = ShopLimits()
        (limits.unpaidOrdersPerBuyer, limits.heldUnitsPerBuyer) = (1_000_000, 100_000_000)
        shop = Shop(limits: limits, referencePrefix: record.referencePrefix)
        (self.store, self.now) = (store, now)
    }

    /// Has the shop decide something; a refusal is a mistake of this program.
    @discardableResult
    mutating func run(
        _ command: Command, by actor: Actor = MadeShop.owner
    ) throws -> CommandSubject? {
        try letTimePass()
        let turn = try shop.execute(command, by: actor, at: now)
        let replay = shop.reply(to: "made-\(answers)", turn)
        add(turn.entries, actor: actor.key, commandID: replay.id)
        // Who joins is let in, and has no answer that is kept.
        if case .joinBuyer = command { return turn.subject }
        answers += 1
        batch.commands.append(
            CommandRecord(
                actor: actor.key, commandID: replay.id,
                bodyHash: Digest.sha256(Array(replay.id.utf8)),
                reply: Encoding.protobuf.encode(replay), at: now))
        return turn.subject
    }

    mutating func wait(_ span: TimeSpan) throws {
        now = now + span
        try letTimePass()
    }

    /// Waits until all of it is on disk.
    mutating func finish() throws {
        try flush()
        try disk.wait()
    }

    private mutating func letTimePass() throws {
        add(shop.advance(to: now), actor: "clock")
        add(shop.announceStock(at: now), actor: "shop")
        if batch.records.count >= Self.batchEvents { try flush() }
    }

    private mutating func add(_ entries: [Entry], actor: String, commandID: String? = nil) {
        for entry in entries {
            batch.records.append(
                JournalRecord(
                    entry: entry, payload: Encoding.protobuf.encode(entry.wire(in: shop)),
                    secret: entry.secret, actor: actor, commandID: commandID))
        }
    }

    private mutating func flush() throws {
        try disk.wait()
        let ready = batch
        batch = CommitBatch()
        disk.begin()
        store.commit(ready) { [disk] in disk.end($0) }
    }
}

/// The one commit that may be under way.
private final class Disk: Sendable {
    private let isFree = DispatchSemaphore(value: 1)
    private let failure = Mutex<StorageError?>(nil)

    func wait() throws {
        isFree.wait()
        isFree.signal()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    func begin() { isFree.wait() }

    func end(_ result: Result<Void, StorageError>) {
        if case .failure(let error) = result { failure.withLock { $0 = error } }
        isFree.signal()
    }
}
