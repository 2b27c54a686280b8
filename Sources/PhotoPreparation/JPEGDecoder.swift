import CTurboJPEG

/// Owns one decompressor of libjpeg-turbo; it cannot be copied, so it is freed exactly once.
@safe struct JPEGDecoder: ~Copyable {
    private let handle: tjhandle

    /// Takes over the caller's only reference to `handle`.
    private init(adopting handle: tjhandle) { unsafe self.handle = unsafe handle }

    deinit { _ = unsafe tjDestroy(handle) }

    /// The C function is tjInitDecompress.
    ///
    /// - Throws: `.outOfMemory`.
    static func make() throws(PhotoProblem) -> JPEGDecoder {
        guard let handle = unsafe tjInitDecompress() else { throw .outOfMemory }
        return unsafe JPEGDecoder(adopting: handle)
    }

    /// Decodes a file, already scaled down as far as the library can.
    ///
    /// The C functions are tjDecompressHeader3 and tjDecompress2.
    ///
    /// - Parameters:
    ///   - file: The whole file.
    ///   - expected: What its header said; another size here is an error, for limits were checked
    ///     on it.
    ///   - target: What neither side of the result may be less than; at most `expected`.
    /// - Returns: The picture as stored, not turned.
    /// - Throws: `.damaged`, also for whatever the library only warns about.
    func decode(
        _ file: Span<UInt8>, expecting expected: PixelSize, atLeast target: PixelSize
    ) throws(PhotoProblem) -> PixelImage {
        try unsafe file.withUnsafeBufferPointer { bytes throws(PhotoProblem) in
            var (width, height): (Int32, Int32) = (0, 0)
            var (sampling, colours): (Int32, Int32) = (0, 0)
            let status = unsafe tjDecompressHeader3(
                handle, bytes.baseAddress, UInt(bytes.count), &width, &height, &sampling, &colours)
            guard status == 0 else { throw failure() }
            guard PixelSize(width: Int(width), height: Int(height)) == expected else {
                throw .damaged(detail: "two different sizes in one file")
            }

            let image = PixelImage(unwritten: Self.scaledSize(of: expected, atLeast: target))
            let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
            let decoded = unsafe tjDecompress2(
                handle, bytes.baseAddress, UInt(bytes.count),
                UnsafeMutableRawPointer(image.pixels).assumingMemoryBound(to: UInt8.self),
                Int32(image.size.width), 0, Int32(image.size.height), TJPF_RGBX.rawValue, flags)
            guard decoded == 0 else { throw failure() }
            return image
        }
    }

    /// The smallest size that the library can scale to while decoding and that is not below
    /// `target`.
    ///
    /// The C functions are tjGetScalingFactors and TJSCALED.
    private static func scaledSize(of size: PixelSize, atLeast target: PixelSize) -> PixelSize {
        var count: Int32 = 0
        guard let factors = unsafe tjGetScalingFactors(&count) else { return size }
        var best = size
        for index in 0..<Int(count) {
            let factor = unsafe factors[index]
            let scaled = PixelSize(
                width: Int(shim_TJSCALED(Int32(size.width), factor)),
                height: Int(shim_TJSCALED(Int32(size.height), factor)))
            if scaled.width >= target.width, scaled.height >= target.height,
                scaled.width <= best.width, scaled.height <= best.height
            {
                best = scaled
            }
        }
        return best
    }

    /// The library's last message; it stays valid until the next call with the same handle.
    ///
    /// The C function is tjGetErrorStr2.
    private func failure() -> PhotoProblem {
        guard let text = unsafe tjGetErrorStr2(handle) else { return .damaged(detail: "unknown") }
        return unsafe .damaged(detail: String(cString: text))
    }
}
