import RelayCore

/// What a picture file says before its pixels begin; all limits are checked here, before decoding.
struct PhotoHead {
    /// The largest file that is read, in bytes; a larger one is refused.
    static let limitBytes = 24 * 1024 * 1024
    /// The most pixels that are decoded; a larger picture is refused.
    static let limitPixels = 40_000_000

    /// As stored.
    let size: PixelSize
    let orientation: Orientation
    /// In the order of the file.
    let metadata: [JPEGMetadata]

    /// Reads the segments up to the first scan.
    ///
    /// - Throws: `.notJPEG`, `.tooManyBytes`, `.tooManyPixels`, `.unsupportedColours` or
    ///   `.damaged`.
    init(of file: Span<UInt8>) throws(PhotoProblem) {
        let format = PictureFormat(magicOf: file)
        guard format == .jpeg else { throw .notJPEG(format) }
        guard file.count <= Self.limitBytes else {
            throw .tooManyBytes(count: file.count, limit: Self.limitBytes)
        }

        var segments = PhotoSegments()
        do throws(JPEGRefusal) {
            try segments.read(file)
        } catch {
            throw PhotoProblem(error)
        }

        guard let frame = segments.frame, frame.width > 0, frame.height > 0 else {
            throw .damaged(detail: "no frame header with a size")
        }
        size = PixelSize(width: frame.width, height: frame.height)
        guard size.width * size.height <= Self.limitPixels else {
            throw .tooManyPixels(size, limit: Self.limitPixels)
        }
        orientation = segments.orientation.flatMap(Orientation.init(rawValue:)) ?? .upright
        metadata = segments.metadata
    }
}

/// Gathers what the segments before the first scan say.
private struct PhotoSegments {
    var frame: JPEGFrame?
    var orientation: UInt8?
    var metadata: [JPEGMetadata] = []

    mutating func read(_ file: Span<UInt8>) throws(JPEGRefusal) {
        var reader = JPEGReader()
        _ = try reader.marker(in: file)  // The format check has seen SOI.
        while true {
            let start = reader.offset
            let marker = try reader.marker(in: file)
            guard !marker.isAlone else { throw .malformed(.unexpected(marker, offset: start)) }
            let payload = file.extracting(try reader.payload(of: marker, in: file))
            if marker == .startOfScan { return }
            if let process = marker.process {
                try readFrame(process, payload, at: start)
            } else if let found = JPEGMetadata(marker: marker, payload: payload) {
                metadata.append(found)
                if case .exif = found, orientation == nil {
                    let tiff = payload.extracting(min(6, payload.count)...)
                    orientation = ExifSummary(tiff: tiff).orientation
                }
            }
        }
    }

    private mutating func readFrame(
        _ process: JPEGProcess, _ payload: Span<UInt8>, at offset: Int
    ) throws(JPEGRefusal) {
        let marker = JPEGMarker(code: process.rawValue)
        guard frame == nil else { throw .malformed(.repeated(marker, offset: offset)) }
        guard let frame = JPEGFrame(process: process, payload: payload) else {
            throw .malformed(.wrongLength(marker, offset: offset))
        }
        guard frame.precisionBits == 8 else { throw .precision(bits: frame.precisionBits) }
        guard frame.components.count == 1 || frame.components.count == 3 else {
            throw .components(count: frame.components.count)
        }
        self.frame = frame
    }
}
