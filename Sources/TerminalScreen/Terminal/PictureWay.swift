/// How a terminal gets pictures.
package enum PictureWay: String, CaseIterable, Sendable {
    /// Kitty's graphics protocol.
    case kitty
    /// iTerm2's inline images.
    case iterm
    case sixel
    /// As characters in cells, which works everywhere.
    case symbols
    /// Captions only.
    case none
}
