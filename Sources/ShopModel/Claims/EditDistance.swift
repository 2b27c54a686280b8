/// How many letters apart two words are: inserted, left out, changed, or two neighbours swapped.
///
/// Source: Damerau 1964, Levenshtein 1966, in the form of optimal string alignment.
enum EditDistance {
    /// The distance, or `nil` when it is above `limit`; the time is the product of the lengths.
    static func between<Element: Equatable>(
        _ left: [Element], _ right: [Element], atMost limit: Int
    ) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, element) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                let change = previous[column] + (element == other ? 0 : 1)
                var distance = min(change, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, element == right[column - 1], left[row - 1] == other {
                    distance = min(distance, beforePrevious[column - 1] + 1)
                }
                current.append(distance)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[right.count] <= limit ? previous[right.count] : nil
    }

    /// How far a value's misspelling may be: short words mean something else at once, except that
    /// one of two ideographs is easily mistaken.
    static func limit(forValue word: [Character]) -> Int {
        let isASCII = word.allSatisfy(\.isASCII)
        return switch word.count {
        case 0...1: 0
        case 2: isASCII ? 0 : 1
        case 3...4: 1
        case 5...60: 2
        default: 0
        }
    }
}
