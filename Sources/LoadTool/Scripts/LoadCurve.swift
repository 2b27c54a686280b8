import Glibc

/// How lively an evening is at each moment: the level of its phases, from 0 to 1.
///
/// Rhythms are random and open: each act has its time before the run begins, whatever the server
/// does meanwhile.
struct LoadCurve: Equatable, Sendable {
    private struct Piece: Equatable {
        let start: Double
        let seconds: Double
        let level: Script.Level
        /// The level summed up over all pieces before, in seconds.
        let areaBefore: Double

        var area: Double { (level.start + level.end) / 2 * seconds }
    }

    private let pieces: [Piece]
    /// The end of the last phase, in seconds from the start.
    let seconds: Double

    init(_ phases: [Script.Phase]) {
        var (start, area) = (0.0, 0.0)
        pieces = phases.map { phase in
            let piece = Piece(
                start: start, seconds: phase.seconds, level: phase.level, areaBefore: area)
            (start, area) = (start + phase.seconds, area + piece.area)
            return piece
        }
        seconds = start
    }

    /// The level at a time; 0 outside of all phases.
    func level(at time: Double) -> Double {
        guard time >= 0, let piece = pieces.last(where: { $0.start <= time }),
            time <= piece.start + piece.seconds
        else { return 0 }
        let share = (time - piece.start) / piece.seconds
        return piece.level.start + (piece.level.end - piece.level.start) * share
    }

    /// When the level has first reached this; nil when it never does.
    func firstTime(reaching level: Double) -> Double? {
        for piece in pieces {
            if piece.level.start >= level { return piece.start }
            guard piece.level.end >= level else { continue }
            let share = (level - piece.level.start) / (piece.level.end - piece.level.start)
            return piece.start + share * piece.seconds
        }
        return nil
    }

    /// When the level summed up over time has reached `area`, in seconds; nil after the end.
    func time(ofArea area: Double) -> Double? {
        guard let piece = pieces.first(where: { area < $0.areaBefore + $0.area }) else {
            return nil
        }
        let rest = area - piece.areaBefore
        let slope = (piece.level.end - piece.level.start) / piece.seconds
        if abs(slope) < 1e-12 { return piece.start + rest / piece.level.start }
        // rest = start·t + slope·t²/2
        let root = (piece.level.start * piece.level.start + 2 * slope * rest).squareRoot()
        return piece.start + (root - piece.level.start) / slope
    }

    /// Random times at a mean rate: a Poisson process whose rate follows the level.
    ///
    /// - Parameter perSecond: The rate at level 1.
    /// - Returns: Seconds from the start, rising.
    func times(perSecond: Double, using random: inout SplitMix) -> [Double] {
        guard perSecond > 0 else { return [] }
        var (times, area): ([Double], Double) = ([], 0)
        while true {
            area += random.exponential() / perSecond
            guard let time = time(ofArea: area) else { return times }
            times.append(time)
        }
    }
}

extension SplitMix {
    /// A number from 0 to below 1.
    mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number from the exponential distribution with mean 1.
    mutating func exponential() -> Double { -log(1 - unit()) }
}
