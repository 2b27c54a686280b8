/// One line of text made harmless and measured, cluster by cluster: the only text a grid draws.
///
/// Whoever wrote it, it cannot move the cursor, change the terminal or turn its surroundings
/// round. Tabs and line ends become spaces, other control characters and bidirectional overrides
/// U+FFFD, and marks without a width are left out.
package struct DisplayText: Equatable, Sendable {
    /// The scalars that one cluster may have; a longer one, such as a letter under a hundred
    /// accents, becomes U+FFFD.
    package static let clusterScalarsLimit = 16

    /// What one or two cells show.
    package struct Cluster: Equatable, Sendable {
        package let character: Character
        /// 1 or 2.
        package let columns: Int
        /// False when terminals disagree about its width, or may join it with its neighbour.
        package let isSteady: Bool
    }

    package private(set) var clusters: [Cluster] = []
    package private(set) var columns = 0

    package init() {}

    package init(_ text: String, _ width: TextWidth) {
        clusters.reserveCapacity(text.utf8.count)
        for character in text {
            guard let cluster = Cluster(character, width) else { continue }
            append(cluster)
        }
    }

    package init(_ clusters: some Sequence<Cluster>) {
        for cluster in clusters { append(cluster) }
    }

    package var isEmpty: Bool { clusters.isEmpty }

    /// The text as it is shown.
    package var string: String { String(clusters.map(\.character)) }

    package mutating func append(_ cluster: Cluster) {
        clusters.append(cluster)
        columns += cluster.columns
    }

    package mutating func append(_ text: DisplayText) {
        clusters += text.clusters
        columns += text.columns
    }
}

extension DisplayText.Cluster {
    static let blank = Self(character: " ", columns: 1, isSteady: true)

    /// - Returns: Nil when nothing is shown for the character.
    init?(_ character: Character, _ width: TextWidth) {
        let shown = Self.harmless(character)
        guard let shown else { return nil }
        let columns = width.columns(of: shown)
        if columns > 0 {
            self.init(character: shown, columns: columns, isSteady: Self.isSteady(shown))
        } else if Self.isInvisible(shown) {
            return nil
        } else {  // A mark that stands alone.
            let columns = width.columns(of: Self.replacement)
            self.init(character: Self.replacement, columns: columns, isSteady: true)
        }
    }

    private static let replacement: Character = "\u{FFFD}"

    /// What may be sent to a terminal instead of `character`; nil for nothing.
    private static func harmless(_ character: Character) -> Character? {
        if let ascii = character.asciiValue {
            switch ascii {
            case 0x20..<0x7F: return character
            case 0x09, 0x0A, 0x0D: return " "
            default: return replacement
            }
        }
        var count = 0
        for scalar in character.unicodeScalars {
            count += 1
            switch scalar.value {
            case 0x2028, 0x2029: return " "
            case 0..<0x20, 0x7F..<0xA0,  // Control characters, of which 0x9B begins a sequence.
                0x202A...0x202E, 0x2066...0x2069,  // Embeddings, overrides and isolates.
                0x206A...0x206F, 0xFFF9...0xFFFB, 0xE0001:
                return replacement
            default: break
            }
        }
        return count > DisplayText.clusterScalarsLimit ? replacement : character
    }

    /// Whether leaving the character out hides nothing from a reader.
    private static func isInvisible(_ character: Character) -> Bool {
        character.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0xAD, 0x61C, 0x180B...0x180F, 0x200B...0x200F, 0x2060...0x2064, 0xFE00...0xFE0F,
                0xFEFF, 0xE0020...0xE007F, 0xE0100...0xE01EF:
                true
            default: false
            }
        }
    }

    private static func isSteady(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        guard let first = scalars.first, scalars.count == 1 else { return false }
        switch first.value {
        case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF,  // Jamo, joined to syllables.
            0x1F1E6...0x1F1FF,  // Half a flag.
            0x1F3FB...0x1F3FF:  // A skin colour.
            return false
        default:
            return first.value < 0x600 || first.properties.generalCategory != .format
        }
    }
}
