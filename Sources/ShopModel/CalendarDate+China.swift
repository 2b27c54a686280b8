extension CalendarDate {
    /// The day in China (GMT+8, no summer time), by which providers there keep their books.
    ///
    /// - Parameter time: Between the years 1970 and 9999.
    package static func inChina(at time: Timestamp) -> CalendarDate {
        let days = (time.milliseconds + offset) / millisecondsPerDay
        // Years that begin in March put the leap day last; 719,468 days lie between 0000-03-01
        // and 1970-01-01, and 400 years have 146,097.
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(dividingBy: 146_097)
        let leapDays = dayOfEra / 1_460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return CalendarDate(
            year: Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), month: Int(month),
            day: Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1))
    }

    /// The milliseconds of the day that have passed in China.
    package static func millisecondsOfDayInChina(at time: Timestamp) -> Int64 {
        (time.milliseconds + offset) % millisecondsPerDay
    }

    private static let offset: Int64 = 8 * 3_600_000
    fileprivate static let millisecondsPerDay: Int64 = 86_400_000
}

extension Timestamp {
    /// When the next day begins in China.
    package static func nextMidnightInChina(after time: Timestamp) -> Timestamp {
        let spent = CalendarDate.millisecondsOfDayInChina(at: time)
        return time + TimeSpan(milliseconds: CalendarDate.millisecondsPerDay - spent)
    }
}
