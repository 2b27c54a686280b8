import ShopModel

extension Look {
    /// `HH:mm` where the user is; all three languages write it so.
    ///
    /// - Parameter milliseconds: Since 1970.
    package func timeOfDay(_ milliseconds: Int64, seconds: Bool = false) -> String {
        let local = Self.clamped(milliseconds) / 1_000 + Int64(utcOffsetSeconds)
        let ofDay = ((local % 86_400) + 86_400) % 86_400
        let text = "\(Self.two(ofDay / 3_600)):\(Self.two(ofDay / 60 % 60))"
        return seconds ? "\(text):\(Self.two(ofDay % 60))" : text
    }

    /// Such as `22 Nov 12:41`, `11月22日 12:41`, `11월 22일 12:41`.
    package func dayAndTime(_ milliseconds: Int64) -> String {
        let time = timeOfDay(milliseconds)
        // The day is the one in China at a time when clocks there show what ours do now.
        let shifted = Self.clamped(milliseconds) + Int64(utcOffsetSeconds - 8 * 3_600) * 1_000
        let day = CalendarDate.inChina(at: Timestamp(milliseconds: shifted)).description
        let parts = day.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return time }
        switch language {
        case .english: return "\(parts[2]) \(Self.months[parts[1] - 1]) \(time)"
        case .chinese: return "\(parts[1])月\(parts[2])日 \(time)"
        case .korean: return "\(parts[1])월 \(parts[2])일 \(time)"
        }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// What is left of a time, such as `9:12`, `2:05:00` or `3 d 4 h`; `0:00` when it is over.
    package func countdown(_ milliseconds: Int64) -> String {
        let seconds = (min(max(0, milliseconds), .max - 999) + 999) / 1_000
        let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60)
        if hours >= 48 { return say(KitPhrase.daysAndHours(hours / 24, hours % 24)) }
        let tail = Self.two(seconds % 60)
        return hours > 0 ? "\(hours):\(Self.two(minutes)):\(tail)" : "\(minutes):\(tail)"
    }

    private static func two(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    /// 1970 to 9999, so that no number from outside overflows.
    private static func clamped(_ milliseconds: Int64) -> Int64 {
        min(max(milliseconds, 86_400_000), 253_402_000_000_000)
    }
}
