import TestSupport
import Testing

/// A way in which the network may cut a run of bytes.
enum Cut: Hashable, Sendable, CustomTestStringConvertible {
    case whole
    case byteByByte
    case at(Int)
    case random(seed: UInt64)

    static let usual: [Cut] = [.whole, .byteByByte, .random(seed: 1), .random(seed: 2)]

    /// Every single cut of so many bytes, the uncut whole included.
    static func everywhere(in count: Int) -> [Cut] { (0..<count).map(Cut.at) }

    func pieces(of bytes: [UInt8]) -> [[UInt8]] {
        switch self {
        case .whole: return [bytes]
        case .byteByByte: return bytes.map { [$0] }
        case .at(let index): return [Array(bytes[..<index]), Array(bytes[index...])]
        case .random(let seed):
            var generator = SeededGenerator(seed: seed)
            var (pieces, start) = ([[UInt8]](), 0)
            while start < bytes.count {
                let most = Int.random(in: 1...max(1, bytes.count / 3), using: &generator)
                let end = min(bytes.count, start + Int.random(in: 1...most, using: &generator))
                pieces.append(Array(bytes[start..<end]))
                start = end
            }
            return pieces
        }
    }

    var testDescription: String { "\(self)" }
}

/// So many bytes that repeat themselves a little, the same for the same seed.
func sampleBytes(_ count: Int, seed: UInt64) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { index in
        index % 7 < 3 ? UInt8(index % 251) : UInt8.random(in: .min ... .max, using: &generator)
    }
}

/// Text of exactly so many bytes, with characters of one to four bytes.
func sampleText(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    let characters = ["a", "é", "鞋", "👟", " caption ", "価格"].map { Array($0.utf8) }
    var index = 0
    while bytes.count < count {
        let next = characters[index % characters.count]
        bytes += bytes.count + next.count <= count ? next : [UInt8(ascii: ".")]
        index += 1
    }
    return bytes
}

/// Turns `"81 05 48"` into bytes.
func hex(_ text: String) -> [UInt8] {
    text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
}
