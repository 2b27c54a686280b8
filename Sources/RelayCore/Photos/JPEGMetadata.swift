/// A segment that is not needed to show the picture and may tell more than its owner means to.
package enum JPEGMetadata: Equatable, Sendable {
    /// Camera data; the place is a GPS directory inside.
    case exif(hasPlace: Bool)
    case xmp
    case colourProfile
    /// An index of further pictures in the same file (CIPA DC-007).
    case multiPicture
    /// Photoshop resources, which carry IPTC captions.
    case iptc
    case adobe
    /// A small copy of the picture, which may still show what was cut away.
    case thumbnail
    case comment
    /// Any other application segment, by its number.
    case application(UInt8)

    /// The payload of a JFIF header without a thumbnail: name, version, density, and as its last
    /// two bytes the thumbnail's sides (JFIF 1.02).
    static let jfifHeaderBytes = 14

    /// Recognises the segment; nil for a JFIF header without a thumbnail, and for all that is no
    /// metadata.
    ///
    /// Sources: JFIF 1.02, Exif 2.32 §4.5.4, XMP part 3 §1.1.3, ICC.1 §B.4, CIPA DC-007 §5.2.1.
    package init?(marker: JPEGMarker, payload: Span<UInt8>) {
        if marker == .comment {
            self = .comment
            return
        }
        guard let number = marker.applicationNumber else { return nil }
        switch number {
        case 0 where payload.contains("JFIF\0", at: 0):
            guard payload.count >= Self.jfifHeaderBytes else { return nil }
            let isPlain = payload.count == Self.jfifHeaderBytes && payload.bigEndian16(at: 12) == 0
            if isPlain { return nil }
            self = .thumbnail
        case 0 where payload.contains("JFXX\0", at: 0):
            self = .thumbnail
        case 1 where payload.contains("Exif\0", at: 0):
            let tiff = payload.extracting(min(6, payload.count)...)
            self = .exif(hasPlace: ExifSummary(tiff: tiff).hasPlace)
        case 1 where payload.contains("http://ns.adobe.com/x", at: 0):
            self = .xmp
        case 2 where payload.contains("ICC_PROFILE\0", at: 0):
            self = .colourProfile
        case 2 where payload.contains("MPF\0", at: 0):
            self = .multiPicture
        case 13 where payload.contains("Photoshop ", at: 0):
            self = .iptc
        case 14 where payload.contains("Adobe", at: 0):
            self = .adobe
        default:
            self = .application(number)
        }
    }

    /// A short name for messages.
    package var name: String {
        switch self {
        case .exif(hasPlace: true): "EXIF with the place (GPS)"
        case .exif(hasPlace: false): "EXIF"
        case .xmp: "XMP"
        case .colourProfile: "an ICC colour profile"
        case .multiPicture: "an index of further pictures (MPF)"
        case .iptc: "IPTC"
        case .adobe: "Adobe data (APP14)"
        case .thumbnail: "a thumbnail"
        case .comment: "a comment"
        case .application(let number): "application data (APP\(number))"
        }
    }
}
