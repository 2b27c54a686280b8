import CTurboJPEG
import RelayCore

/// Owns one compressor of libjpeg-turbo; it cannot be copied, so it is freed exactly once.
@safe struct JPEGEncoder: ~Copyable {
    private let handle: tjhandle

    /// Takes over the caller's only reference to `handle`.
    private init(adopting handle: tjhandle) { unsafe self.handle = unsafe handle }

    deinit { _ = unsafe tjDestroy(handle) }

    /// The C function is tjInitCompress.
    ///
    /// - Throws: `.outOfMemory`.
    static func make() throws(PhotoProblem) -> JPEGEncoder {
        guard let handle = unsafe tjInitCompress() else { throw .outOfMemory }
        return unsafe JPEGEncoder(adopting: handle)
    }

    /// Makes the best file that keeps to the limits of a size class.
    ///
    /// It lowers the quality step by step and, only when the last step is still too large, the
    /// size; that ends because every picture of a few pixels fits.
    ///
    /// - Throws: `.outOfMemory`.
    func encode(
        _ image: borrowing PixelImage, as size: PhotoSize
    ) throws(PhotoProblem) -> EncodedPhoto {
        var longestSide = size.longestSidePixels
        while true {
            let target = image.size.fitting(longestSide: longestSide)
            let found =
                target == image.size
                ? try encode(image, within: size)
                : try encode(image.shrunk(to: target), within: size)
            if let found { return found }
            longestSide = max(target.width, target.height) * 3 / 4
        }
    }

    /// The first file of at most the class's bytes, from the best quality down; nil when there is
    /// none.
    private func encode(
        _ image: borrowing PixelImage, within size: PhotoSize
    ) throws(PhotoProblem) -> EncodedPhoto? {
        for quality in size.qualities {
            let bytes = try compress(image, quality: quality, limitBytes: size.limitBytes)
            if let bytes {
                return EncodedPhoto(
                    bytes: bytes, width: image.size.width, height: image.size.height)
            }
        }
        return nil
    }

    /// Makes a baseline JPEG with a JFIF header and nothing else beside the picture.
    ///
    /// The C function is tjCompress2, which allocates the file; it is copied and freed with tjFree
    /// here.
    ///
    /// - Parameters:
    ///   - image: The picture, which is left as it is.
    ///   - quality: 1 to 100.
    ///   - limitBytes: The longest file wanted.
    /// - Returns: The file; nil when it is longer than `limitBytes`.
    /// - Throws: `.outOfMemory`, for nothing else can fail on a picture of our own.
    private func compress(
        _ image: borrowing PixelImage, quality: Int32, limitBytes: Int
    ) throws(PhotoProblem) -> [UInt8]? {
        var bytes: UnsafeMutablePointer<UInt8>?
        defer { unsafe tjFree(bytes) }
        var count: UInt = 0
        let status = unsafe tjCompress2(
            handle, UnsafeRawPointer(image.pixels).assumingMemoryBound(to: UInt8.self),
            Int32(image.size.width), 0, Int32(image.size.height), TJPF_RGBX.rawValue, &bytes,
            &count, Int32(TJSAMP_420.rawValue), quality, TJFLAG_ACCURATEDCT)
        guard status == 0 else { throw .outOfMemory }
        guard count <= UInt(limitBytes) else { return nil }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }
}

extension PhotoSize {
    /// The qualities to try, from the best to the least that still shows a product fairly.
    fileprivate var qualities: [Int32] {
        switch self {
        case .preview: [80, 72, 64, 56, 48, 40, 32]
        case .full: [82, 75, 66, 57, 48, 40]
        }
    }
}
