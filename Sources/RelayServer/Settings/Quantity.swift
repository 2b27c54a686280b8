/// How numbers with a unit are written in settings: `64 KiB`, `1500 ms`.
enum Quantity: Sendable {
    /// A bare number.
    case count
    /// In bytes.
    case bytes
    /// In microseconds; a bare number is one of seconds.
    case time

    /// The units' names and sizes, the largest first.
    private var units: [(name: String, size: Int64)] {
        switch self {
        case .count: [("", 1)]
        case .bytes: [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)]
        case .time:
            [
                ("h", 3_600_000_000), ("min", 60_000_000), ("s", 1_000_000), ("ms", 1000),
                ("us", 1),
            ]
        }
    }

    private var bareUnit: Int64 { self == .time ? 1_000_000 : 1 }

    /// The shortest exact text, in the largest unit that has no remainder.
    func text(_ value: Int64) -> String {
        let unit = units.first { value != 0 && value % $0.size == 0 }
        guard let unit, !unit.name.isEmpty else { return "\(value)" }
        return "\(value / unit.size) \(unit.name)"
    }

    /// Reads digits and perhaps a unit; nil for anything else.
    func value(_ text: String) -> Int64? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let name = text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Int64(digits) else { return nil }
        let size = name.isEmpty ? bareUnit : units.first { $0.name == name }?.size
        guard let size else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: size)
        return overflow ? nil : product
    }

    func form(_ range: ClosedRange<Int64>) -> String {
        "\(text(range.lowerBound)) to \(text(range.upperBound))"
    }
}
