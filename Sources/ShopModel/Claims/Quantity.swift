/// Reads how many units somebody wants, in the forms people type.
enum Quantity {
    /// How a number is marked as one.
    enum Form {
        /// `x2`, `*2`, `+2`, `2x`, `2pcs`, `两个`, `2 개`.
        case marked
        /// A number alone.
        case bare
    }

    struct Found {
        let count: Int
        let form: Form
        /// In units.
        let length: Int
    }

    /// What every number of seven or more digits is read as: out of any range.
    static let tooLarge = 1_000_000

    /// The quantity marked by a sign in or before a number: `x2`, `2x`, `x 2`, `*2`, `+2`, `2 x`.
    static func marked(in units: ArraySlice<ClaimUnit>) -> Found? {
        guard let first = units.first else { return nil }
        if let count = mark(in: first) { return Found(count: count, form: .marked, length: 1) }
        guard let second = units.dropFirst().first else { return nil }
        if first.isSign || first.text == "x" || first.text == "qty", second.isDigits {
            return Found(count: number(second.text), form: .marked, length: 2)
        }
        let third = units.dropFirst(2).first
        if first.isDigits, second.text == "x" || second.text == "*", third?.isDigits != true {
            return Found(count: number(first.text), form: .marked, length: 2)
        }
        return nil
    }

    /// The quantity in `x2`, `*2`, `+2` or `2x` written as one word.
    static func mark(in unit: ClaimUnit) -> Int? {
        let text = Substring(unit.text)
        if let first = text.first, "x*+".contains(first) { return digits(text.dropFirst()) }
        return text.last == "x" ? digits(text.dropLast()) : nil
    }

    /// The quantity in digits or in words, with or without a counter behind it.
    static func counted(in units: ArraySlice<ClaimUnit>) -> Found? {
        guard let first = units.first else { return nil }
        let count: Int
        var (length, needsCounter) = (1, false)
        if first.isDigits {
            count = number(first.text)
        } else if let words = NumberWord.read(units) {
            (count, length) = (words.number, words.length)
            needsCounter = words.needsCounter
        } else {
            return numberWithCounter(first)
        }
        for counterLength in [2, 1] {
            let behind = units.dropFirst(length).prefix(counterLength)
            if behind.count == counterLength, counters.contains(behind.joined) {
                return Found(count: count, form: .marked, length: length + counterLength)
            }
        }
        return needsCounter ? nil : Found(count: count, form: .bare, length: length)
    }

    /// `2pcs`: one unit, as both are letters and digits.
    private static func numberWithCounter(_ unit: ClaimUnit) -> Found? {
        let counter = unit.text.drop { $0.isASCII && $0.isNumber }
        let number = unit.text.prefix(upTo: counter.startIndex)
        guard let count = digits(number), counters.contains(String(counter)) else { return nil }
        return Found(count: count, form: .marked, length: 1)
    }

    private static func digits(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return number(String(text))
    }

    private static func number(_ digits: String) -> Int {
        let significant = digits.drop { $0 == "0" }
        return significant.utf8.count < 7 ? Int(significant) ?? 0 : tooLarge
    }

    private static let counters: Set<String> = Set(
        """
        pc pcs piece pieces ea each unit units set sets box boxes bottle bottles pair pairs pack \
        packs 个 個 件 只 隻 支 瓶 盒 双 雙 套 条 條 包 张 張 份 罐 袋 块 塊 片 对 對 枚 箱 本 把 顶 頂 개 장 벌 병 \
        세트 켤레 박스 통 팩 쌍 봉지 шт штук штуки
        """.split(separator: " ").map(String.init))
}

extension ClaimUnit {
    var isSign: Bool { text == "+" || text == "*" }
}
