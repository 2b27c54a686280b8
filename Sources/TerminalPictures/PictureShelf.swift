package import TerminalScreen

/// Bitmaps that are ready to be sent, by the numbers that grids name them with.
package struct PictureShelf: Bitmaps, Sendable {
    /// The bytes that are kept; beyond them the longest unused go, and are made again when needed.
    package static let limitBytes = 16 * 1024 * 1024

    private let way: PictureWay
    private var pictures: [UInt32: [UInt8]] = [:]
    /// The longest unused first.
    private var order: [UInt32] = []
    private var bytes = 0

    package init(_ way: PictureWay) { self.way = way }

    /// Keeps the bytes of a picture; a number always means the same picture in the same size.
    package mutating func put(_ picture: [UInt8], id: UInt32) {
        if let old = pictures[id] { bytes -= old.count }
        pictures[id] = picture
        bytes += picture.count
        use(id)
        while bytes > Self.limitBytes, order.count > 1 {
            bytes -= pictures.removeValue(forKey: order.removeFirst())?.count ?? 0
        }
    }

    /// Makes a picture the last to go.
    ///
    /// - Returns: False when it has to be made.
    @discardableResult
    package mutating func use(_ id: UInt32) -> Bool {
        guard pictures[id] != nil else { return false }
        order.removeAll { $0 == id }
        order.append(id)
        return true
    }

    package func show(_ placement: Grid.Placement) -> [UInt8]? { pictures[placement.id] }

    /// Sixels and inline images go when their cells are written; kitty's lie above the text.
    package func hide(_ placement: Grid.Placement) -> [UInt8] {
        way == .kitty ? KittyPicture.hide(id: placement.id) : []
    }
}
