import CUtf8proc

/// The one rule for how many columns text takes; everything that measures or draws asks it.
///
/// Widths are those of utf8proc's table (Unicode 15 in 2.8.0), for whole grapheme clusters.
package struct TextWidth: Equatable, Sendable {
    /// The columns of a character that only East Asian terminals draw wide, such as ① or ±.
    package enum Ambiguous: Int, Sendable { case one = 1, two }

    package var ambiguous: Ambiguous

    package init(ambiguous: Ambiguous = .one) { self.ambiguous = ambiguous }

    /// The columns of one cluster: 2, 1, or 0 for what has no width of its own.
    ///
    /// A cluster is as wide as its widest scalar; an emoji that is asked for by U+FE0F and a flag
    /// take two columns.
    package func columns(of character: Character) -> Int {
        if let ascii = character.asciiValue { return ascii >= 0x20 && ascii < 0x7F ? 1 : 0 }
        var widest = 0
        var indicators = 0
        for scalar in character.unicodeScalars {
            if scalar.value == 0xFE0F, widest > 0 { return 2 }
            if (0x1F1E6...0x1F1FF).contains(scalar.value) { indicators += 1 }
            widest = max(widest, columns(of: scalar))
        }
        return indicators > 1 ? 2 : min(widest, 2)
    }

    private func columns(of scalar: Unicode.Scalar) -> Int {
        if ambiguous == .two, AmbiguousWidth.contains(scalar) { return 2 }
        return Int(utf8proc_charwidth(utf8proc_int32_t(bitPattern: scalar.value)))
    }
}
