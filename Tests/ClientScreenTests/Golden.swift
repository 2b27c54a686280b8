import ClientScreen
import Foundation
import TerminalScreen
import Testing

/// Screens as text that is kept beside the tests: each row, then its looks by letters.
///
/// With GOLDEN=write in the environment they are written instead of compared; look at the
/// difference before it is committed.
enum Golden {
    static let sizes = [
        GridSize(columns: 60, rows: 14), GridSize(columns: 80, rows: 24),
        GridSize(columns: 120, rows: 40),
    ]

    /// The ways in which each view is kept: a name and the look.
    static let looks: [(name: String, look: Look)] =
        Language.allCases.map { ($0.rawValue, Look(language: $0)) } + [
            ("ascii", Look(borders: .ascii, width: TextWidth(ambiguous: .two)))
        ]

    private static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    }

    private static var isWriting: Bool {
        ProcessInfo.processInfo.environment["GOLDEN"] == "write"
    }

    /// Compares a view in a size and a look with what is kept.
    static func expect(
        _ name: String, _ look: String, _ grid: Grid,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let size = "\(grid.size.columns)x\(grid.size.rows)"
        let file = folder.appending(path: "\(name).\(look).\(size).txt")
        let text = text(of: grid)
        if isWriting {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        let kept = try String(contentsOf: file, encoding: .utf8)
        let difference = firstDifference(kept, text)
        #expect(
            difference == nil, "\(file.lastPathComponent): \(difference ?? "")",
            sourceLocation: sourceLocation)
    }

    private static func firstDifference(_ kept: String, _ now: String) -> String? {
        let (kept, now) = (kept.split(separator: "\n"), now.split(separator: "\n"))
        for index in 0..<max(kept.count, now.count) {
            let (old, new) = (
                kept.indices.contains(index) ? kept[index] : "nothing",
                now.indices.contains(index) ? now[index] : "nothing"
            )
            if old != new { return "line \(index + 1):\n\(old)\n\(new)" }
        }
        return nil
    }

    /// Rows between bars, then the looks as letters, then what the letters mean.
    static func text(of grid: Grid) -> String {
        var looks: [Style] = [.plain]
        var indices: [Style: Int] = [.plain: 0]  // Photos have hundreds.
        var lines: [String] = []
        var letters: [String] = []
        for row in 0..<grid.size.rows {
            var (line, look) = ("", "")
            for cell in grid.row(row) {
                let index = indices[cell.style] ?? looks.count
                if index == looks.count {
                    looks.append(cell.style)
                    indices[cell.style] = index
                }
                look.append(letter(index))
                if cell.part != .tail { line.append(cell.part == .covered ? "░" : cell.character) }
            }
            lines.append("|\(line)|")
            letters.append("|\(look)|")
        }
        let cursor = grid.cursor.map { "cursor \($0.column),\($0.row)" } ?? "no cursor"
        let bitmaps = grid.placements.map { placement in
            let area = placement.area
            return "bitmap \(placement.id) at \(area.column),\(area.row) "
                + "of \(area.columns)x\(area.rows)"
        }
        let key = looks.enumerated().map { "\(letter($0)) \(describe($1))" }
        return (lines + [""] + letters + [""] + key + bitmaps + [cursor]).joined(separator: "\n")
            + "\n"
    }

    private static func letter(_ index: Int) -> Character {
        let letters = Array(".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        if index < letters.count { return letters[index] }
        // Photos have hundreds of looks: letters of the Latin Extended blocks.
        return Character(Unicode.Scalar(UInt16(0x100 + index - letters.count)) ?? "?")
    }

    private static func describe(_ style: Style) -> String {
        let names: [(Attributes, String)] = [
            (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
            (.reverse, "reverse"),
        ]
        let attributes = names.filter { style.attributes.contains($0.0) }.map(\.1)
        let colors = [("ink", style.foreground), ("paper", style.background)]
            .filter { $0.1 != .standard }.map { "\($0) \(name(of: $1))" }
        let all = colors + attributes
        return all.isEmpty ? "plain" : all.joined(separator: " ")
    }

    private static func name(of color: Color) -> String {
        switch color {
        case .standard: "standard"
        case .normal(let color): "\(color)"
        case .bright(let color): "bright-\(color)"
        case .palette(let index): "\(index)"
        case .rgb(let red, let green, let blue): "\(red),\(green),\(blue)"
        }
    }
}
