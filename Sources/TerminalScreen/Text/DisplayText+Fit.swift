extension DisplayText {
    /// The text in at most so many columns; what is cut off is marked by an ellipsis.
    package func truncated(to limit: Int, _ width: TextWidth) -> DisplayText {
        if columns <= limit { return self }
        let mark = DisplayText(width.ambiguous == .one ? "…" : "~", width)
        guard limit >= mark.columns else { return DisplayText() }
        var kept = prefix(columns: limit - mark.columns)
        kept.append(mark)
        return kept
    }

    /// As many whole clusters from the beginning as fit.
    package func prefix(columns limit: Int) -> DisplayText {
        var kept = DisplayText()
        for cluster in clusters {
            if kept.columns + cluster.columns > limit { break }
            kept.append(cluster)
        }
        return kept
    }

    /// Breaks the text into lines of at most so many columns: at spaces, else between any two
    /// clusters, as Chinese, Japanese and Korean allow before each of theirs.
    ///
    /// Spaces at a break are left out. A cluster wider than `limit` is left out.
    ///
    /// - Returns: At least one line.
    package func wrapped(to limit: Int) -> [DisplayText] {
        var lines: [DisplayText] = []
        var line: [Cluster] = []
        var (used, breakAfter) = (0, 0)
        for cluster in clusters where cluster.columns <= limit {
            let isSpace = cluster.character == " "
            if used + cluster.columns > limit {
                if isSpace {
                    lines.append(Self.trimmed(line[...]))
                    (line, used, breakAfter) = ([], 0, 0)
                    continue
                }
                if cluster.columns == 2 || breakAfter == 0 { breakAfter = line.count }
                lines.append(Self.trimmed(line[..<breakAfter]))
                line = Array(line[breakAfter...].drop { $0.character == " " })
                used = line.reduce(0) { $0 + $1.columns }
                breakAfter = 0
            }
            if isSpace, line.isEmpty, !lines.isEmpty { continue }
            if cluster.columns == 2 { breakAfter = line.count }
            line.append(cluster)
            used += cluster.columns
            if isSpace || cluster.columns == 2 { breakAfter = line.count }
        }
        if !line.isEmpty || lines.isEmpty { lines.append(DisplayText(line)) }
        return lines
    }

    private static func trimmed(_ line: ArraySlice<Cluster>) -> DisplayText {
        DisplayText(line.dropLast(line.reversed().prefix { $0.character == " " }.count))
    }
}

extension DisplayText {
    /// The lines of a text as its writer broke them.
    ///
    /// - Returns: At least one line.
    package static func lines(of text: String, _ width: TextWidth) -> [DisplayText] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { DisplayText(String($0), width) }
    }
}
