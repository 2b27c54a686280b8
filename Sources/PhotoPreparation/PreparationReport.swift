package import RelayCore

/// What was done to a photo, for the seller to see before publishing.
package struct PreparationReport: Equatable, Sendable {
    /// The file as it was.
    package let originalBytes: Int
    /// As stored, before turning.
    package let originalSize: PixelSize
    /// How the stored picture had to be turned.
    package let orientation: Orientation
    /// What was in the file beside the picture, in its order; nothing of it is left.
    package let removed: [JPEGMetadata]
    /// The larger of the two finished files.
    package let fullBytes: Int
    package let fullSize: PixelSize

    /// Whether the file told where it was taken.
    package var removedPlace: Bool { removed.contains(.exif(hasPlace: true)) }
    /// Whether the file had EXIF, which tells the camera and the time.
    package var removedCamera: Bool { removedPlace || removed.contains(.exif(hasPlace: false)) }
    /// Whether the file had anything else beside the picture.
    package var removedOther: Bool {
        removed.contains { metadata in
            if case .exif = metadata { false } else { true }
        }
    }
}

extension PreparationReport: CustomStringConvertible {
    /// One line, as `2.6 MB, 4032×3024 → 1600×1200, 231 kB; turned 90°; place (GPS) and camera data
    /// removed`.
    package var description: String {
        var parts = [
            "\(byteText(originalBytes)), \(originalSize) → \(fullSize), \(byteText(fullBytes))"
        ]
        if let action = orientation.action { parts.append(action) }
        let kinds = removedKinds
        if let last = kinds.last {
            let others = kinds.dropLast().joined(separator: ", ")
            parts.append((others.isEmpty ? "" : others + " and ") + last + " removed")
        }
        return parts.joined(separator: "; ")
    }

    private var removedKinds: [String] {
        var kinds: [String] = []
        if removedPlace { kinds.append("place (GPS)") }
        if removedCamera { kinds.append("camera data") }
        if removed.contains(.thumbnail) { kinds.append("thumbnail") }
        if removed.contains(.comment) { kinds.append("comment") }
        if removed.contains(.colourProfile) { kinds.append("colour profile") }
        let hasOther = removed.contains { metadata in
            switch metadata {
            case .exif, .thumbnail, .comment, .colourProfile: false
            case .xmp, .multiPicture, .iptc, .adobe, .application: true
            }
        }
        if hasOther { kinds.append("other metadata") }
        return kinds
    }
}

extension PixelSize: CustomStringConvertible {
    package var description: String { "\(width)×\(height)" }
}

/// A byte count for people, in decimal units: `870 B`, `231 kB`, `2.6 MB`.
func byteText(_ count: Int) -> String {
    if count < 1000 { return "\(count) B" }
    if count < 999_500 { return "\((count + 500) / 1000) kB" }
    let tenths = (count + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
}
