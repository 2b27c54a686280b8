/// A picture of noise as a baseline JPEG of nearly any size, different for each seed.
///
/// The file is made directly: 8 × 8 blocks of random grey coefficients, with code tables of our
/// own. Every decoder reads it, and its entropy-coded data cannot be compressed. Source: ITU-T
/// T.81, annexes B and F.
package struct NoisePhoto: Sendable {
    package let bytes: [UInt8]
    /// Both sides, in pixels.
    package let side: Int

    /// Draws a photo.
    ///
    /// - Parameters:
    ///   - bytes: The file's size, at least 600; it becomes this or up to 8 bytes less.
    ///   - longestSide: In pixels, a multiple of 8; with fewer pixels than the bytes need, the file
    ///     becomes smaller.
    ///   - seed: The same seed makes the same file.
    package static func draw(bytes: Int, longestSide: Int = 1_600, seed: UInt64) -> NoisePhoto {
        precondition(bytes >= 600, "the tables of a JPEG need room")
        let blocksAcross = Int((Double(bytes) / bytesPerBlock).squareRoot().rounded(.up))
        let side = min(longestSide, 8 * max(1, blocksAcross))
        var file = head(side: side)
        var scan = EntropyWriter(seed: seed)
        let blocks = (side / 8) * (side / 8)
        let room = bytes - file.count - 2 - slackBytes
        for block in 0..<blocks {
            scan.writeBlock(until: room * (block + 1) / blocks)
        }
        file += scan.finish()
        file += [0xFF, 0xD9]
        return NoisePhoto(bytes: file, side: side)
    }

    private static let bytesPerBlock = 10.0
    /// What the last block may write beyond its goal: a token, its stuffing, and the pad.
    private static let slackBytes = 6

    private static func head(side: Int) -> [UInt8] {
        let (high, low) = (UInt8(side >> 8), UInt8(side & 0xFF))
        var file: [UInt8] = [0xFF, 0xD8]
        func segment(_ marker: UInt8, _ payload: [UInt8]) {
            let length = payload.count + 2
            file += [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
        }
        segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
        segment(0xDB, [0] + [UInt8](repeating: 4, count: 64))
        segment(0xC0, [8, high, low, high, low, 1, 1, 0x11, 0])
        // Eight symbols of four bits in both tables; the codes are the symbols' places.
        let eightOfFourBits: [UInt8] = [0, 0, 0, 8] + [UInt8](repeating: 0, count: 12)
        segment(0xC4, [0x00] + eightOfFourBits + [0, 1, 2, 3, 4, 5, 6, 7])
        segment(0xC4, [0x10] + eightOfFourBits + [0, 1, 2, 3, 4, 5, 6, 7])
        segment(0xDA, [1, 1, 0x00, 0, 63, 0])
        return file
    }
}

/// Writes blocks of random coefficients, bit by bit (T.81 §F.1.2).
private struct EntropyWriter {
    private var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var pendingBits = 0
    private var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    /// Writes one block that ends near `goal`, counted in bytes from the scan's start.
    mutating func writeBlock(until goal: Int) {
        write(0, bits: 4)  // The grey of the block before: no difference.
        var coefficients = 0
        while coefficients < 63, bytes.count < goal {
            let draw = random.next()
            let size = 1 + Int(draw % 5)
            write(UInt64(size), bits: 4)
            write((draw >> 8) & ((1 << UInt64(size)) - 1), bits: size)
            coefficients += 1
        }
        if coefficients < 63 { write(0, bits: 4) }  // End of block.
    }

    /// The data, its last byte filled with ones.
    mutating func finish() -> [UInt8] {
        if pendingBits > 0 { write((1 << UInt64(8 - pendingBits)) - 1, bits: 8 - pendingBits) }
        return bytes
    }

    private mutating func write(_ value: UInt64, bits: Int) {
        pending = pending << UInt64(bits) | value
        pendingBits += bits
        while pendingBits >= 8 {
            pendingBits -= 8
            let byte = UInt8(truncatingIfNeeded: pending >> UInt64(pendingBits))
            bytes.append(byte)
            if byte == 0xFF { bytes.append(0) }
        }
        pending &= (1 << UInt64(pendingBits)) - 1
    }
}

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
