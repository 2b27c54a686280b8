/// All that one buyer has heard over all its connections: whether numbers rise, and a digest of the
/// public events, for comparing with what the seller heard.
///
/// It keeps 16 bytes for each 256 numbers of the journal.
package struct StreamDigest: Sendable {
    /// A number that is not above the one before.
    package struct NotRising: Error, Equatable, CustomStringConvertible {
        package let before: UInt64
        package let after: UInt64

        package var description: String {
            before == after
                ? "event \(after) came again" : "event \(after) came after event \(before)"
        }
    }

    private struct Block: Equatable {
        var count: UInt64 = 0
        var sum: UInt64 = 0

        mutating func add(_ sequence: UInt64) {
            count += 1
            // So that two wrong numbers do not cancel each other out.
            var mixed = SplitMix(seed: sequence)
            sum &+= mixed.next()
        }
    }

    /// The cursor of the first join: nothing up to it is heard.
    package let start: UInt64
    /// The last event heard, which is the cursor to resume from.
    package private(set) var cursor: UInt64
    private var blocks: [Block] = []
    private var isClosed = false

    package init(after cursor: UInt64) { (start, self.cursor) = (cursor, cursor) }

    private static let blockBits: UInt64 = 8

    private func place(_ sequence: UInt64) -> Int {
        Int((sequence >> Self.blockBits) - (start >> Self.blockBits))
    }

    /// Takes in an event.
    ///
    /// - Throws: When its number does not rise; the digest goes on without it.
    package mutating func take(_ sequence: UInt64, isPublic: Bool) throws(NotRising) {
        guard sequence > cursor else { throw NotRising(before: cursor, after: sequence) }
        cursor = sequence
        guard isPublic, !isClosed else { return }
        while blocks.count <= place(sequence) { blocks.append(Block()) }
        blocks[place(sequence)].add(sequence)
    }

    /// What comes from now on is not compared: the last event that is, has been taken.
    package mutating func close() { isClosed = true }

    /// Compares with the public events that there were.
    ///
    /// - Parameters:
    ///   - reference: All of them, rising, from before `start` on.
    ///   - end: The last that is compared.
    /// - Returns: Where something is missing or too much, in words.
    package func faults(comparedWith reference: [UInt64], upTo end: UInt64) -> [String] {
        var wanted = [Block](repeating: Block(), count: blocks.count)
        for sequence in reference where sequence > start && sequence <= end {
            while wanted.count <= place(sequence) { wanted.append(Block()) }
            wanted[place(sequence)].add(sequence)
        }
        let heard = blocks + [Block](repeating: Block(), count: wanted.count - blocks.count)
        return zip(heard, wanted).enumerated().compactMap { index, pair in
            guard pair.0 != pair.1 else { return nil }
            let first = ((start >> Self.blockBits) + UInt64(index)) << Self.blockBits
            let range = "events \(max(first, start + 1)) to \(first + 255)"
            let difference = pair.0.count == pair.1.count ? ", and others" : ""
            return "\(pair.0.count) of \(pair.1.count) public \(range) came\(difference)"
        }
    }
}
