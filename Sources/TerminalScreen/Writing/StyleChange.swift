/// The shortest sequence that turns one look into another (SGR, ECMA-48 §8.3.117).
enum StyleChange {
    static func bytes(from old: Style, to new: Style) -> [UInt8] {
        if old == new { return [] }
        var buffer = OutputBuffer()
        if new == .plain {
            buffer.append(control: "m")
            return buffer.bytes
        }
        buffer.append(control: "m", changes(from: old, to: new))
        var afresh = OutputBuffer()
        afresh.append(control: "m", [0] + changes(from: .plain, to: new))
        return afresh.bytes.count < buffer.bytes.count ? afresh.bytes : buffer.bytes
    }

    private static func changes(from old: Style, to new: Style) -> [Int] {
        var parameters: [Int] = []
        var kept = old.attributes
        let gone = old.attributes.subtracting(new.attributes)
        if !gone.isDisjoint(with: [.bold, .dim]) {  // One number ends both.
            parameters.append(22)
            kept.subtract([.bold, .dim])
        }
        for (attribute, _, end) in numbers.dropFirst(2) where gone.contains(attribute) {
            parameters.append(end)
            kept.remove(attribute)
        }
        for (attribute, start, _) in numbers
        where new.attributes.subtracting(kept).contains(attribute) {
            parameters.append(start)
        }
        if old.foreground != new.foreground { parameters += color(new.foreground, base: 30) }
        if old.background != new.background { parameters += color(new.background, base: 40) }
        return parameters
    }

    /// Attributes with the numbers that begin and end them.
    private static let numbers: [(Attributes, Int, Int)] = [
        (.bold, 1, 22), (.dim, 2, 22), (.italic, 3, 23), (.underline, 4, 24), (.reverse, 7, 27),
    ]

    /// - Parameter base: 30 for the foreground, 40 for the background.
    private static func color(_ color: Color, base: Int) -> [Int] {
        switch color {
        case .standard: [base + 9]
        case .normal(let color): [base + Int(color.rawValue)]
        case .bright(let color): [base + 60 + Int(color.rawValue)]
        case .palette(let index): [base + 8, 5, Int(index)]
        case .rgb(let red, let green, let blue): [base + 8, 2, Int(red), Int(green), Int(blue)]
        }
    }
}
