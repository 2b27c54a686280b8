import Wire

/// The name of a wire enumeration's case as scripts read it: `settled_late` for `.settledLate`,
/// `unknown_17` for a number that this version does not know.
func enumText(_ value: some Any) -> String {
    let name = "\(value)"
    if name.hasPrefix("UNRECOGNIZED(") {
        return "unknown_" + name.dropFirst("UNRECOGNIZED(".count).dropLast()
    }
    let letters = Array(name)
    var text = ""
    for (index, letter) in letters.enumerated() {
        if letter.isUppercase, index > 0 {
            // Also before the last capital of `IDReused`, so that `ID` stays one word.
            let endsWord = index + 1 < letters.count && letters[index + 1].isLowercase
            if !letters[index - 1].isUppercase || endsWord { text += "_" }
        }
        text += letter.lowercased()
    }
    return text
}

/// The same for people: `settled late`.
func enumWords(_ value: some Any) -> String {
    String(enumText(value).map { $0 == "_" ? " " : $0 })
}
