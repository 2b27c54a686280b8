/// An input, read from both ends: its front is what a peer sends, its back says how.
///
/// So the fuzzer may insert and remove bytes of either without shifting the other's meaning.
struct FuzzInput {
    /// What has not been taken from the back.
    private(set) var payload: [UInt8]

    init(_ bytes: [UInt8]) { payload = bytes }

    /// Takes a byte from the back; 0 when nothing is left.
    mutating func control() -> UInt8 { payload.popLast() ?? 0 }

    /// Takes several bytes from the back, in the order of taking.
    mutating func controls(_ count: Int) -> [UInt8] { (0..<count).map { _ in control() } }

    /// Takes up to seven places at which to cut what is left afterwards.
    mutating func pieces() -> Pieces {
        let places = (0..<Int(control() & 7)).map { _ in
            Int(control()) << 8 | Int(control())
        }
        return Pieces(payload, cutAt: places)
    }
}

/// Bytes in pieces, each in memory of its own, so that a read beyond its end is seen.
struct Pieces: Sequence, IteratorProtocol {
    private let bytes: [UInt8]
    private var ends: ArraySlice<Int>
    private var start = 0

    init(_ bytes: [UInt8], cutAt places: [Int]) {
        self.bytes = bytes
        ends = (places.map { $0 % (bytes.count + 1) } + [bytes.count]).sorted()[...]
    }

    mutating func next() -> [UInt8]? {
        guard let end = ends.popFirst() else { return nil }
        defer { start = end }
        return Array(bytes[start..<end])
    }
}

extension [UInt8] {
    /// An input of this payload, with controls in the order in which they will be taken.
    func with(controls: [UInt8]) -> [UInt8] { self + controls.reversed() }
}
