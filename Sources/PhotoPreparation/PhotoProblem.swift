package import RelayCore

/// Why no photo can be made of a file.
package enum PhotoProblem: Error, Equatable {
    /// The file is a picture of a format that is not read, or nothing known.
    case notJPEG(PictureFormat?)
    /// The file is larger than `PhotoHead.limitBytes`; both counts are in bytes.
    case tooManyBytes(count: Int, limit: Int)
    /// The picture has more pixels than `PhotoHead.limitPixels`.
    case tooManyPixels(PixelSize, limit: Int)
    /// The picture has other colours than RGB or grey with 8 bits, as pictures for print have.
    case unsupportedColours
    /// The file is cut short or broken; the detail is for a log.
    case damaged(detail: String)
    /// There is no memory for the pixels.
    case outOfMemory

    /// Makes a reader's refusal into a problem of the seller's file.
    init(_ refusal: JPEGRefusal) {
        self =
            switch refusal {
            case .notJPEG(let format): .notJPEG(format)
            case .tooManyBytes(let count, let limit): .tooManyBytes(count: count, limit: limit)
            case .precision, .components: .unsupportedColours
            case .malformed(let fault): .damaged(detail: fault.description)
            case .tooManyPixels, .process, .metadata: .damaged(detail: refusal.description)
            }
    }

    /// One sentence that says to the seller what is wrong with the file and what to do.
    package func explanation(fileName: String) -> String {
        switch self {
        case .notJPEG(let format?):
            "\(fileName) is \(format.nameWithArticle); export it as JPEG"
        case .notJPEG(nil):
            "\(fileName) is not a picture that can be read; choose a JPEG"
        case .tooManyBytes(let count, let limit):
            "\(fileName) has \(byteText(count)); at most \(byteText(limit)) can be read, "
                + "so export it smaller"
        case .tooManyPixels(let size, let limit):
            "\(fileName) has \(size.width)×\(size.height) pixels; at most \(limit / 1_000_000) "
                + "megapixels can be read, so export it smaller"
        case .unsupportedColours:
            "\(fileName) has colours for print or more than 8 bits; export it as an RGB JPEG"
        case .damaged:
            "\(fileName) is damaged or incomplete; copy it again or take another photo"
        case .outOfMemory:
            "there is not enough memory for \(fileName); close other programs and try again"
        }
    }
}
