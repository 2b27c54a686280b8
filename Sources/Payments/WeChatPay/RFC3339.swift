import ShopModel

/// Times as the provider writes them (RFC 3339 §5.6).
enum RFC3339 {
    /// A time to the second, in China's time: `2026-11-21T23:04:05+08:00`.
    ///
    /// - Parameter time: Between the years 1970 and 9999; a fraction of a second is dropped.
    static func text(_ time: Timestamp) -> String {
        precondition(time.milliseconds >= 0, "an order expires after 1970")
        let seconds = time.milliseconds / 1000 + 8 * 3600
        let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = date(days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
        return [padded(year, 4), padded(month, 2), padded(day, 2)].joined(separator: "-")
            + "T" + clock.joined(separator: ":") + "+08:00"
    }

    /// The Gregorian date of a day counted from 1970-01-01.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        // Years that begin in March put the leap day last; 719,468 days lie between 0000-03-01
        // and 1970-01-01, and 400 years have 146,097.
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
