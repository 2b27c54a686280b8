/// The date format of HTTP (RFC 9110 §5.6.7, IMF-fixdate).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// As in `Sun, 06 Nov 1994 08:49:37 GMT`.
    ///
    /// - Parameter seconds: Since the epoch, not negative.
    static func text(_ seconds: Int64) -> String {
        let (day, second) = (seconds / 86_400, seconds % 86_400)
        let date = civil(day)
        let clock = [second / 3_600, second / 60 % 60, second % 60].map(twoDigits)
        return "\(days[Int(day % 7)]), \(twoDigits(date.day)) \(months[Int(date.month) - 1])"
            + " \(date.year) \(clock.joined(separator: ":")) GMT"
    }

    /// The Gregorian date of a day since the epoch.
    ///
    /// Counted in years that begin in March, so that leap days come last.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468  // Days since 0000-03-01.
        let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }

    private static func twoDigits(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
