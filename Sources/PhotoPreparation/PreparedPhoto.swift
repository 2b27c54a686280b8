import RelayCore

/// A photo ready to be uploaded: turned upright, small enough, and without anything but the
/// picture.
///
/// The server's `JPEGInspector` accepts both of its files.
package struct PreparedPhoto: Equatable, Sendable {
    package let full: EncodedPhoto
    package let preview: EncodedPhoto
    package let report: PreparationReport

    /// Prepares a picture file as a phone or a camera made it.
    ///
    /// It works for up to a few tenths of a second and keeps nothing of `file`.
    ///
    /// - Parameter file: The whole file.
    /// - Returns: Both sizes and what was done.
    /// - Throws: Why no photo can be made of it; only `.outOfMemory` is not the file's fault.
    package static func prepare(_ file: Span<UInt8>) throws(PhotoProblem) -> PreparedPhoto {
        let head = try PhotoHead(of: file)
        let target = head.size.fitting(longestSide: PhotoSize.full.longestSidePixels)
        let decoded = try JPEGDecoder.make().decode(file, expecting: head.size, atLeast: target)
        let upright = decoded.resized(to: target).turned(upright: head.orientation)

        let encoder = try JPEGEncoder.make()
        let full = try encoder.encode(upright, as: .full)
        let preview = try encoder.encode(upright, as: .preview)
        let report = PreparationReport(
            originalBytes: file.count, originalSize: head.size, orientation: head.orientation,
            removed: head.metadata, fullBytes: full.bytes.count,
            fullSize: PixelSize(width: full.width, height: full.height))
        return PreparedPhoto(full: full, preview: preview, report: report)
    }
}

/// A finished JPEG file.
package struct EncodedPhoto: Equatable, Sendable {
    package let bytes: [UInt8]
    /// In pixels.
    package let width: Int
    package let height: Int
}

/// The two sides of a picture, in pixels.
package struct PixelSize: Equatable, Sendable {
    package let width: Int
    package let height: Int

    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The size in the same proportions whose longest side is at most `longestSide` pixels.
    ///
    /// A smaller picture keeps its size, and no side becomes less than one pixel.
    package func fitting(longestSide: Int) -> PixelSize {
        let longest = max(width, height)
        guard longest > longestSide else { return self }
        func scaled(_ side: Int) -> Int { max(1, (side * longestSide + longest / 2) / longest) }
        return PixelSize(width: scaled(width), height: scaled(height))
    }
}
