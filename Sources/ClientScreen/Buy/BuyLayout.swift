import TerminalScreen

/// Where the buyer's panes are: side by side, or one column on narrow screens.
struct BuyLayout {
    let screen: ScreenLayout
    /// Frames; the areas below lie inside of them.
    let itemPane: Area
    let chatPane: Area
    /// Empty where there is no room for the orders.
    let ordersPane: Area

    /// Empty on low screens.
    let photo: Area
    let facts: Area
    var item: Area { itemPane }
    var chat: Area { chatPane.inset() }
    var orders: Area { ordersPane.inset() }

    /// Nil when the screen is too small.
    init?(_ program: BuyProgram) {
        let rows = Painter(GridSize(columns: 0, rows: 0), program.desk.look).inputRows(
            program.desk.input, promptColumns: 2, columns: program.desk.size.columns, limit: 4)
        self.init(
            program.desk.size, inputRows: rows, orders: program.shop.orders.count,
            showsOrders: program.place == .orders)
    }

    init?(_ size: GridSize, inputRows: Int, orders: Int, showsOrders: Bool) {
        guard let screen = ScreenLayout(size, inputRows: inputRows) else { return nil }
        self.screen = screen
        let main = screen.main
        if screen.isWide {
            let left = min(max(main.columns * 57 / 100, 38), main.columns - 30)
            let (column, chat) = main.split(left: left)
            let wanted = min(max(orders, 1), max(2, main.rows / 5)) + 2
            let height = main.rows >= 15 || showsOrders ? wanted : 0
            (itemPane, ordersPane) = column.split(top: column.rows - height)
            chatPane = chat
        } else {
            let (top, rest) = main.split(top: max(5, main.rows * 11 / 20))
            itemPane = top
            (chatPane, ordersPane) =
                showsOrders ? (rest.split(top: 0).top, rest) : (rest, rest.split(top: 0).top)
        }
        (photo, facts) = Self.divide(itemPane.inset())
    }

    /// The photo stands above the facts, or beside them where the pane is low.
    private static func divide(_ inner: Area) -> (photo: Area, facts: Area) {
        if inner.rows >= 9 {
            let parts = inner.split(top: inner.rows - 4)
            return (parts.top, parts.rest)
        }
        let columns = inner.rows * 8 / 3
        guard inner.columns >= columns + 28, inner.rows >= 3 else {
            return (inner.split(top: 0).top, inner)
        }
        let (photo, rest) = inner.split(left: columns)
        return (photo, rest.split(left: 1).rest)
    }

    func picture(of sha256: String) -> PictureOrder {
        PictureOrder(
            sha256: sha256, room: GridSize(columns: photo.columns, rows: photo.rows))
    }

    /// For a photo on the whole screen; the bottom rows stay.
    func fullPicture(of sha256: String) -> PictureOrder {
        PictureOrder(
            sha256: sha256, room: GridSize(columns: full.columns, rows: max(0, full.rows - 1)))
    }

    /// Where overlays go: all but status and hints.
    var full: Area {
        Area(
            column: 0, row: 0, columns: screen.main.columns,
            rows: screen.main.rows + screen.input.rows)
    }
}
