import CTurboJPEG
import Foundation
import PhotoPreparation

/// Reads one of the product pictures in `Tests/Photos`.
func productPicture(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: folder.appending(path: "Photos/\(name)")))
}

/// Why no photo is made of a file; nil when one is made.
func problem(of file: [UInt8]) -> PhotoProblem? {
    do throws(PhotoProblem) {
        _ = try PreparedPhoto.prepare(file.span)
        return nil
    } catch {
        return error
    }
}

/// Pixels of three bytes (red, green, blue), which tests encode and decode past the code they try.
struct TestPicture {
    typealias Colour = SIMD3<Double>

    let width: Int
    let height: Int
    var bytes: [UInt8]

    /// Paints each pixel.
    init(width: Int, height: Int, colour: (_ x: Int, _ y: Int) -> (UInt8, UInt8, UInt8)) {
        (self.width, self.height) = (width, height)
        bytes = []
        bytes.reserveCapacity(width * height * 3)
        for y in 0..<height {
            for x in 0..<width {
                let (red, green, blue) = colour(x, y)
                bytes += [red, green, blue]
            }
        }
    }

    /// Repeats `pattern` over the whole picture.
    init(width: Int, height: Int, repeating pattern: [UInt8]) {
        (self.width, self.height) = (width, height)
        bytes = []
        while bytes.count < width * height * 3 { bytes += pattern }
    }

    /// Decodes a file, one eighth as large when `eighth`, without turning it.
    init(decoding file: [UInt8], eighth: Bool = false) throws {
        let handle = unsafe tjInitDecompress()
        defer { _ = unsafe tjDestroy(handle) }
        var (w, h, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        let header = unsafe tjDecompressHeader3(
            handle, file, UInt(file.count), &w, &h, &sampling, &colours)
        guard header == 0 else { throw UnreadableFile() }
        if eighth { (w, h) = ((w + 7) / 8, (h + 7) / 8) }
        var pixels = [UInt8](repeating: 0, count: Int(w * h) * 3)
        let status = unsafe tjDecompress2(
            handle, file, UInt(file.count), &pixels, w, 0, h, TJPF_RGB.rawValue, 0)
        guard status == 0 else { throw UnreadableFile() }
        (width, height, bytes) = (Int(w), Int(h), pixels)
    }

    /// What the test's own encoder is asked for.
    struct Encoding {
        var quality: Int32 = 95
        var sampling = TJSAMP_444
        var flags: Int32 = 0
    }

    /// Encodes the picture.
    func jpeg(_ encoding: Encoding = Encoding()) throws -> [UInt8] {
        try Self.jpeg(bytes, width, height, format: TJPF_RGB, encoding)
    }

    /// Encodes pixels of any format of turbojpeg's.
    static func jpeg(
        _ pixels: [UInt8], _ width: Int, _ height: Int, format: TJPF, _ encoding: Encoding
    ) throws -> [UInt8] {
        let handle = unsafe tjInitCompress()
        defer { _ = unsafe tjDestroy(handle) }
        var file: UnsafeMutablePointer<UInt8>?
        defer { unsafe tjFree(file) }
        var count: UInt = 0
        let status = unsafe tjCompress2(
            handle, pixels, Int32(width), 0, Int32(height), format.rawValue, &file, &count,
            Int32(encoding.sampling.rawValue), encoding.quality, encoding.flags)
        guard status == 0 else { throw UnreadableFile() }
        return unsafe Array(UnsafeBufferPointer(start: file, count: Int(count)))
    }

    /// The mean colour of the part of the picture in column `x` of `columns` and row `y` of `rows`,
    /// in which pixels on its edge count in part.
    func mean(_ x: Int, of columns: Int, _ y: Int, of rows: Int) -> Colour {
        let across = Self.shares(of: x, in: columns, length: width)
        var sum = Colour.zero
        for (row, rowShare) in Self.shares(of: y, in: rows, length: height) {
            for (column, columnShare) in across {
                let start = (row * width + column) * 3
                let colour = Colour(
                    Double(bytes[start]), Double(bytes[start + 1]), Double(bytes[start + 2]))
                sum += colour * (rowShare * columnShare)
            }
        }
        return sum
    }

    /// The pixels of part `index` of a line cut into `parts`, each with its share; the shares' sum
    /// is 1.
    private static func shares(
        of index: Int, in parts: Int, length: Int
    ) -> [(pixel: Int, share: Double)] {
        let size = Double(length) / Double(parts)
        let (start, end) = (Double(index) * size, Double(index + 1) * size)
        return (Int(start)..<min(length, Int(end.rounded(.up)))).map { pixel in
            let covered = min(end, Double(pixel + 1)) - max(start, Double(pixel))
            return (pixel, covered / size)
        }
    }

    struct UnreadableFile: Error {}
}

/// A JPEG segment.
func segment(_ code: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 2
    return [0xFF, code, UInt8(length >> 8), UInt8(length & 0xFF)] + payload
}

/// An EXIF segment that says how the picture is turned.
func exifSegment(orientation: UInt8) -> [UInt8] {
    let tiff: [UInt8] =
        Array("MM\0*".utf8) + [0, 0, 0, 8, 0, 1]
        + [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0] + [0, 0, 0, 0]
    return segment(0xE1, Array("Exif\0\0".utf8) + tiff)
}

/// The file with a segment right after its first two bytes.
func inserting(_ segment: [UInt8], into file: [UInt8]) -> [UInt8] {
    Array(file.prefix(2) + segment + file.dropFirst(2))
}
