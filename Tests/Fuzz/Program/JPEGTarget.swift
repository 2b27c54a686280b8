import RelayCore

/// The photo inspector: a file is judged without a trap, and an accepted one has a size within its
/// limits.
enum JPEGTarget {
    static func run(_ input: FuzzInput) {
        var input = input
        let size = PhotoSize.allCases[Int(input.control()) % PhotoSize.allCases.count]
        do throws(JPEGRefusal) {
            let info = try JPEGInspector.inspect(input.payload.span, as: size)
            let longest = max(info.width, info.height)
            demand(
                (1...size.longestSidePixels).contains(longest), "a picture's size has its limits")
            demand(info.width > 0 && info.height > 0, "a picture has an area")
        } catch {
            demand(!"\(error)".isEmpty, "a refusal has words")
        }
        _ = ExifSummary(tiff: input.payload.span)
    }

    // MARK: Seeds

    /// A picture of 8 by 8 grey pixels: tables, frame, scan, one block of zeros.
    static func seeds() -> [[UInt8]] {
        let quantisation = [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
        let frame: [UInt8] = [0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0]
        let counts: [UInt8] = [1] + [UInt8](repeating: 0, count: 15)
        let huffman = [0xFF, 0xC4, 0, 20, 0] + counts + [0]
        let second = [0xFF, 0xC4, 0, 20, 0x10] + counts + [0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x3F, 0xFF, 0xD9]
        let picture = [0xFF, 0xD8] + quantisation + frame + huffman + second + scan
        let exif: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE1, 0, 16] + Array("Exif".utf8) + [0, 0] + tiff
        return [picture, exif, tiff, Array("RIFF....WEBP".utf8)].map { $0.with(controls: [0]) }
    }

    private static let tiff: [UInt8] =
        [0x4D, 0x4D, 0, 0x2A, 0, 0, 0, 8, 0, 2, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
        + [0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
}
