package import TerminalScreen

/// The pictures that a screen has asked for, by photo and room.
package struct PictureDesk: Sendable {
    /// Pictures that are kept as values; then the longest unused goes.
    package static let limit = 24

    private enum State: Sendable { case asked, made(PictureOutcome) }

    private var states: [PictureOrder: State] = [:]
    /// The longest unused first.
    private var order: [PictureOrder] = []

    package init() {}

    /// Asks for a picture unless it is there or on its way.
    package mutating func want(_ picture: PictureOrder) -> [Effect] {
        guard picture.room.columns >= 4, picture.room.rows >= 2, !picture.sha256.isEmpty else {
            return []
        }
        order.removeAll { $0 == picture }
        order.append(picture)
        guard states[picture] == nil else { return [] }
        states[picture] = .asked
        while order.count > Self.limit { states[order.removeFirst()] = nil }
        return [.picture(picture)]
    }

    package mutating func take(_ picture: PictureOrder, _ outcome: PictureOutcome) {
        guard states[picture] != nil else { return }
        states[picture] = outcome == .dropped ? nil : .made(outcome)
    }

    /// Forgets all: the terminal shows pictures in another way from now on, or photos that could
    /// not be had may be there now.
    package mutating func reset() { self = PictureDesk() }

    package mutating func forgetFailures() {
        for (picture, state) in states {
            if case .made(.failed) = state { states[picture] = nil }
        }
    }

    package func outcome(_ picture: PictureOrder) -> PictureOutcome? {
        if case .made(let outcome)? = states[picture] { return outcome }
        return nil
    }
}

extension Painter {
    /// Draws a picture in the middle of its room; while there is none, a text stands for it.
    package mutating func picture(
        _ desk: PictureDesk, _ order: PictureOrder?, caption: String, in area: Area
    ) {
        switch order.flatMap(desk.outcome) {
        case .cells(let grid)?:
            blit(grid, at: corner(of: grid.size, in: area))
        case .bitmap(let id, let size)?:
            let corner = corner(of: size, in: area)
            place(
                id,
                over: Area(
                    column: corner.column, row: corner.row, columns: size.columns,
                    rows: size.rows))
        case .failed?, .dropped?, nil:
            let lines = look.text(caption).wrapped(to: max(1, area.columns)).prefix(area.rows)
            for (index, text) in lines.enumerated() {
                let place = Position(
                    column: area.column + (area.columns - text.columns) / 2,
                    row: area.row + (area.rows - lines.count) / 2 + index)
                line(text, place, .muted, in: area)
            }
        }
    }

    private func corner(of size: GridSize, in area: Area) -> Position {
        Position(
            column: area.column + max(0, area.columns - size.columns) / 2,
            row: area.row + max(0, area.rows - size.rows) / 2)
    }
}
