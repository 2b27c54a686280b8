import Glibc
import ShopModel

/// Times of day as people here read them.
struct ClockText: Sendable {
    /// Seconds east of Greenwich at a time; nil: as this computer is set.
    var offsetSeconds: Int?

    /// `HH:mm`.
    ///
    /// - Parameter milliseconds: Since 1970-01-01 UTC.
    func timeOfDay(_ milliseconds: Int64) -> String {
        let seconds = Int(milliseconds / 1000)
        let local = seconds + (offsetSeconds ?? Self.localOffset(at: seconds))
        let ofDay = ((local % 86_400) + 86_400) % 86_400
        return "\(twoDigits(ofDay / 3600)):\(twoDigits(ofDay / 60 % 60))"
    }

    /// `YYYY-MM-DD HH:mm`.
    ///
    /// - Parameter milliseconds: Since 1970-01-01 UTC; what lies outside 1970 to 9999 is shown as
    ///   its end.
    func dayAndTime(_ milliseconds: Int64) -> String {
        let time = min(max(milliseconds, 86_400_000), 253_402_000_000_000)
        let offset = offsetSeconds ?? Self.localOffset(at: Int(time / 1000))
        // The day is the one in China at a time when clocks there show what ours do now.
        let shifted = time + Int64(offset - 8 * 3600) * 1000
        return "\(CalendarDate.inChina(at: Timestamp(milliseconds: shifted))) \(timeOfDay(time))"
    }

    /// The C function is localtime_r.
    static func localOffset(at seconds: Int) -> Int {
        var time = time_t(seconds)
        var parts = unsafe tm()
        guard unsafe localtime_r(&time, &parts) != nil else { return 0 }
        return unsafe parts.tm_gmtoff
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// Milliseconds since 1970-01-01 UTC, now.
    static func now() -> Int64 {
        var value = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &value)
        return Int64(value.tv_sec) * 1000 + Int64(value.tv_nsec) / 1_000_000
    }
}
