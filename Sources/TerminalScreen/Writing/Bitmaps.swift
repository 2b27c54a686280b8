/// Makes the bytes for bitmaps; each way of sending pictures has its own.
package protocol Bitmaps {
    /// Draws a picture with its upper left corner at the cursor; nil while it is not ready.
    func show(_ placement: Grid.Placement) -> [UInt8]?

    /// Takes a picture away that was shown; its cells are drawn afterwards.
    func hide(_ placement: Grid.Placement) -> [UInt8]
}

/// For terminals that get pictures as cells.
package struct NoBitmaps: Bitmaps {
    package init() {}
    package func show(_ placement: Grid.Placement) -> [UInt8]? { nil }
    package func hide(_ placement: Grid.Placement) -> [UInt8] { [] }
}
