package import ShopModel

/// Numbers of one kind, found in their order.
///
/// They are dense, so one bit each is less than any tree: a million takes 125 KB.
package struct NumberSet<Subject>: Equatable, Sendable {
    private var words: [UInt64] = []
    package private(set) var count = 0

    package init() {}

    package mutating func insert(_ id: Numbered<Subject>) {
        let (word, bit) = Self.place(id.number)
        if word >= words.count {
            words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
        }
        guard words[word] & bit == 0 else { return }
        words[word] |= bit
        count += 1
    }

    package mutating func remove(_ id: Numbered<Subject>) {
        let (word, bit) = Self.place(id.number)
        guard word < words.count, words[word] & bit != 0 else { return }
        words[word] &= ~bit
        count -= 1
    }

    /// The least number above `id`.
    package func next(after id: Numbered<Subject>) -> Numbered<Subject>? {
        guard id.number < UInt64.max else { return nil }
        let start = id.number + 1
        guard start / 64 < UInt64(words.count) else { return nil }
        var word = Int(start / 64)
        var bits = words[word] & (~0 << (start % 64))
        while bits == 0 {
            word += 1
            guard word < words.count else { return nil }
            bits = words[word]
        }
        return Numbered(UInt64(word) * 64 + UInt64(bits.trailingZeroBitCount))
    }

    private static func place(_ number: UInt64) -> (word: Int, bit: UInt64) {
        (Int(number / 64), 1 << (number % 64))
    }
}
