import RelayCore
import TestSupport
import Testing

struct JPEGInspectorTests {
    @Test(arguments: [1, 3])
    func `a grey and a colour photo are accepted with their size`(channels: Int) throws {
        let photo = SmallJPEG(width: 480, height: 300, channels: channels)
        let info = try JPEGInspector.inspect(photo.bytes.span, as: .preview)
        #expect(info.width == 480)
        #expect(info.height == 300)
    }

    @Test func `a JFIF header is not required`() {
        #expect(refusal(of: SmallJPEG().removing(0xE0)) == nil)
    }

    @Test func `fill bytes before a marker are accepted`() {
        var photo = SmallJPEG().inserting([0xFF, 0xFF], at: 2)
        photo.end = [0xFF, 0xFF, 0xFF, 0xD9]
        #expect(refusal(of: photo) == nil)
    }

    @Test(arguments: [1, 3])
    func `a photo cut at any byte is refused`(channels: Int) {
        let bytes = SmallJPEG(channels: channels).bytes
        for count in 0..<bytes.count {
            let expected: JPEGRefusal = count < 3 ? .notJPEG(nil) : .malformed(.endsEarly)
            #expect(refusal(of: Array(bytes.prefix(count))) == expected, "\(count) bytes")
        }
        #expect(refusal(of: bytes) == nil)
    }

    @Test(arguments: PhotoSize.allCases)
    func `the longest side is allowed and one pixel more is not`(size: PhotoSize) {
        let longest = size.longestSidePixels
        for (width, height) in [(longest, 1), (1, longest), (longest, longest)] {
            #expect(refusal(of: SmallJPEG(width: width, height: height).bytes, as: size) == nil)
        }
        for (width, height) in [(longest + 1, 1), (1, longest + 1), (65_535, 65_535)] {
            #expect(
                refusal(of: SmallJPEG(width: width, height: height).bytes, as: size)
                    == .tooManyPixels(width: width, height: height, longestSide: longest))
        }
    }

    @Test(arguments: PhotoSize.allCases)
    func `the largest file is allowed and one byte more is not`(size: PhotoSize) {
        var photo = SmallJPEG()
        photo.data += Array(repeating: 0x55, count: size.limitBytes - photo.bytes.count)
        #expect(photo.bytes.count == size.limitBytes)
        #expect(refusal(of: photo.bytes, as: size) == nil)
        photo.data.append(0x55)
        #expect(
            refusal(of: photo.bytes, as: size)
                == .tooManyBytes(count: size.limitBytes + 1, limit: size.limitBytes))
    }

    @Test func `the limits are the documented ones`() {
        #expect(PhotoSize.preview.longestSidePixels == 480)
        #expect(PhotoSize.preview.limitBytes == 32_768)
        #expect(PhotoSize.full.longestSidePixels == 1600)
        #expect(PhotoSize.full.limitBytes == 1_048_576)
    }

    @Test(arguments: JPEGProcess.allCases.filter { $0 != .baseline })
    func `every other process than baseline is refused by name`(process: JPEGProcess) {
        let photo = SmallJPEG().removing(0xC0)
            .inserting(SmallJPEG.frame(process.rawValue), at: 1)
        #expect(refusal(of: photo) == .process(process))
        #expect(refusal(of: photo)?.description.contains(process.name) == true)
    }

    @Test(arguments: [
        (Array("GIF89a".utf8), PictureFormat.gif),
        ([0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A], .png),
        (Array("RIFF\0\0\0\0WEBP".utf8), .webP),
        (Array("\0\0\0\u{18}ftypheic".utf8), .heic),
        (Array("\0\0\0\u{18}ftypmif1".utf8), .heic),
        (Array("\0\0\0\u{18}ftypavif".utf8), .avif),
    ])
    func `other formats are refused by name`(bytes: [UInt8], format: PictureFormat) {
        #expect(refusal(of: bytes) == .notJPEG(format))
        #expect(refusal(of: bytes)?.description.contains("\(format.nameWithArticle);") == true)
    }

    @Test func `the description tells what to do`() {
        let place = JPEGRefusal.metadata(.exif(hasPlace: true))
        #expect(
            place.description
                == "the photo carries EXIF with the place (GPS); remove all metadata")
        #expect(
            JPEGRefusal.process(.progressive).description
                == "the photo is compressed as progressive JPEG; save it as baseline")
        #expect(
            JPEGRefusal.malformed(.unexpected(JPEGMarker(code: 0xDC), offset: 7)).description
                == "the photo is damaged (unexpected DNL at byte 7); make it again and repeat the "
                + "upload")
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a photo with changed bytes is refused or within its limits`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let original = SmallJPEG(channels: 3).bytes
        for _ in 0..<200 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = bytes.indices.randomElement(using: &generator) ?? 0
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
            do throws(JPEGRefusal) {
                let info = try JPEGInspector.inspect(bytes.span, as: .preview)
                #expect(1...480 ~= info.width && 1...480 ~= info.height)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
