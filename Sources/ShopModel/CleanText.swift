extension String {
    /// The text without what could move a reader's cursor, reorder the line or hide in it: each of
    /// these becomes U+FFFD.
    ///
    /// - Control characters; a line feed stays when `keepingLines`.
    /// - Marks, embeddings, overrides and isolates of the bidirectional algorithm.
    /// - Characters without width. A joiner stays between two that are beyond Latin, where scripts
    ///   and emoji need it; a tag stays in the flag of a region.
    ///
    /// The only place where texts are made harmless; every text that others see goes through it.
    ///
    /// Source: Unicode Standard Annex #9, explicit directional formatting characters; Unicode
    /// Technical Standard #51, emoji ZWJ and tag sequences.
    package func neutralised(keepingLines: Bool = false) -> String {
        guard unicodeScalars.contains(where: { Self.mayBeHarmful($0.value) }) else { return self }
        let scalars = Array(unicodeScalars)
        var clean = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            let isHarmful =
                switch scalar.value {
                case 0x0A: !keepingLines
                case 0x200C, 0x200D:
                    !(index > 0 && scalars[index - 1].value > Self.lastLatin
                        && index + 1 < scalars.count
                        && scalars[index + 1].value > Self.lastLatin)
                case 0xE0020...0xE007F:
                    !(index > 0 && Self.goesBeforeTag(scalars[index - 1].value))
                default: Self.isHarmful(scalar.value)
                }
            clean.append(isHarmful ? "\u{FFFD}" : scalar)
        }
        return String(clean)
    }

    /// The end of the block Latin Extended-B and its neighbours.
    private static let lastLatin: UInt32 = 0x02FF

    /// The black flag, and other tags.
    private static func goesBeforeTag(_ value: UInt32) -> Bool {
        value == 0x1F3F4 || (0xE0020...0xE007F).contains(value)
    }

    /// What is looked at more closely; hardly any text has such a character.
    private static func mayBeHarmful(_ value: UInt32) -> Bool {
        switch value {
        case 0x20...0x7E: false
        case 0x200C, 0x200D: true
        default: isHarmful(value)
        }
    }

    private static func isHarmful(_ value: UInt32) -> Bool {
        switch value {
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        case 0x2028, 0x2029: true
        case 0x00AD, 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x200B, 0x2060...0x2065: true
        case 0x206A...0x206F, 0x3164, 0xFEFF, 0xFFA0, 0xFFF0...0xFFFB, 0xE0000...0xE0FFF: true
        default: false
        }
    }
}
