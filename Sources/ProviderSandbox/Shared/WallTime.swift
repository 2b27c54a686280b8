import FoundationEssentials
import ShopModel

/// Times as WeChat Pay writes them (RFC 3339), in China's time.
enum WallTime {
    static func text(_ time: Timestamp) -> String {
        let seconds = (time.milliseconds / 1000)
        let style = Date.ISO8601FormatStyle(
            timeZoneSeparator: .colon, timeZone: TimeZone(secondsFromGMT: 8 * 3600) ?? .gmt)
        return Date(timeIntervalSince1970: Double(seconds)).formatted(style)
    }

    /// `2026-11-21 23:04:05`, as Alipay writes it and bills do.
    static func plain(_ time: Timestamp) -> String {
        String(text(time).replacing("T", with: " ").prefix(19))
    }

    /// Reads `2026-11-21 23:04:05`.
    static func readPlain(_ text: String) -> Timestamp? {
        text.utf8.count == 19 ? read(text.replacing(" ", with: "T") + "+08:00") : nil
    }

    /// Reads a date and time with an offset; whole seconds.
    static func read(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 64, let date = try? Date(text, strategy: .iso8601) else {
            return nil
        }
        return Timestamp(milliseconds: Int64(date.timeIntervalSince1970) * 1000)
    }
}
