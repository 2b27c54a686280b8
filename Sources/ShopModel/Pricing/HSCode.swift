/// A number of the Harmonized System, by which customs tells goods apart.
///
/// The first six digits mean the same everywhere; countries add their own (general knowledge).
package struct HSCode: Hashable, Sendable, CustomStringConvertible {
    /// 6 to 12 digits.
    package let digits: String

    package static let length = 6...12

    /// Reads `3304.99` or `33049900`; fails unless it is 6 to 12 digits, dots and spaces aside.
    package init?(_ text: some StringProtocol) {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: " ") }
        guard Self.length.contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        self.digits = String(decoding: digits, as: UTF8.self)
    }

    package var description: String { digits }
}
