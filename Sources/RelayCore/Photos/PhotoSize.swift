/// One of the two sizes in which every photo is kept.
package enum PhotoSize: CaseIterable, Equatable, Sendable {
    /// What every buyer gets with the post.
    case preview
    /// What a buyer asks for to look closely.
    case full

    /// The longest side allowed, in pixels; a larger photo is refused.
    package var longestSidePixels: Int {
        switch self {
        case .preview: 480
        case .full: 1600
        }
    }

    /// The largest file allowed, in bytes; a larger one is refused.
    package var limitBytes: Int {
        switch self {
        case .preview: 32 * 1024
        case .full: 1024 * 1024
        }
    }
}
