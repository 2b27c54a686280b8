import Wire

/// The name of a wire enumeration's case as scripts read it: `settled_late` for `.settledLate`,
/// `unknown_17` for a number that this version does not know.
func enumText(_ value: some Any) -> String {
    let name = "\(value)"
    if name.hasPrefix("UNRECOGNIZED(") {
        return "unknown_" + name.dropFirst("UNRECOGNIZED(".count).dropLast()
    }
    var text = ""
    for character in name {
        if character.isUppercase {
            text += "_" + character.lowercased()
        } else {
            text.append(character)
        }
    }
    return text
}

/// The same for people: `settled late`.
func enumWords(_ value: some Any) -> String {
    String(enumText(value).map { $0 == "_" ? " " : $0 })
}
