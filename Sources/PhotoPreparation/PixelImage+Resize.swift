// Red, green and blue of a pixel lie in three 21-bit lanes of one word while they are weighed:
// weights of 12 bits times values of 8 need 20, so the lanes cannot touch, and one multiplication
// serves all three.
private typealias Lanes = UInt64

private let laneMask: Lanes = 0xFF | 0xFF << 21 | 0xFF << 42
/// One half of the weights' unit in each lane, to round instead of cutting off.
private let laneHalf: Lanes = (1 | 1 << 21 | 1 << 42) << (ResamplingWeights.unitBits - 1)

extension PixelImage {
    /// Shrinks the picture: first each row, then each column.
    ///
    /// - Parameter target: Neither side longer than now; the same size costs nothing.
    /// - Returns: The picture in that size.
    consuming func resized(to target: PixelSize) -> PixelImage {
        if target == size { return self }
        return shrunk(to: target)
    }

    /// Makes a smaller picture; `target` is as in `resized(to:)`.
    borrowing func shrunk(to target: PixelSize) -> PixelImage {
        precondition(
            1...size.width ~= target.width && 1...size.height ~= target.height,
            "A photo is only ever made smaller.")
        var rows = UnsafeMutablePointer<Lanes>.allocate(
            capacity: target.width * size.height)
        defer { unsafe rows.deallocate() }
        unsafe shrinkRows(to: target.width, into: rows)
        return unsafe Self.shrinkColumns(of: &rows, from: size.height, to: target)
    }

    /// Writes each row, `width` pixels long, to `rows`.
    private borrowing func shrinkRows(to width: Int, into rows: UnsafeMutablePointer<Lanes>) {
        let plan = ResamplingWeights(from: size.width, to: width)
        let line = UnsafeMutablePointer<Lanes>.allocate(capacity: size.width)
        defer { unsafe line.deallocate() }
        unsafe plan.windows.withUnsafeBufferPointer { windows in
            unsafe plan.weights.withUnsafeBufferPointer { weights in
                guard let windows = windows.baseAddress,
                    let weights = weights.baseAddress
                else { return }
                var row = 0
                while row < size.height {
                    unsafe Self.spread(pixels + row * size.width, count: size.width, into: line)
                    unsafe Self.weigh(
                        line, windows, weights, count: width, into: rows + row * width)
                    row += 1
                }
            }
        }
    }

    private static func spread(
        _ pixels: UnsafePointer<UInt32>, count: Int, into line: UnsafeMutablePointer<Lanes>
    ) {
        var index = 0
        while index < count {
            let pixel = unsafe Lanes(truncatingIfNeeded: pixels[index])
            unsafe line[index] =
                pixel & 0xFF | (pixel & 0xFF00) &<< 13 | (pixel & 0xFF_0000) &<< 26
            index &+= 1
        }
    }

    /// Weighs one row.
    private static func weigh(
        _ line: UnsafePointer<Lanes>, _ windows: UnsafePointer<ResamplingWeights.Window>,
        _ weights: UnsafePointer<UInt64>, count: Int, into row: UnsafeMutablePointer<Lanes>
    ) {
        var weight = unsafe weights
        var column = 0
        while column < count {
            var source = unsafe line + windows[column].first
            let end = unsafe source + windows[column].count
            var sum = laneHalf
            while unsafe source < end {
                unsafe sum &+= source.pointee &* weight.pointee
                unsafe source += 1
                unsafe weight += 1
            }
            unsafe row[column] = (sum &>> ResamplingWeights.unitBits) & laneMask
            column &+= 1
        }
    }

    /// Weighs `height` rows of `target.width` pixels into `target.height` rows.
    private static func shrinkColumns(
        of rows: inout UnsafeMutablePointer<Lanes>, from height: Int, to target: PixelSize
    ) -> PixelImage {
        let plan = ResamplingWeights(from: height, to: target.height)
        let image = PixelImage(unwritten: target)
        let sums = UnsafeMutablePointer<Lanes>.allocate(capacity: target.width)
        defer { unsafe sums.deallocate() }
        var nextWeight = 0
        for (index, window) in plan.windows.enumerated() {
            unsafe sums.update(repeating: laneHalf, count: target.width)
            for row in window.first..<window.first + window.count {
                unsafe add(
                    rows + row * target.width, times: plan.weights[nextWeight], to: sums,
                    count: target.width)
                nextWeight += 1
            }
            unsafe gather(sums, count: target.width, into: image.pixels + index * target.width)
        }
        return image
    }

    private static func add(
        _ row: UnsafePointer<Lanes>, times weight: UInt64, to sums: UnsafeMutablePointer<Lanes>,
        count: Int
    ) {
        var index = 0
        while index < count {
            unsafe sums[index] &+= row[index] &* weight
            index &+= 1
        }
    }

    private static func gather(
        _ sums: UnsafePointer<Lanes>, count: Int, into pixels: UnsafeMutablePointer<UInt32>
    ) {
        var index = 0
        while index < count {
            let sum = unsafe (sums[index] &>> ResamplingWeights.unitBits) & laneMask
            let pixel = sum & 0xFF | (sum &>> 13) & 0xFF00 | (sum &>> 26) & 0xFF_0000
            unsafe pixels[index] = UInt32(truncatingIfNeeded: pixel)
            index &+= 1
        }
    }
}
