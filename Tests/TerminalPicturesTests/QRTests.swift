import Foundation
import TerminalPictures
import TerminalScreen
import Testing

struct QRTests {
    private static let link = "https://pay.example/s/8Q2m4kXz?o=1044"

    /// How a phone sees the screen: both squares of each cell, at the terminal's own colours.
    private struct Photograph {
        var rows: [[Bool]]  // Whether light.

        init(of grid: Grid, onDark: Bool) {
            // A margin of the terminal's background lies around.
            let margin = 6
            let width = grid.size.columns + 2 * margin
            var rows = Array(
                repeating: Array(repeating: !onDark, count: width),
                count: grid.size.rows * 2 + 2 * margin)
            for row in 0..<grid.size.rows {
                for (column, cell) in grid.row(row).enumerated() {
                    var ink = Self.isLight(cell.style.foreground, else: onDark)
                    var paper = Self.isLight(cell.style.background, else: !onDark)
                    if cell.style.attributes.contains(.reverse) { swap(&ink, &paper) }
                    let inks: (Bool, Bool) =
                        switch cell.character {
                        case "█": (true, true)
                        case "▀": (true, false)
                        case "▄": (false, true)
                        default: (false, false)
                        }
                    rows[margin + row * 2][margin + column] = inks.0 ? ink : paper
                    rows[margin + row * 2 + 1][margin + column] = inks.1 ? ink : paper
                }
            }
            self.rows = rows
        }

        private static func isLight(_ color: Color, else standard: Bool) -> Bool {
            switch color {
            case .standard: standard
            case .normal(.black), .palette(16), .rgb(0, 0, 0): false
            default: true
            }
        }

        /// As a portable bitmap, five points a square.
        var file: Data {
            let scale = 5
            let lines = rows.flatMap { row in
                let line = row.flatMap { Array(repeating: $0 ? "0" : "1", count: scale) }
                return Array(repeating: line.joined(separator: " "), count: scale)
            }
            let head = "P1\n\(rows[0].count * scale) \(rows.count * scale)\n"
            return Data((head + lines.joined(separator: "\n") + "\n").utf8)
        }

        func read() throws -> String {
            let path = NSTemporaryDirectory() + "qr-\(UUID().uuidString).pbm"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try file.write(to: URL(filePath: path))
            let (process, pipe) = (Process(), Pipe())
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path,
            ]
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
        }
    }

    @Test(arguments: [ColorDepth.sixteen, .palette, .trueColor], [true, false])
    func `a code in colours is read on dark and on light`(depth: ColorDepth, onDark: Bool) throws {
        let code = try #require(QRMatrix(Self.link))
        let grid = code.grid(depth: depth, width: TextWidth())
        #expect(grid.size == GridSize(columns: code.side + 4, rows: (code.side + 5) / 2))
        #expect(try Photograph(of: grid, onDark: onDark).read() == Self.link)
    }

    @Test(arguments: [true, false], [TextWidth.Ambiguous.one, .two])
    func `a code without colours is read when it suits the background`(
        onDark: Bool, ambiguous: TextWidth.Ambiguous
    ) throws {
        let code = try #require(QRMatrix(Self.link))
        let width = TextWidth(ambiguous: ambiguous)
        let grid = code.grid(depth: .none, width: width, isInverted: !onDark)
        #expect(try Photograph(of: grid, onDark: onDark).read() == Self.link)
    }

    @Test func `where blocks are wide a square is two spaces`() throws {
        let code = try #require(QRMatrix(Self.link))
        let grid = code.grid(depth: .palette, width: TextWidth(ambiguous: .two))
        #expect(grid.size == GridSize(columns: 2 * (code.side + 4), rows: code.side + 4))
        for row in 0..<code.side {
            for column in 0..<code.side {
                let paper = grid[row + 2, 2 * (column + 2)].style.background
                #expect((paper == .palette(16)) == code.isDark(column: column, row: row))
            }
        }
    }

    @Test func `the quiet zone is light, and what is too long is refused`() throws {
        let grid = try #require(QRMatrix("A")).grid(depth: .trueColor, width: TextWidth())
        #expect(
            grid.row(0).allSatisfy {
                $0.character == " " && $0.style.background == .rgb(255, 255, 255)
            })
        #expect(QRMatrix("") == nil)
        #expect(QRMatrix(String(repeating: "x", count: QRMatrix.limitBytes)) != nil)
        #expect(QRMatrix(String(repeating: "x", count: QRMatrix.limitBytes + 1)) == nil)
    }
}
