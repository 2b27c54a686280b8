/// What one place on the screen shows.
package struct Cell: Equatable, Sendable {
    package enum Part: UInt8, Sendable {
        case whole
        /// The left half of a wide character; a tail follows.
        case head
        /// The right half; a head of the same style stands before it.
        case tail
        /// Under a bitmap; drawn once as a blank, and not again while the bitmap stays.
        case covered
    }

    /// A space in tails and covered cells.
    package let character: Character
    package let style: Style
    package let part: Part
    /// See `DisplayText.Cluster`.
    let isSteady: Bool

    init(_ character: Character, _ style: Style, _ part: Part = .whole, isSteady: Bool = true) {
        (self.character, self.style, self.part) = (character, style, part)
        self.isSteady = isSteady
    }

    package static let blank = Cell(" ", .plain)

    static func blank(_ style: Style) -> Cell { Cell(" ", style) }
}
