/// Whether the photos that come over one connection are those of the run, each in order and whole.
struct PhotoIntake {
    enum Fault: Error, Equatable {
        /// A chunk does not begin where the last one ended.
        case wrongOffset(expected: Int, got: Int)
        case wrongBytes
    }

    /// Bytes received of photos that are not whole yet, by their place on the shelf.
    private var underWay: [Int: Int] = [:]

    /// Photos that have begun and are not whole.
    var openCount: Int { underWay.count }

    /// Takes in a chunk; true when the photo is whole with it.
    mutating func take(
        _ photo: Int, offset: Int, sizeBytes: Int, _ data: Range<Int>, in message: [UInt8],
        expecting bytes: [UInt8]
    ) throws(Fault) -> Bool {
        let expected = underWay[photo] ?? 0
        guard offset == expected else { throw .wrongOffset(expected: expected, got: offset) }
        let end = offset + data.count
        guard sizeBytes == bytes.count, end <= bytes.count, !data.isEmpty,
            message[data].elementsEqual(bytes[offset..<end])
        else { throw .wrongBytes }
        underWay[photo] = end == bytes.count ? nil : end
        return end == bytes.count
    }

    /// The server has left this photo out.
    mutating func skip(_ photo: Int) { underWay[photo] = nil }
}
