/// What buyers type to order: one to eight letters and digits, kept in capitals, such as `A12`.
package struct ItemCode: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    package static let maximumLength = 8

    /// Fails on an empty or longer text and on anything but ASCII letters and digits.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.maximumLength).contains(text.utf8.count) else { return nil }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                continue
            default:
                return nil
            }
        }
        self.text = text.uppercased()
    }

    package var description: String { text }

    package static func < (left: ItemCode, right: ItemCode) -> Bool { left.text < right.text }
}
