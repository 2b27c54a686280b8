import Foundation
import PhotoPreparation
import TerminalScreen
import Testing
import WebCodec

@testable import TerminalPictures

struct PictureTests {
    /// Left half red, right half blue, its lower half dark.
    private static let flag = Pixels(
        width: 80, height: 80,
        bytes: (0..<80).flatMap { row in
            (0..<80).flatMap { column -> [UInt8] in
                let light: UInt8 = row < 40 ? 255 : 60
                return column < 40 ? [light, 0, 0, 0] : [0, 0, light, 0]
            }
        })

    private static func photo(_ name: String) throws -> [UInt8] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: tests.appending(path: "Photos/\(name)")))
    }

    private let size = GridSize(columns: 8, rows: 4)

    @Test func `cells have the picture's colours where they are`() {
        let grid = SymbolPicture.grid(of: Self.flag, size, depth: .trueColor, width: TextWidth())
        #expect(grid.size == size)
        #expect(seen(grid[0, 0]) == .rgb(255, 0, 0))
        #expect(seen(grid[0, 7]) == .rgb(0, 0, 255))
        guard case .rgb(let red, 0, 0) = seen(grid[3, 0]) else {
            Issue.record("\(grid[3, 0])")
            return
        }
        #expect(abs(Int(red) - 60) <= 8)
    }

    /// The colour that fills most of a cell.
    private func seen(_ cell: Cell) -> Color {
        cell.character == "█" ? cell.style.foreground : cell.style.background
    }

    @Test func `256 colours leave out the 16 that users change`() {
        let grid = SymbolPicture.grid(of: Self.flag, size, depth: .palette, width: TextWidth())
        for row in 0..<size.rows {
            for cell in grid.row(row) {
                guard case .palette(let number) = cell.style.background else {
                    Issue.record("\(cell)")
                    continue
                }
                #expect(number >= 16)
            }
        }
    }

    @Test(arguments: [ColorDepth.none, .sixteen], [true, false])
    func `without colours a picture has the terminal's two`(depth: ColorDepth, isDark: Bool) {
        let grid = SymbolPicture.grid(
            of: Self.flag, size, depth: depth, width: TextWidth(), isDark: isDark)
        let cells = (0..<size.rows).flatMap { Array(grid.row($0)) }
        #expect(cells.allSatisfy { $0.style == .plain })
        #expect(Set(cells.map(\.character)).count > 1)
    }

    @Test func `where blocks are wide, cells are only coloured`() {
        let grid = SymbolPicture.grid(
            of: Self.flag, size, depth: .trueColor, width: TextWidth(ambiguous: .two))
        for row in 0..<size.rows { #expect(grid.row(row).allSatisfy { $0.character == " " }) }
        #expect(grid[0, 0].style.background == .rgb(255, 0, 0))
    }

    @Test func `a frame with a photo stays below 100 kB`() throws {
        let file = try Self.photo("A12-serum-jar.jpg")
        let photo = try ShownPhoto(of: file.span, within: PixelSize(width: 640, height: 640))
        let pixels = Pixels(width: photo.size.width, height: photo.size.height, bytes: photo.pixels)
        let grid = SymbolPicture.grid(
            of: pixels, GridSize(columns: 80, rows: 40), depth: .trueColor, width: TextWidth())
        var writer = FrameWriter(depth: .trueColor)
        #expect(writer.frame(of: grid).count < 100_000)
    }

    @Test(arguments: [
        (1600, 1200, 80, 40, 80, 30), (1200, 1600, 80, 40, 60, 40), (10_000, 1, 80, 40, 80, 1),
        (1, 10_000, 80, 40, 1, 40), (100, 100, 0, 5, 0, 0), (100, 100, 40, 40, 40, 20),
    ])
    func `a picture keeps its proportions in cells`(
        width: Int, height: Int, columns: Int, rows: Int, filledColumns: Int, filledRows: Int
    ) {
        let cells = PictureArea.cells(
            of: (width, height), within: GridSize(columns: columns, rows: rows))
        #expect(cells == GridSize(columns: filledColumns, rows: filledRows))
    }

    @Test func `sixels are one device control string within the limit`() throws {
        let cell = PictureArea.usualCell
        let bytes = try #require(SixelPicture.bytes(of: Self.flag, size, cell: cell))
        #expect(bytes.starts(with: [0x1B, UInt8(ascii: "P")]))
        #expect(bytes.suffix(2) == [0x1B, UInt8(ascii: "\\")])
        #expect(bytes.filter { $0 == 0x1B }.count == 2)
        // The raster says how many pixels: 8 × 10 by 4 × 20, down to whole sixels of 6.
        #expect(String(decoding: bytes.prefix(40), as: UTF8.self).contains("\"1;1;80;78#"))
    }

    @Test func `a sixel picture beyond the limit is not made`() {
        var noise = [UInt8](repeating: 0, count: 4 * 1_000 * 1_000)
        var state: UInt32 = 1
        for index in noise.indices {
            state = state &* 1_664_525 &+ 1_013_904_223
            noise[index] = UInt8(state >> 24)
        }
        let picture = Pixels(width: 1_000, height: 1_000, bytes: noise)
        let whole = GridSize(columns: 200, rows: 100)
        #expect(SixelPicture.bytes(of: picture, whole, cell: PictureArea.usualCell) == nil)
    }

    @Test func `kitty gets all pixels, compressed and in parts`() throws {
        let bytes = try #require(KittyPicture.show(Self.flag, id: 7, size))
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\u{1B}_G")
        #expect(parts[0].hasPrefix("a=T,q=2,C=1,f=24,o=z,i=7,p=1,s=80,v=80,c=8,r=4,m="))
        var packed = ""
        for (index, part) in parts.enumerated() {
            #expect(part.hasSuffix("\u{1B}\\"))
            #expect(part.contains(index + 1 < parts.count ? "m=1;" : "m=0;"))
            packed += part.dropLast(2).split(separator: ";")[1]
        }
        let stream = try #require(Data(base64Encoded: packed))
        #expect(stream.prefix(2) == Data([0x78, 0x9C]))
        var inflater = try Inflater.make()
        let body = [UInt8](stream.dropFirst(2).dropLast(4))
        let inflated = try inflater.inflate(body.span, limitBytes: 80 * 80 * 3)
        let sum = stream.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        #expect(sum == ZlibStream.adler32(inflated))
        #expect(ZlibStream.adler32(Array("Wikipedia".utf8)) == 0x11E6_0398)
        #expect(inflated.count == 80 * 80 * 3)
        #expect(Array(inflated.prefix(3)) == [255, 0, 0])
        #expect(KittyPicture.hide(id: 7) == Array("\u{1B}_Ga=d,d=I,q=2,i=7\u{1B}\\".utf8))
    }

    @Test func `iTerm2 gets the file as it is`() throws {
        let file = try Self.photo("A12-serum-jar.jpg")
        let text = String(decoding: ItermPicture.show(file, size), as: UTF8.self)
        #expect(text.hasPrefix("\u{1B}]1337;File=inline=1;size=\(file.count);width=8;height=4;"))
        #expect(text.hasSuffix("\u{7}"))
        let body = text.dropLast().split(separator: ":", maxSplits: 1)[1]
        #expect(Data(base64Encoded: String(body)) == Data(file))
    }
}

struct ShownPhotoTests {
    @Test(arguments: [(640, 640), (100, 30), (1, 1)])
    func `a photo is decoded into its box`(width: Int, height: Int) throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Photos/C07-lipsticks-portrait.jpg")
        let file = [UInt8](try Data(contentsOf: url))
        let photo = try ShownPhoto(of: file.span, within: PixelSize(width: width, height: height))
        #expect(photo.size.width <= width && photo.size.height <= height)
        #expect(photo.size.width == width || photo.size.height == height)
        #expect(photo.pixels.count == photo.size.width * photo.size.height * 4)
        // It is stored turned by a quarter, higher than wide.
        if width > 1 { #expect(photo.size.width > photo.size.height) }
    }

    @Test func `a file too large is refused before it is looked at`() {
        let file = [UInt8](repeating: 0, count: ShownPhoto.limitBytes + 1)
        #expect(
            throws: PhotoProblem.tooManyBytes(count: file.count, limit: ShownPhoto.limitBytes)
        ) { try ShownPhoto(of: file.span, within: PixelSize(width: 8, height: 8)) }
    }
}
