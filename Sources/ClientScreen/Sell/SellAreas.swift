import TerminalScreen
import Wire

/// Where things stand on a seller's screen of some size.
struct SellAreas {
    let layout: ScreenLayout
    let header: Area
    /// The item on show; without a frame when it is low.
    let item: Area
    /// The photo inside it; nil where there is no room for one.
    let photo: Area?
    let listFrame: Area
    /// The rows of the list, below the names of all lists.
    let list: Area
    let talkFrame: Area
    let talk: Area
    /// On a narrow screen only one of the two is shown.
    let showsList: Bool
    let showsTalk: Bool

    /// Nil when the screen is too small.
    init?(_ size: GridSize, inputRows: Int, isInList: Bool) {
        guard let layout = ScreenLayout(size, inputRows: inputRows) else { return nil }
        self.layout = layout
        let (header, rest) = layout.main.split(top: 1)
        self.header = header
        let itemRows = layout.isWide || rest.rows >= 18 ? max(5, rest.rows / 3) : 2
        if layout.isWide {
            let (left, right) = rest.split(left: rest.columns * 11 / 20)
            let (item, list) = left.split(top: itemRows)
            (self.item, listFrame, talkFrame) = (item, list, right)
            (showsList, showsTalk) = (true, true)
        } else {
            let (item, below) = rest.split(top: itemRows)
            (self.item, listFrame, talkFrame) = (item, below, below)
            (showsList, showsTalk) = (isInList, !isInList)
        }
        if itemRows >= 5 {
            let inner = item.inset()
            // A photo of 4:3 in cells twice as high as wide.
            photo = inner.split(left: min(inner.columns / 2, inner.rows * 8 / 3)).left
        } else {
            photo = nil
        }
        list = listFrame.inset().split(top: 1).rest
        talk = talkFrame.inset()
    }

    static let formColumns = 76
    static let formRows = 18

    /// The picture of a form over the screen.
    static func formPhoto(_ inner: Area) -> Area? {
        guard inner.columns >= 56, inner.rows >= 12 else { return nil }
        let room = inner.split(left: 26).left
        return Area(column: room.column, row: room.row, columns: 24, rows: min(10, room.rows))
    }
}

extension SellScreen {
    var areas: SellAreas? {
        let rows = Painter(GridSize(columns: 0, rows: 0), look).inputRows(
            line, promptColumns: 2, columns: size.columns, limit: 4)
        return SellAreas(size, inputRows: rows, isInList: place != .line)
    }

    /// The photo of the item on show.
    var itemPicture: PictureOrder? {
        guard look.hasPictures, let room = areas?.photo,
            let photo = shop.pinnedItem?.photos.first
        else { return nil }
        return PictureOrder(
            sha256: photo.preview.sha256, room: GridSize(columns: room.columns, rows: room.rows))
    }

    /// The first picture of the open form.
    var formPicture: PictureOrder? {
        guard look.hasPictures, case .form(let form)? = overlay, let layout = areas?.layout,
            case .ready(let picture)? = form.draft.files.first.flatMap({ preparations[$0] }),
            let room = SellAreas.formPhoto(Self.formFrame(layout.main).inset())
        else { return nil }
        return PictureOrder(
            sha256: picture.sha256, room: GridSize(columns: room.columns, rows: room.rows))
    }

    static func formFrame(_ main: Area) -> Area {
        let columns = min(SellAreas.formColumns, main.columns)
        let rows = min(SellAreas.formRows, main.rows)
        return Area(
            column: main.column + (main.columns - columns) / 2,
            row: main.row + (main.rows - rows) / 2, columns: columns, rows: rows)
    }

    mutating func wantPictures() -> [Effect] {
        [itemPicture, formPicture].compactMap(\.self).flatMap { desk.want($0) }
    }
}
