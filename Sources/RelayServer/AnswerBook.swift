import Storage

/// Which commands were given before, and what was answered.
///
/// Answers are in memory until they are on disk, and from then on only there. So that a new command
/// is not looked for on disk, the ids they have used are known by heart for those who are connected.
struct AnswerBook {
    struct Key: Hashable {
        let actor: String
        let id: String
    }

    /// By the names of the actors who are connected.
    private(set) var visitors: [String: Visitor] = [:]
    /// Given since the last batch left for the disk.
    private(set) var gathering: [Key: CommandRecord] = [:]
    /// In the batch that is being stored.
    private(set) var leaving: [Key: CommandRecord] = [:]
    private let limit: Int

    /// - Parameter limit: The most ids of one visitor that are known by heart.
    init(limit: Int) { self.limit = limit }

    /// Counts a connection in, before its first command.
    ///
    /// - Returns: The visitor, for the first connection: it is to learn its stored ids, read when all
    ///   that was added before now is stored.
    mutating func enter(_ actor: String) -> Visitor? {
        if let visitor = visitors[actor] {
            visitor.connections += 1
            return nil
        }
        let visitor = Visitor(limit: limit)
        visitors[actor] = visitor
        return visitor
    }

    /// Counts a connection out, after its last command.
    mutating func leave(_ actor: String) {
        guard let visitor = visitors[actor] else { return }
        visitor.connections -= 1
        if visitor.connections == 0 { visitors[actor] = nil }
    }

    /// Finds a command that was given before. One that is not found is to be added, or refused and
    /// not decided.
    ///
    /// - Parameter stored: Looks it up in all that is stored; its error is passed on.
    func answer(
        to key: Key, stored: (Key) throws(StorageError) -> CommandRecord?
    ) throws(StorageError) -> CommandRecord? {
        if let visitor = visitors[key.actor], visitor.isFirstUse(of: key.id) { return nil }
        if let answer = gathering[key] ?? leaving[key] { return answer }
        return try stored(key)
    }

    /// Adds the answer to a command that was not found; the next batch has it.
    mutating func add(_ answer: CommandRecord) {
        gathering[Key(actor: answer.actor, id: answer.commandID)] = answer
    }

    /// All answers added so far are being stored.
    mutating func batchLeaves() {
        leaving = gathering
        gathering = Dictionary(minimumCapacity: leaving.count)  // The next one is much the same.
    }

    /// The batch that left is stored.
    mutating func batchIsStored() { leaving = [:] }
}

/// Somebody who is connected, perhaps more than once, and the command ids they have used.
///
/// Ids are kept as hashes: an id that is taken for another one is looked up in vain, no more.
final class Visitor {
    private enum Knowledge {
        /// Of what was used since the visitor came.
        case partial
        case whole
        /// There are too many ids, or they cannot be read.
        case none
    }

    fileprivate var connections = 1
    private var knowledge: Knowledge
    private var used: Set<Int> = []
    private let limit: Int

    fileprivate init(limit: Int) {
        self.limit = limit
        knowledge = limit == 0 ? .none : .partial
    }

    /// How many ids are known by heart.
    var count: Int { used.count }

    /// Notes that an id is used.
    ///
    /// - Returns: Whether it certainly never was before; `false` also when that is not known.
    fileprivate func isFirstUse(of id: String) -> Bool {
        guard knowledge != .none else { return false }
        let isNew = used.insert(id.hashValue).inserted && knowledge == .whole
        forgetIfTooMany()
        return isNew
    }

    /// Learns the ids that were stored when the visitor came, or any that were stored since.
    ///
    /// - Parameter stored: Made by `hashes`; `nil` when there are too many, or they cannot be read.
    func learn(_ stored: Set<Int>?) {
        guard knowledge == .partial else { return }
        guard let stored else { return forget() }
        used.formUnion(stored)
        knowledge = .whole
        forgetIfTooMany()
    }

    static func hashes(of ids: [String]) -> Set<Int> { Set(ids.map(\.hashValue)) }

    private func forgetIfTooMany() {
        if used.count > limit { forget() }
    }

    private func forget() { (knowledge, used) = (.none, []) }
}
