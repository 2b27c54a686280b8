import Reactor

/// What stands in each text that a run sends: which run, which of its texts, and sent when.
///
/// `load 0badcafe 00000012 0000001234567890123 ` and a pad; all in fixed columns, so that reading
/// it costs next to nothing. The clock is the sender's monotonic one, which buyers in the same
/// process share.
struct Stamp: Equatable {
    let run: UInt32
    let index: Int
    let sentAt: MonotonicTime

    /// The bytes of a text without a pad.
    static let byteCount = 43

    private static let opening = Array("load ".utf8)
    private static let (runColumn, indexColumn, timeColumn) = (5..<13, 14..<22, 23..<42)

    init(run: UInt32, index: Int, sentAt: MonotonicTime) {
        (self.run, self.index, self.sentAt) = (run, index, sentAt)
    }

    /// Reads a text; nil when no run has sent it.
    init?(_ message: [UInt8], in range: Range<Int>) {
        guard range.count >= Self.byteCount,
            message[range.lowerBound..<range.lowerBound + Self.opening.count]
                .elementsEqual(Self.opening)
        else { return nil }
        func number(_ column: Range<Int>, radix: UInt64) -> UInt64? {
            var value: UInt64 = 0
            for offset in column {
                let digit: UInt64
                switch message[range.lowerBound + offset] {
                case let byte where (0x30...0x39).contains(byte): digit = UInt64(byte - 0x30)
                case let byte where (0x61...0x66).contains(byte): digit = UInt64(byte - 0x57)
                default: return nil
                }
                guard digit < radix else { return nil }
                value = value &* radix &+ digit
            }
            return value
        }
        guard let run = number(Self.runColumn, radix: 16),
            let index = number(Self.indexColumn, radix: 10),
            let time = number(Self.timeColumn, radix: 10)
        else { return nil }
        self.run = UInt32(truncatingIfNeeded: run)
        self.index = Int(clamping: index)
        sentAt = MonotonicTime(nanoseconds: Int64(clamping: time))
    }

    /// The text, padded to so many bytes, or unpadded when they are too few.
    func text(bytes: Int) -> String {
        func digits(_ value: some BinaryInteger, radix: Int, width: Int) -> String {
            let text = String(value, radix: radix)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let head =
            "load " + digits(run, radix: 16, width: 8) + " " + digits(index, radix: 10, width: 8)
            + " " + digits(sentAt.nanoseconds, radix: 10, width: 19) + " "
        return head + String(repeating: ".", count: max(0, bytes - head.utf8.count))
    }
}
