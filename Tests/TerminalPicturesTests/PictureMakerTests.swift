import Foundation
import PhotoPreparation
import Synchronization
import TerminalPictures
import TerminalScreen
import Testing

struct PictureMakerTests {
    private static let decode: PictureWish.Decoder = { file, width, height in
        let box = PixelSize(width: width, height: height)
        guard let photo = try? ShownPhoto(of: file.span, within: box) else { return nil }
        return Pixels(width: photo.size.width, height: photo.size.height, bytes: photo.pixels)
    }

    /// A wish for a photo of 4:3.
    private func wish(
        _ way: PictureWay, file: [UInt8]? = nil, rows: Int = 30, isSmall: Bool = false
    ) throws -> PictureWish {
        var capabilities = Capabilities()
        capabilities.note(cell: Capabilities.PixelExtent(width: 10, height: 20))
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Photos/E40-mask-boxes.jpg")
        return PictureWish(
            file: try file ?? [UInt8](Data(contentsOf: url)), id: 5,
            room: GridSize(columns: 40, rows: rows), capabilities: capabilities, way: way,
            depth: .trueColor, width: TextWidth(), isSmall: isSmall)
    }

    @Test(arguments: [PictureWay.kitty, .iterm, .sixel])
    func `a photo becomes a bitmap over cells of its proportions`(way: PictureWay) throws {
        guard case .bitmap(let bytes, let size) = try wish(way).made(by: Self.decode) else {
            Issue.record("no bitmap")
            return
        }
        #expect(size == GridSize(columns: 40, rows: 15))
        let start = ["\u{1B}_G", "\u{1B}]", "\u{1B}P"]
        #expect(start.contains { bytes.starts(with: $0.utf8) })
    }

    @Test func `a photo becomes cells of its proportions`() throws {
        guard case .cells(let grid) = try wish(.symbols).made(by: Self.decode) else {
            Issue.record("no cells")
            return
        }
        #expect(grid.size == GridSize(columns: 40, rows: 15))
    }

    @Test func `a slow way gets a bitmap of fewer bytes over the same cells`() throws {
        guard case .bitmap(let whole, let size) = try wish(.kitty).made(by: Self.decode),
            case .bitmap(let small, size) = try wish(.kitty, isSmall: true).made(by: Self.decode)
        else {
            Issue.record("no bitmaps of one size")
            return
        }
        #expect(small.count < whole.count / 2)
        #expect(small.count < 100_000)
    }

    @Test(arguments: [PictureWay.kitty, .iterm, .sixel, .symbols])
    func `over a slow way no picture takes more than 100 kB`(way: PictureWay) throws {
        let made = try #require(try wish(way, isSmall: true).made(by: Self.decode))
        switch made {
        case .bitmap(let bytes, _): #expect(bytes.count <= PictureWish.slowLimitBytes)
        case .cells(let grid):
            var writer = FrameWriter(depth: .trueColor)
            #expect(writer.frame(of: grid).count <= PictureWish.slowLimitBytes)
            // The file itself is 370 kB, and iTerm2 would get it whole; sixels have no fewer pixels.
            #expect(way != .kitty)
        }
    }

    @Test func `what cannot be shown has no picture`() throws {
        #expect(try wish(.symbols, file: [1, 2, 3]).made(by: Self.decode) == nil)
        #expect(try wish(.none).made(by: Self.decode) == nil)
        #expect(try wish(.symbols, rows: 0).made(by: Self.decode) == nil)
    }

    @Test func `each wish is answered once, the newest first, and the oldest is dropped`()
        async throws
    {
        let gate = DispatchSemaphore(value: 0)
        let maker = PictureMaker { _, _, _ in
            gate.wait()
            return Pixels(width: 1, height: 1, bytes: [0, 0, 0, 0])
        }
        let count = PictureMaker.waitingLimit + 2
        let wishes = try (0..<count).map { _ in try wish(.symbols, file: []) }
        let (answers, answered) = AsyncStream<(Int, PictureMaker.Outcome)>.makeStream()
        for (index, wish) in wishes.enumerated() {
            maker.make(wish) { answered.yield((index, $0)) }
        }
        for _ in 0..<count { gate.signal() }
        var order: [Int] = []
        var dropped: [Int] = []
        for await (index, outcome) in answers.prefix(count) {
            if outcome == .dropped { dropped.append(index) } else { order.append(index) }
        }
        #expect(Set(order + dropped).count == count)
        // The first may have begun before the others came.
        #expect((1...2).contains(dropped.count))
        #expect(dropped.allSatisfy { $0 <= 2 })
        #expect(order.last ?? 0 <= 3)
    }
}
