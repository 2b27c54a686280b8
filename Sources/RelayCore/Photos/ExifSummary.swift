/// The two facts about a photo that we read from its EXIF data.
///
/// Damaged EXIF is common and harmless here, so whatever cannot be read counts as absent.
package struct ExifSummary: Equatable, Sendable {
    /// How the stored picture is turned, 1 to 8 (Exif 2.32 §4.6.4); nil when not said.
    package private(set) var orientation: UInt8?
    /// Whether there is a GPS directory.
    package private(set) var hasPlace = false

    /// Reads the first directory of a TIFF structure, which is what follows `Exif` and two zeros.
    ///
    /// Source: TIFF 6.0 §2.
    package init(tiff: Span<UInt8>) {
        let isBigEndian: Bool
        if tiff.contains([0x4D, 0x4D, 0x00, 0x2A], at: 0) {
            isBigEndian = true
        } else if tiff.contains([0x49, 0x49, 0x2A, 0x00], at: 0) {
            isBigEndian = false
        } else {
            return
        }
        func number(at offset: Int, bytes count: Int, in tiff: Span<UInt8>) -> Int? {
            guard offset <= tiff.count, count <= tiff.count - offset else { return nil }
            var value = 0
            for index in 0..<count {
                value = value << 8 | Int(tiff[offset + (isBigEndian ? index : count - 1 - index)])
            }
            return value
        }

        guard let directory = number(at: 4, bytes: 4, in: tiff),
            let entries = number(at: directory, bytes: 2, in: tiff)
        else { return }
        for entry in 0..<entries {
            let start = directory + 2 + entry * Self.entryBytes
            guard let tag = number(at: start, bytes: 2, in: tiff),
                let type = number(at: start + 2, bytes: 2, in: tiff),
                let value = number(at: start + 8, bytes: type == Self.shortType ? 2 : 4, in: tiff)
            else { return }
            switch tag {
            case Self.orientationTag where 1...8 ~= value && orientation == nil:
                orientation = UInt8(value)
            case Self.placeTag:
                hasPlace = true
            default:
                break
            }
        }
    }

    private static let entryBytes = 12
    private static let shortType = 3
    private static let orientationTag = 0x0112
    private static let placeTag = 0x8825
}
