extension String {
    /// The text without what could move a reader's cursor or reorder the line: control characters
    /// (a line feed stays when `keepingLines`), and Unicode's bidirectional embeddings, overrides
    /// and isolates become U+FFFD.
    ///
    /// Source: Unicode Standard Annex #9, explicit directional formatting characters.
    package func neutralised(keepingLines: Bool = false) -> String {
        func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x0A: !keepingLines
            case 0x00...0x1F, 0x7F...0x9F: true
            case 0x202A...0x202E, 0x2066...0x2069, 0x200E, 0x200F, 0x2028, 0x2029: true
            default: false
            }
        }
        guard unicodeScalars.contains(where: isHarmful) else { return self }
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars { clean.append(isHarmful(scalar) ? "\u{FFFD}" : scalar) }
        return String(clean)
    }
}
