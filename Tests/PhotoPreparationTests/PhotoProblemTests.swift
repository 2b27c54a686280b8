import CTurboJPEG
import PhotoPreparation
import RelayCore
import TestSupport
import Testing

struct PhotoProblemTests {
    /// A small picture with EXIF.
    private static func small(flags: Int32 = 0) throws -> [UInt8] {
        let picture = TestPicture(width: 48, height: 32) { x, y in
            (UInt8(x * 5), UInt8(y * 7), UInt8((x * y) & 0xFF))
        }
        let file = try picture.jpeg(TestPicture.Encoding(quality: 80, flags: flags))
        return inserting(exifSegment(orientation: 6), into: file)
    }

    /// A file that ends after its frame header.
    private func header(width: Int, height: Int, precision: UInt8 = 8) -> [UInt8] {
        let sides = [height, width].flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        let scan = segment(0xDA, [1, 1, 0, 0, 63, 0])
        return [0xFF, 0xD8] + segment(0xC0, [precision] + sides + [1, 1, 0x11, 0]) + scan
    }

    @Test func `a picture of too many pixels is refused by its header alone`() {
        for (width, height) in [(65_535, 65_535), (8000, 5001), (40_001, 1000)] {
            let found = problem(of: header(width: width, height: height))
            let size = PixelSize(width: width, height: height)
            #expect(found == .tooManyPixels(size, limit: 40_000_000))
        }
        guard case .damaged = problem(of: header(width: 8000, height: 5000)) else {
            Issue.record("40 megapixels are within the limit, and only the data are missing here")
            return
        }
        #expect(
            PhotoProblem.tooManyPixels(PixelSize(width: 8000, height: 5001), limit: 40_000_000)
                .explanation(fileName: "a.jpg")
                == "a.jpg has 8000×5001 pixels; at most 40 megapixels can be read, so export it "
                + "smaller")
    }

    @Test func `a file of too many bytes is refused and the largest is not`() throws {
        let limit = 24 * 1024 * 1024
        var file = try Self.small()
        // Cameras append films and other pictures; what follows the picture is left out.
        file += Array(repeating: 0, count: limit - file.count)
        #expect(problem(of: file) == nil)
        file.append(0)
        let found = problem(of: file)
        #expect(found == .tooManyBytes(count: limit + 1, limit: limit))
        #expect(
            found?.explanation(fileName: "a.jpg")
                == "a.jpg has 25.2 MB; at most 25.2 MB can be read, so export it smaller")
    }

    @Test func `a header without size or with another precision is refused`() {
        guard case .damaged = problem(of: header(width: 0, height: 10)),
            case .damaged = problem(of: header(width: 10, height: 0))
        else {
            Issue.record("a picture without width or height")
            return
        }
        #expect(problem(of: header(width: 8, height: 8, precision: 12)) == .unsupportedColours)
    }

    @Test func `a picture for print is refused with advice`() throws {
        let ink = [UInt8](repeating: 40, count: 16 * 16 * 4)
        let file = try TestPicture.jpeg(ink, 16, 16, format: TJPF_CMYK, TestPicture.Encoding())
        #expect(problem(of: file) == .unsupportedColours)
        #expect(
            PhotoProblem.unsupportedColours.explanation(fileName: "print.jpg")
                == "print.jpg has colours for print or more than 8 bits; export it as an RGB JPEG")
    }

    @Test func `a picture from a phone with HEIC is named`() {
        let file = Array("\0\0\0\u{18}ftypheic\0\0\0\0mif1heic".utf8)
        #expect(problem(of: file) == .notJPEG(.heic))
        #expect(
            problem(of: file)?.explanation(fileName: "IMG_1.HEIC")
                == "IMG_1.HEIC is a HEIC; export it as JPEG")
    }

    @Test func `whatever else the file carried is removed and told`() throws {
        let extras: [([UInt8], JPEGMetadata)] = [
            (segment(0xFE, Array("note".utf8)), .comment),
            (segment(0xE2, Array("ICC_PROFILE\0\u{1}\u{1}p".utf8)), .colourProfile),
            (segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0<x/>".utf8)), .xmp),
            (segment(0xED, Array("Photoshop 3.0\0".utf8)), .iptc),
            (segment(0xE0, Array("JFXX\0\u{11}".utf8)), .thumbnail),
        ]
        var file = try Self.small()
        for (segment, _) in extras { file = inserting(segment, into: file) }
        let photo = try PreparedPhoto.prepare(file.span)
        #expect(
            photo.report.removed == extras.reversed().map(\.1) + [.exif(hasPlace: false)])
        #expect(
            photo.report.description.hasSuffix(
                "; turned 90°; camera data, thumbnail, comment, colour profile and other metadata "
                    + "removed"))
        _ = try JPEGInspector.inspect(photo.full.bytes.span, as: .full)
    }

    @Test func `a small picture cut at any byte is refused`() throws {
        for file in [try Self.small(), try Self.small(flags: TJFLAG_PROGRESSIVE)] {
            for count in 3..<file.count {
                guard case .damaged = problem(of: Array(file.prefix(count))) else {
                    Issue.record("\(count) of \(file.count) bytes")
                    continue
                }
            }
            #expect(problem(of: file) == nil)
        }
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>, [0, TJFLAG_PROGRESSIVE])
    func `changed bytes give a problem or an acceptable photo`(seed: UInt64, flags: Int32) throws {
        var generator = SeededGenerator(seed: seed)
        let original = try Self.small(flags: flags)
        for round in 0..<50 {
            var file = original
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                // Half of the changes hit the header, where the decisions are.
                let reach = Bool.random(using: &generator) ? 200 : file.count
                let index = Int.random(in: 2..<reach, using: &generator)
                file[index] = UInt8.random(in: 0...255, using: &generator)
            }
            do throws(PhotoProblem) {
                let photo = try PreparedPhoto.prepare(file.span)
                #expect(throws: Never.self, "seed \(seed), round \(round)") {
                    _ = try JPEGInspector.inspect(photo.full.bytes.span, as: .full)
                    _ = try JPEGInspector.inspect(photo.preview.bytes.span, as: .preview)
                }
            } catch {
                #expect(error != .outOfMemory, "seed \(seed), round \(round)")
            }
        }
    }
}
