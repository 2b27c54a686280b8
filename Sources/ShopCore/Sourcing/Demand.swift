import ShopModel

/// Who waits for units of a product, in the order in which their orders became firm.
struct Demand: Equatable, Sendable {
    struct Waiting: Equatable, Sendable {
        /// The order's place among all that became firm.
        let rank: Int
        let order: OrderID
        let line: Int
        var units: Int
    }

    private(set) var waiting: [Waiting] = []
    private(set) var wanted = 0
    /// Units that ticks have given to lines.
    var bought = 0

    /// Makes a line wait for so many units; none takes it out.
    mutating func set(_ line: Waiting) {
        var (low, high) = (0, waiting.count)
        while low < high {
            let middle = (low + high) / 2
            let here = waiting[middle]
            if (here.rank, here.line) < (line.rank, line.line) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let isThere =
            low < waiting.count && (waiting[low].rank, waiting[low].line) == (line.rank, line.line)
        wanted += line.units - (isThere ? waiting[low].units : 0)
        switch (isThere, line.units > 0) {
        case (true, true): waiting[low].units = line.units
        case (true, false): waiting.remove(at: low)
        case (false, true): waiting.insert(line, at: low)
        case (false, false): break
        }
    }
}
