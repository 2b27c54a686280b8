import ShopModel

/// Times in China's time (GMT+8, no summer time), as providers there write them.
enum ChinaTime {
    private static let offsetSeconds: Int64 = 8 * 3600

    /// A time to the second (RFC 3339 §5.6): `2026-11-21T23:04:05+08:00`.
    ///
    /// - Parameter time: Between the years 1970 and 9999; a fraction of a second is dropped.
    static func rfc3339(_ time: Timestamp) -> String {
        let (day, clock) = parts(time)
        return "\(day)T\(clock)+08:00"
    }

    /// A time to the second without a zone: `2026-11-21 23:04:05`.
    static func plain(_ time: Timestamp) -> String {
        let (day, clock) = parts(time)
        return "\(day) \(clock)"
    }

    /// When a day begins.
    static func start(of day: CalendarDate) -> Timestamp {
        // Years that begin in March put the leap day last; see `date`.
        let year = Int64(day.month <= 2 ? day.year - 1 : day.year)
        let (era, yearOfEra) = year.quotientAndRemainder(dividingBy: 400)
        let monthFromMarch = Int64(day.month > 2 ? day.month - 3 : day.month + 9)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day.day) - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return Timestamp(milliseconds: (days * 86_400 - offsetSeconds) * 1000)
    }

    private static func parts(_ time: Timestamp) -> (day: String, clock: String) {
        precondition(time.milliseconds >= 0, "an order expires after 1970")
        let seconds = time.milliseconds / 1000 + offsetSeconds
        let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let (year, month, day) = date(days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
        return (
            [padded(year, 4), padded(month, 2), padded(day, 2)].joined(separator: "-"),
            clock.joined(separator: ":")
        )
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
