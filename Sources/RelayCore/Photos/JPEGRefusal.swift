/// Why an uploaded photo is not acceptable; the description tells the uploader what to do.
package enum JPEGRefusal: Error, Equatable {
    /// The bytes begin like another format, or like none that we know.
    case notJPEG(PictureFormat?)
    /// The file is larger than its size class allows; both counts are in bytes.
    case tooManyBytes(count: Int, limit: Int)
    /// A side is longer than its size class allows; all in pixels.
    case tooManyPixels(width: Int, height: Int, longestSide: Int)
    /// The frame is compressed in another way than baseline.
    case process(JPEGProcess)
    /// Samples have another precision than 8 bits.
    case precision(bits: Int)
    /// There are neither one nor three colour channels.
    case components(count: Int)
    /// The file carries more than the picture.
    case metadata(JPEGMetadata)
    /// The structure is broken.
    case malformed(JPEGFault)
}

/// What is wrong with the structure of a JPEG; offsets count bytes from the start of the file.
package enum JPEGFault: Error, Equatable {
    /// The bytes end before the end-of-image marker.
    case endsEarly
    /// Something other than a marker stands where one must be.
    case notAMarker(offset: Int)
    /// A marker stands where it is not allowed.
    case unexpected(JPEGMarker, offset: Int)
    /// A segment that may come once came again.
    case repeated(JPEGMarker, offset: Int)
    /// A segment's length does not fit its contents.
    case wrongLength(JPEGMarker, offset: Int)
    /// A segment holds a value that baseline does not know.
    case wrongValue(JPEGMarker, offset: Int)
    /// The scan uses a segment that has not come.
    case missing(JPEGMarker)
    /// The scan has no data.
    case emptyScan
    /// Bytes follow the end of the image.
    case trailingBytes(count: Int)
}

extension JPEGRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notJPEG(let format?):
            "the photo is \(format.nameWithArticle); send a baseline JPEG"
        case .notJPEG(nil):
            "the photo is not a JPEG; send a baseline JPEG"
        case .tooManyBytes(let count, let limit):
            "the photo has \(count) bytes; at most \(limit) are allowed, so lower its quality"
        case .tooManyPixels(let width, let height, let longestSide):
            "the photo is \(width)×\(height); scale its longest side to \(longestSide) pixels "
                + "or less"
        case .process(let process):
            "the photo is compressed as \(process.name) JPEG; save it as baseline"
        case .precision(let bits):
            "the photo has \(bits) bits per sample; save it with 8"
        case .components(let count):
            "the photo has \(count) colour channels; save it as RGB or grey"
        case .metadata(let metadata):
            "the photo carries \(metadata.name); remove all metadata"
        case .malformed(let fault):
            "the photo is damaged (\(fault)); make it again and repeat the upload"
        }
    }
}

extension JPEGFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .endsEarly: "it ends early"
        case .notAMarker(let offset): "no marker at byte \(offset)"
        case .unexpected(let marker, let offset): "unexpected \(marker.name) at byte \(offset)"
        case .repeated(let marker, let offset): "a second \(marker.name) at byte \(offset)"
        case .wrongLength(let marker, let offset):
            "wrong length of \(marker.name) at byte \(offset)"
        case .wrongValue(let marker, let offset):
            "wrong value in \(marker.name) at byte \(offset)"
        case .missing(let marker): "\(marker.name) is missing"
        case .emptyScan: "the scan is empty"
        case .trailingBytes(let count): "\(count) bytes after the end"
        }
    }
}
