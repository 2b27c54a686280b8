/// A picture file format, recognised by the first bytes of a file.
package enum PictureFormat: Equatable, Sendable {
    case jpeg, png, webP, heic, avif, gif

    /// Recognises a format; nil when the bytes begin like none of them.
    ///
    /// Sources: T.81 §B.1.1.3 (JPEG), PNG §5.2, the WebP container, GIF89a §17, and ISO/IEC
    /// 14496-12 §4.3 (the `ftyp` box of HEIC and AVIF).
    package init?(magicOf file: Span<UInt8>) {
        if file.contains([0xFF, 0xD8, 0xFF], at: 0) {
            self = .jpeg
        } else if file.contains([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) {
            self = .png
        } else if file.contains("RIFF", at: 0), file.contains("WEBP", at: 8) {
            self = .webP
        } else if file.contains("GIF8", at: 0) {
            self = .gif
        } else if file.contains("ftypavi", at: 4) {
            self = .avif
        } else if ["ftyphe", "ftypmif1", "ftypmsf1"].contains(where: { file.contains($0, at: 4) }) {
            self = .heic
        } else {
            return nil
        }
    }

    /// The name that people know the format by.
    package var name: String {
        switch self {
        case .jpeg: "JPEG"
        case .png: "PNG"
        case .webP: "WebP"
        case .heic: "HEIC"
        case .avif: "AVIF"
        case .gif: "GIF"
        }
    }

    /// The name in a sentence, as "a PNG".
    package var nameWithArticle: String { (self == .avif ? "an " : "a ") + name }
}

extension Span<UInt8> {
    /// Says whether `expected` stands at `offset`; false when the bytes end before.
    func contains(_ expected: [UInt8], at offset: Int) -> Bool {
        guard offset <= count, expected.count <= count - offset else { return false }
        for index in expected.indices where self[offset + index] != expected[index] {
            return false
        }
        return true
    }

    /// Says whether the UTF-8 bytes of `expected` stand at `offset`.
    func contains(_ expected: String, at offset: Int) -> Bool {
        contains(Array(expected.utf8), at: offset)
    }

    /// Reads a big-endian 16-bit number whose two bytes the caller knows to be there.
    func bigEndian16(at offset: Int) -> Int {
        Int(self[offset]) << 8 | Int(self[offset + 1])
    }
}
