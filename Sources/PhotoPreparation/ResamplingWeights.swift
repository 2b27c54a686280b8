/// How much each source pixel of a line counts in each target pixel: a triangle as wide as the
/// scale asks.
///
/// Shrinking with it averages all source pixels, so that fine patterns do not turn into false ones.
struct ResamplingWeights {
    /// The sum of the weights of each target pixel; a power of two, so that dividing is a shift.
    static let unitBits: UInt64 = 12

    /// One target pixel's source pixels: `count` of them, from `first` on.
    struct Window {
        let first: Int
        let count: Int
    }

    let windows: [Window]
    /// The weights of all windows, one after the other.
    let weights: [UInt64]

    /// Computes the weights for a line.
    ///
    /// - Parameters:
    ///   - source: Its length before, in pixels, at least 1.
    ///   - target: Its length after, 1 to `source`.
    init(from source: Int, to target: Int) {
        let scale = Double(source) / Double(target)
        var windows: [Window] = []
        var weights: [UInt64] = []
        windows.reserveCapacity(target)
        for position in 0..<target {
            let centre = (Double(position) + 0.5) * scale - 0.5
            let first = max(0, Int((centre - scale).rounded(.up)))
            let last = min(source - 1, Int((centre + scale).rounded(.down)))
            let shares = (first...last).map { 1 - abs(Double($0) - centre) / scale }
            weights += Self.quantised(shares)
            windows.append(Window(first: first, count: shares.count))
        }
        self.windows = windows
        self.weights = weights
    }

    /// Rounds shares to whole weights with the exact sum, so that a flat colour stays as it is.
    private static func quantised(_ shares: [Double]) -> [UInt64] {
        let unit = Double(1 << unitBits)
        let sum = shares.reduce(0, +)
        var given: UInt64 = 0
        var running = 0.0
        return shares.map { share in
            running += share
            let upToHere = UInt64((running / sum * unit).rounded())
            defer { given = upToHere }
            return upToHere - given
        }
    }
}
