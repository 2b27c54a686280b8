/// How a stored picture must be turned to stand upright (Exif 2.32 §4.6.4, tag 0112).
///
/// The raw value is the tag's; the names say what is done to the stored picture.
package enum Orientation: UInt8, CaseIterable, Sendable {
    case upright = 1
    case mirror
    case halfTurn
    case flip
    case transpose
    case quarterTurn
    case transverse
    case threeQuarterTurn

    /// Whether width and height change places.
    package var swapsSides: Bool { rawValue >= Self.transpose.rawValue }

    /// What was done, for people, turning clockwise; nil when nothing.
    package var action: String? {
        switch self {
        case .upright: nil
        case .mirror: "mirrored"
        case .halfTurn: "turned 180°"
        case .flip: "flipped"
        case .transpose: "turned 90° and mirrored"
        case .quarterTurn: "turned 90°"
        case .transverse: "turned 270° and mirrored"
        case .threeQuarterTurn: "turned 270°"
        }
    }
}
