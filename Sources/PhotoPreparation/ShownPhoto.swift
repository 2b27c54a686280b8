import RelayCore

/// A shop's photo decoded for a screen: red, green, blue and one byte without meaning a pixel.
package struct ShownPhoto: Equatable, Sendable {
    /// The largest file that is shown, in bytes; a larger one is refused unread.
    package static let limitBytes = 12 * 1024 * 1024

    package let size: PixelSize
    package let pixels: [UInt8]

    /// Decodes a photo, already scaled down, turned upright, into at most `box`.
    ///
    /// It works for some tens of milliseconds; size and form are checked from the header first.
    ///
    /// - Parameter box: At least 1×1 pixels.
    /// - Throws: Why the file cannot be shown; only `.outOfMemory` is not the file's fault.
    package init(of file: Span<UInt8>, within box: PixelSize) throws(PhotoProblem) {
        guard file.count <= Self.limitBytes else {
            throw .tooManyBytes(count: file.count, limit: Self.limitBytes)
        }
        let head = try PhotoHead(of: file)
        let stored =
            head.orientation.swapsSides
            ? PixelSize(width: box.height, height: box.width) : box
        let target = head.size.fitting(within: stored)
        let decoded = try JPEGDecoder.make().decode(file, expecting: head.size, atLeast: target)
        let upright = decoded.resized(to: target).turned(upright: head.orientation)
        size = upright.size
        let count = size.width * size.height * PixelImage.pixelBytes
        pixels = unsafe Array(UnsafeRawBufferPointer(start: upright.pixels, count: count))
    }
}

extension PixelSize {
    /// The largest size in the same proportions within a box; a smaller picture keeps its size,
    /// and no side becomes less than one pixel.
    package func fitting(within box: PixelSize) -> PixelSize {
        if width <= box.width, height <= box.height { return self }
        if width * box.height >= height * box.width {
            return PixelSize(width: box.width, height: max(1, height * box.width / width))
        }
        return PixelSize(width: max(1, width * box.height / height), height: box.height)
    }
}
