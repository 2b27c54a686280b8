/// How tables are written for other programs.
package enum ExportFormat: String, CaseIterable, Sendable {
    /// RFC 4180, a file for each table, with a header.
    case csv
    /// One file that sqlite3 and PostgreSQL load.
    case sql
}

/// A value of a table as it is exported.
enum ExportValue: Equatable {
    case none
    case integer(Int64)
    case text(String)
}

extension ExportValue {
    /// The value as a CSV cell (RFC 4180 §2). `NULL` is nothing, an empty text is `""`.
    ///
    /// A text that a spreadsheet would take for a formula gets an apostrophe in front, and so does
    /// one that begins with an apostrophe: taking one away gives each text back.
    var cell: String {
        switch self {
        case .none: return ""
        case .integer(let number): return String(number)
        case .text(let text):
            let first = text.unicodeScalars.first
            let isRisky = first.map { Self.riskyStarts.contains($0) } ?? false
            let safe = isRisky ? "'" + text : text
            let isPlain =
                !safe.isEmpty && !safe.unicodeScalars.contains { Self.quoted.contains($0) }
            return isPlain ? safe : "\"" + safe.doubling("\"") + "\""
        }
    }

    private static let riskyStarts: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "'"]
    private static let quoted: Set<Unicode.Scalar> = ["\"", ",", "\r", "\n"]

    /// The value in standard SQL, without escapes that only some databases know.
    var sql: String {
        switch self {
        case .none: "NULL"
        case .integer(let number): String(number)
        case .text(let text): "'" + text.doubling("'") + "'"
        }
    }
}

extension String {
    fileprivate func doubling(_ mark: Unicode.Scalar) -> String {
        guard unicodeScalars.contains(mark) else { return self }
        var doubled = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == mark { doubled.append(scalar) }
            doubled.append(scalar)
        }
        return String(doubled)
    }
}
