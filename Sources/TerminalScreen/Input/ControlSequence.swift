/// One whole control sequence from a terminal (ECMA-48 §5.4, xterm's ctlseqs).
struct ControlSequence {
    /// A number beyond this is taken as this.
    static let numberLimit = 65_535

    /// `?`, `<`, `=` or `>` before the numbers.
    let prefix: Unicode.Scalar?
    /// An empty one is 0; of parts after a colon only the first counts.
    let numbers: [Int]
    /// Such as `$`, before the final character.
    let intermediate: Unicode.Scalar?
    let final: Unicode.Scalar

    init(_ body: [UInt8], final: UInt8) {
        var rest = body[...]
        prefix = rest.first.flatMap { (0x3C...0x3F).contains($0) ? Unicode.Scalar($0) : nil }
        if prefix != nil { rest.removeFirst() }
        intermediate = rest.last.flatMap { $0 < 0x30 ? Unicode.Scalar($0) : nil }
        numbers =
            rest.isEmpty
            ? []
            : rest.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
                .map(Self.number)
        self.final = Unicode.Scalar(final)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.prefix { (0x30...0x39).contains($0) }
            .reduce(0) { min($0 * 10 + Int($1 - 0x30), numberLimit) }
    }

    private func number(_ index: Int) -> Int? {
        numbers.indices.contains(index) ? numbers[index] : nil
    }

    /// What the sequence says; nil for what nobody asked for.
    var event: InputEvent? {
        switch (prefix, final) {
        case ("?", "c"): return .reply(.attributes(numbers))
        case ("?", "y") where intermediate == "$":
            guard let mode = number(0), let state = number(1).flatMap(TerminalReply.ModeState.init)
            else { return nil }
            return .reply(.mode(mode, state))
        case ("<", "M"), ("<", "m"): return mouse.map(InputEvent.mouse)
        case (nil, "t"):
            guard numbers.count == 3, numbers[0] == 6 else { return nil }
            return .reply(.cellPixels(width: numbers[2], height: numbers[1]))
        case (nil, "I") where numbers.isEmpty: return .focus(true)
        case (nil, "O") where numbers.isEmpty: return .focus(false)
        case (nil, _): return intermediate == nil ? key.map(InputEvent.key) : nil
        default: return nil
        }
    }

    private var mouse: MouseEvent? {
        guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
        let code = numbers[0]
        let buttons: [MouseEvent.Button] = [.left, .middle, .right, .other]
        let button = code & 0x80 == 0 ? buttons[code & 3] : .other
        let action: MouseEvent.Action
        if code & 0x40 != 0 {
            let wheels: [MouseEvent.Action] = [.wheelUp, .wheelDown, .wheelLeft, .wheelRight]
            action = wheels[code & 3]
        } else if code & 0x20 != 0 {
            action = code & 3 == 3 ? .move : .drag(button)
        } else {
            action = final == "M" ? .press(button) : .release(button)
        }
        var modifiers: Key.Modifiers = []
        if code & 4 != 0 { modifiers.insert(.shift) }
        if code & 8 != 0 { modifiers.insert(.alt) }
        if code & 16 != 0 { modifiers.insert(.control) }
        return MouseEvent(
            action, at: Position(column: numbers[1] - 1, row: numbers[2] - 1), modifiers)
    }

    // MARK: Keys

    /// The modifiers of the second number, which is one more than their sum.
    private var modifiers: Key.Modifiers {
        Key.Modifiers(rawValue: UInt8(max(0, (number(1) ?? 1) - 1) & 7))
    }

    private var key: Key? {
        switch final {
        case "~": numbers.first == 27 ? disclosed(number(2)) : tilde.map { Key($0, modifiers) }
        case "u": disclosed(number(0))
        case "Z": Key(.tab, .shift)
        // R with other numbers tells where the cursor is, which nobody asked.
        case "R" where number(0) != 1: nil
        default: InputParser.letterKeys[final].map { Key($0, modifiers) }
        }
    }

    private var tilde: Key.Code? {
        switch number(0) {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case .some(let number) where (11...15).contains(number): .function(number - 10)
        case .some(let number) where (17...21).contains(number): .function(number - 11)
        case .some(let number) where (23...24).contains(number): .function(number - 12)
        default: nil
        }
    }

    /// A key by its character's number (`CSI u`, xterm's modifyOtherKeys).
    private func disclosed(_ number: Int?) -> Key? {
        switch number {
        case 9: return Key(.tab, modifiers)
        case 13: return Key(.enter, modifiers)
        case 27: return Key(.escape, modifiers)
        case 8, 127: return Key(.backspace, modifiers)
        case .some(let number):
            guard let scalar = Unicode.Scalar(UInt32(number)),
                scalar.properties.generalCategory != .control,
                scalar.properties.generalCategory != .privateUse
            else { return nil }
            return .text(scalar, modifiers)
        case nil: return nil
        }
    }
}

extension InputParser {
    /// The final characters of keys, after `ESC [` with modifiers and after `ESC O`.
    static let letterKeys: [Unicode.Scalar: Key.Code] = [
        "A": .up, "B": .down, "C": .right, "D": .left, "H": .home, "F": .end,
        "P": .function(1), "Q": .function(2), "R": .function(3), "S": .function(4),
    ]

    /// The key of `ESC O` and a character, as in the application modes of old terminals.
    static func key(shifted byte: UInt8) -> Key? {
        if byte == UInt8(ascii: "M") { return Key(.enter) }
        return letterKeys[Unicode.Scalar(byte)].map { Key($0) }
    }
}
