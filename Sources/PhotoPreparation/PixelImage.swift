/// Owns the pixels of one picture; it cannot be copied, so megabytes are never copied unseen.
@safe struct PixelImage: ~Copyable {
    /// Bytes of a pixel: red, green, blue, and one without a meaning.
    static let pixelBytes = 4

    let size: PixelSize
    /// `size.width * size.height` pixels, row by row from the top; freed with this value.
    let pixels: UnsafeMutablePointer<UInt32>

    /// Takes memory for a picture; whoever made it must write each pixel before one is read.
    init(unwritten size: PixelSize) {
        self.size = size
        unsafe pixels = UnsafeMutablePointer.allocate(capacity: size.width * size.height)
    }

    deinit { unsafe pixels.deallocate() }
}

extension PixelImage {
    /// Turns a stored picture upright.
    consuming func turned(upright orientation: Orientation) -> PixelImage {
        if orientation == .upright { return self }
        let (width, height) = (size.width, size.height)
        let last = width * height - 1
        // Where the upright picture begins in the stored one, and how far the next pixel to the
        // right and the next one below lie from it.
        let (start, right, below) =
            switch orientation {
            case .upright: (0, 1, width)
            case .mirror: (width - 1, -1, width)
            case .halfTurn: (last, -1, -width)
            case .flip: (last - (width - 1), 1, -width)
            case .transpose: (0, width, 1)
            case .quarterTurn: (last - (width - 1), -width, 1)
            case .transverse: (last, -width, -1)
            case .threeQuarterTurn: (width - 1, width, -1)
            }
        let turned = PixelImage(
            unwritten: orientation.swapsSides ? PixelSize(width: height, height: width) : size)
        var target = unsafe turned.pixels
        var row = 0
        while row < turned.size.height {
            var source = start + row * below
            var column = 0
            while column < turned.size.width {
                unsafe target.pointee = unsafe pixels[source]
                unsafe target += 1
                source &+= right
                column &+= 1
            }
            row += 1
        }
        return turned
    }
}
