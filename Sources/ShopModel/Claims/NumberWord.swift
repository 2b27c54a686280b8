/// Numbers in words: English to twelve, Chinese below ten thousand, Korean to ninety-nine.
enum NumberWord {
    struct Found {
        let number: Int
        /// In units.
        let length: Int
        /// The word only means a number before a counter: 네 alone is "yes".
        var needsCounter = false
    }

    /// The number at the start of `units`; the longest there is.
    static func read(_ units: ArraySlice<ClaimUnit>) -> Found? {
        guard let first = units.first else { return nil }
        if let number = english[first.text] { return Found(number: number, length: 1) }
        return chinese(units) ?? korean(units)
    }

    private static let english = [
        "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    ]

    private static let chineseDigits: [String: Int] = [
        "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7,
        "八": 8, "九": 9,
    ]
    private static let chinesePowers: [String: Int] = ["十": 10, "百": 100, "千": 1000]

    /// Digits before falling powers of ten: 十二, 二十, 一百零五. Two digits in a row are no number.
    private static func chinese(_ units: ArraySlice<ClaimUnit>) -> Found? {
        if let couple = ["俩": 2, "倆": 2, "仨": 3][units.first?.text ?? ""] {
            return Found(number: couple, length: 1)
        }
        var (sum, length, lowestPower) = (0, 0, 10_000)
        var digit: Int?
        for unit in units {
            if let next = chineseDigits[unit.text], digit ?? 0 == 0 {
                digit = next
            } else if let power = chinesePowers[unit.text], power < lowestPower {
                // 十二 has no digit before its ten.
                sum += (digit ?? 1) * power
                (digit, lowestPower) = (nil, power)
            } else {
                break
            }
            length += 1
        }
        return length == 0 ? nil : Found(number: sum + (digit ?? 0), length: length)
    }

    private static let koreanOnes: [String: Int] = [
        "하나": 1, "둘": 2, "셋": 3, "넷": 4, "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
    ]
    private static let koreanOnesBeforeCounters: [String: Int] = [
        "한": 1, "두": 2, "세": 3, "네": 4,
    ]
    private static let koreanTens: [String: Int] = [
        "열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50, "예순": 60, "일흔": 70, "여든": 80,
        "아흔": 90,
    ]

    /// A ten, a one, or both: 열두, 스물, 셋.
    private static func korean(_ units: ArraySlice<ClaimUnit>) -> Found? {
        let tens = look(units, in: koreanTens)
        let rest = units.dropFirst(tens?.length ?? 0)
        var ones = look(rest, in: koreanOnes)
        if ones == nil {
            ones = look(rest, in: koreanOnesBeforeCounters)
            ones?.needsCounter = true
        }
        guard tens != nil || ones != nil else { return nil }
        return Found(
            number: (tens?.number ?? 0) + (ones?.number ?? 0),
            length: (tens?.length ?? 0) + (ones?.length ?? 0),
            needsCounter: ones?.needsCounter ?? false)
    }

    private static func look(_ units: ArraySlice<ClaimUnit>, in table: [String: Int]) -> Found? {
        for length in [2, 1] where units.count >= length {
            if let number = table[units.prefix(length).joined] {
                return Found(number: number, length: length)
            }
        }
        return nil
    }
}
