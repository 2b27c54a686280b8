import TerminalPictures
import TerminalScreen
import Testing

struct PictureShelfTests {
    private func placement(_ id: UInt32) -> Grid.Placement {
        Grid.Placement(id: id, area: Area(column: 0, row: 0, columns: 1, rows: 1))
    }

    @Test func `the longest unused picture goes when the shelf is full`() {
        var shelf = PictureShelf(.sixel)
        let half = [UInt8](repeating: 0, count: PictureShelf.limitBytes / 2)
        shelf.put(half, id: 1)
        shelf.put(half, id: 2)
        shelf.use(1)
        shelf.put([1], id: 3)
        #expect(shelf.show(placement(1)) == half)
        #expect(shelf.show(placement(2)) == nil)
        #expect(shelf.show(placement(3)) == [1])
    }

    @Test func `a picture put again takes the place of the old one`() {
        var shelf = PictureShelf(.sixel)
        let most = [UInt8](repeating: 0, count: PictureShelf.limitBytes - 1)
        for _ in 0..<3 { shelf.put(most, id: 1) }
        shelf.put([7], id: 2)
        #expect(shelf.show(placement(1)) == most)
        #expect(shelf.show(placement(2)) == [7])
    }

    @Test(arguments: PictureWay.allCases)
    func `only kitty's pictures have to be taken away`(way: PictureWay) {
        let bytes = PictureShelf(way).hide(placement(3))
        #expect(bytes == (way == .kitty ? KittyPicture.hide(id: 3) : []))
    }
}
