import RelayCore

/// A JPEG of a few hundred bytes in parts, so that a test can change one and put them together.
struct SmallJPEG {
    /// What stands between SOI and the scan, each with its marker.
    var segments: [[UInt8]]
    var scanHeader: [UInt8]
    /// Entropy-coded data; the inspector does not decode it.
    var data: [UInt8] = [0x12, 0x34, 0xFF, 0x00, 0x56]
    var end: [UInt8] = [0xFF, 0xD9]

    static let jfif = segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0])
    static let quantisation = segment(0xDB, quantisationTable(0))

    /// A photo with one channel (grey) or three.
    init(width: Int = 16, height: Int = 8, channels: Int = 1) {
        let sampling = Array([0x22, 0x11, 0x11].prefix(channels)) as [UInt8]
        segments = [
            Self.jfif, Self.quantisation,
            Self.frame(width: width, height: height, sampling: sampling),
            Self.segment(0xC4, Self.huffmanTable(0x00)),
            Self.segment(0xC4, Self.huffmanTable(0x10)),
        ]
        scanHeader = Self.scan(channels: channels)
    }

    var bytes: [UInt8] {
        [0xFF, 0xD8] + segments.joined() + scanHeader + data + end
    }

    /// The same photo with one more segment before all others, or before the one at `index`.
    func inserting(_ segment: [UInt8], at index: Int = 0) -> SmallJPEG {
        var changed = self
        changed.segments.insert(segment, at: index)
        return changed
    }

    /// The same photo with another segment in the place of the first with the same marker.
    func replacing(_ segment: [UInt8]) -> SmallJPEG {
        var changed = self
        if let index = segments.firstIndex(where: { $0[1] == segment[1] }) {
            changed.segments[index] = segment
        }
        return changed
    }

    /// The same photo without the segments of a marker.
    func removing(_ code: UInt8) -> SmallJPEG {
        var changed = self
        changed.segments.removeAll { $0[1] == code }
        return changed
    }

    static func segment(_ code: UInt8, _ payload: [UInt8]) -> [UInt8] {
        let length = payload.count + 2
        return [0xFF, code, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
    }

    static func quantisationTable(_ number: UInt8) -> [UInt8] {
        [number] + Array(repeating: 1, count: 64)
    }

    /// A table with one code of one bit; class in the high half, number in the low half.
    static func huffmanTable(_ classAndNumber: UInt8) -> [UInt8] {
        [classAndNumber, 1] + Array(repeating: 0, count: 15) + [0]
    }

    /// A frame header; one element of `sampling` a channel, across in the high half, down in the
    /// low one.
    static func frame(
        _ code: UInt8 = 0xC0, precision: UInt8 = 8, width: Int = 16, height: Int = 8,
        sampling: [UInt8] = [0x22], quantisation: UInt8 = 0
    ) -> [UInt8] {
        let sides = [height, width].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let channels = sampling.enumerated().flatMap { index, factors in
            [UInt8(index + 1), factors, quantisation]
        }
        return segment(code, [precision] + sides + [UInt8(sampling.count)] + channels)
    }

    static func scan(channels: Int, tables: UInt8 = 0x00, tail: [UInt8] = [0, 63, 0]) -> [UInt8] {
        let uses = (1...channels).flatMap { [UInt8($0), tables] }
        return segment(0xDA, [UInt8(channels)] + uses + tail)
    }
}

/// Why the inspector refuses bytes; nil when it accepts them.
func refusal(of bytes: [UInt8], as size: PhotoSize = .full) -> JPEGRefusal? {
    do throws(JPEGRefusal) {
        _ = try JPEGInspector.inspect(bytes.span, as: size)
        return nil
    } catch {
        return error
    }
}

/// Why the inspector refuses a small photo; nil when it accepts it.
func refusal(of photo: SmallJPEG) -> JPEGRefusal? { refusal(of: photo.bytes) }
