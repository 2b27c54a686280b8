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

    fileprivate static let offset: Int64 = 8 * 3_600_000
    fileprivate static let millisecondsPerDay: Int64 = 86_400_000
}

extension Timestamp {
    /// When the next day begins in China.
    package static func nextMidnightInChina(after time: Timestamp) -> Timestamp {
        let spent = CalendarDate.millisecondsOfDayInChina(at: time)
        return time + TimeSpan(milliseconds: CalendarDate.millisecondsPerDay - spent)
    }

    /// When a day is over in China.
    ///
    /// - Parameter date: Between the years 1970 and 9999.
    package static func endInChina(of date: CalendarDate) -> Timestamp {
        // The way back of `CalendarDate.inChina(at:)`.
        let year = Int64(date.month <= 2 ? date.year - 1 : date.year)
        let (era, yearOfEra) = year.quotientAndRemainder(dividingBy: 400)
        let monthFromMarch = Int64(date.month > 2 ? date.month - 3 : date.month + 9)
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(date.day) - 1
        let dayOfEra = 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        return Timestamp(
            milliseconds: (days + 1) * CalendarDate.millisecondsPerDay - CalendarDate.offset)
    }
}
