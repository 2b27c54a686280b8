extension LineEditor {
    /// Moves or removes as readline does.
    ///
    /// - Returns: False when the key means nothing here.
    mutating func edit(_ key: Key) -> Bool {
        switch (key.code, key.modifiers) {
        case (.left, []), (.text("b"), .control): move(back: 1)
        case (.right, []), (.text("f"), .control): move(forward: 1)
        case (.left, .control), (.left, .alt), (.text("b"), .alt): move(back: wordBack(\.isWord))
        case (.right, .control), (.right, .alt), (.text("f"), .alt): move(forward: wordForward())
        case (.home, []), (.text("a"), .control): move(back: lineBack())
        case (.end, []), (.text("e"), .control): move(forward: lineForward())
        case (.backspace, []), (.text("h"), .control): remove(back: 1)
        case (.delete, []), (.text("d"), .control): remove(forward: 1)
        case (.text("u"), .control): kill(back: lineBack())
        case (.text("k"), .control): kill(forward: lineForward())
        case (.text("w"), .control): kill(back: wordBack { !$0.isWhitespace })
        case (.backspace, .alt): kill(back: wordBack(\.isWord))
        case (.text("d"), .alt), (.delete, .control): kill(forward: wordForward())
        default: return false
        }
        return true
    }

    /// Characters back to the beginning of the word.
    private func wordBack(_ isPart: (Character) -> Bool) -> Int {
        let reversed = sides.before.reversed()
        let gap = reversed.prefix { !isPart($0) }.count
        return gap + reversed.dropFirst(gap).prefix { isPart($0) }.count
    }

    private func wordForward() -> Int {
        let after = sides.after
        let gap = after.prefix { !$0.isWord }.count
        return gap + after.dropFirst(gap).prefix(while: \.isWord).count
    }

    private func lineBack() -> Int { sides.before.reversed().prefix { $0 != "\n" }.count }

    private func lineForward() -> Int { sides.after.prefix { $0 != "\n" }.count }

    /// Moves to the line above or below, to the same character or the line's end.
    mutating func moveByLine(_ step: Int) -> Outcome {
        let column = lineBack()
        if step < 0 {
            move(back: column + 1)
            let length = lineBack()
            move(back: max(0, length - column))
        } else {
            move(forward: lineForward() + 1)
            move(forward: min(lineForward(), column))
        }
        return .edited
    }
}

extension Character {
    fileprivate var isWord: Bool { isLetter || isNumber }
}
