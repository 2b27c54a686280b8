/// A decoded picture: red, green, blue and one byte without meaning a pixel, row by row.
package struct Pixels: Equatable, Sendable {
    package let width: Int
    package let height: Int
    package let bytes: [UInt8]

    /// - Precondition: Four bytes for each pixel, and at least one pixel.
    package init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(
            width > 0 && height > 0 && bytes.count == width * height * 4,
            "a picture has four bytes a pixel")
        (self.width, self.height, self.bytes) = (width, height, bytes)
    }

    /// The bytes without the fourth of each pixel.
    var rgb: [UInt8] {
        var packed: [UInt8] = []
        packed.reserveCapacity(width * height * 3)
        for start in stride(from: 0, to: bytes.count, by: 4) {
            packed += bytes[start..<start + 3]
        }
        return packed
    }
}
