/// Promises that the server did not keep, counted; the first are kept in words.
package struct Breaches: Sendable, Equatable {
    /// More are only counted.
    package static let exampleLimit = 20

    package private(set) var count = 0
    package private(set) var examples: [String] = []

    package init() {}

    package var isEmpty: Bool { count == 0 }

    package mutating func add(_ text: @autoclosure () -> String) {
        count += 1
        if examples.count < Self.exampleLimit { examples.append(text()) }
    }

    package mutating func add(_ other: Breaches) {
        count += other.count
        examples += other.examples.prefix(Self.exampleLimit - examples.count)
    }
}
