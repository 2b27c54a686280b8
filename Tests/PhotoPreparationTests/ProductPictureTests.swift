import PhotoPreparation
import RelayCore
import Testing

struct ProductPictureTests {
    /// What we know of a picture in `Tests/Photos`.
    struct Known: Sendable, CustomTestStringConvertible {
        let name: String
        let orientation: Orientation
        let hasPlace: Bool
        let start: String
        let end: String
        let refusal: JPEGRefusal
        var testDescription: String { name }
    }

    static let pictures = [
        Known(
            name: "A12-serum-jar.jpg", orientation: .upright, hasPlace: true,
            start: "2.6 MB, 4032×3024 → 1600×1200, ", end: "; place (GPS) and camera data removed",
            refusal: .tooManyBytes(count: 2_577_046, limit: 1_048_576)),
        Known(
            name: "C07-lipsticks-portrait.jpg", orientation: .quarterTurn, hasPlace: true,
            start: "2.2 MB, 3024×4032 → 1600×1200, ",
            end: "; turned 90°; place (GPS) and camera data removed",
            refusal: .tooManyBytes(count: 2_205_174, limit: 1_048_576)),
        Known(
            name: "D21-enamel-mug.jpg", orientation: .halfTurn, hasPlace: false,
            start: "753 kB, 2016×1512 → 1600×1200, ", end: "; turned 180°; camera data removed",
            refusal: .metadata(.exif(hasPlace: false))),
        Known(
            name: "E40-mask-boxes.jpg", orientation: .upright, hasPlace: true,
            start: "374 kB, 1600×1200 → 1600×1200, ", end: "; place (GPS) and camera data removed",
            refusal: .metadata(.exif(hasPlace: true))),
    ]

    @Test(arguments: pictures)
    func `a product picture becomes two files that the server accepts`(picture: Known) throws {
        let file = try productPicture(picture.name)
        let photo = try PreparedPhoto.prepare(file.span)

        for (encoded, size) in [(photo.full, PhotoSize.full), (photo.preview, .preview)] {
            let info = try JPEGInspector.inspect(encoded.bytes.span, as: size)
            #expect((info.width, info.height) == (encoded.width, encoded.height))
            #expect(info.width == size.longestSidePixels)
            #expect(info.height == size.longestSidePixels * 3 / 4)
        }
        #expect(photo.report.orientation == picture.orientation)
        #expect(photo.report.removed == [.exif(hasPlace: picture.hasPlace)])
        #expect(photo.report.removedPlace == picture.hasPlace)
        #expect(photo.report.originalBytes == file.count)
        let kilobytes = (photo.full.bytes.count + 500) / 1000
        #expect(
            photo.report.description == "\(picture.start)\(kilobytes) kB\(picture.end)")
    }

    @Test(arguments: pictures)
    func `both files show what the stored picture shows, upright`(picture: Known) throws {
        let file = try productPicture(picture.name)
        let photo = try PreparedPhoto.prepare(file.span)
        let stored = try TestPicture(decoding: file, eighth: true)
        for encoded in [photo.full, photo.preview] {
            let shown = try TestPicture(decoding: encoded.bytes)
            var greatest = 0.0
            for row in 0..<12 {
                for column in 0..<16 {
                    let expected =
                        switch picture.orientation {
                        case .quarterTurn: stored.mean(row, of: 12, 15 - column, of: 16)
                        case .halfTurn: stored.mean(15 - column, of: 16, 11 - row, of: 12)
                        default: stored.mean(column, of: 16, row, of: 12)
                        }
                    let found = shown.mean(column, of: 16, row, of: 12)
                    let difference = (found - expected) * (found - expected)
                    greatest = max(greatest, difference.sum().squareRoot())
                }
            }
            // Neighbouring parts differ by up to 150.
            #expect(greatest < 4, "\(picture.name) \(encoded.width)")
        }
    }

    @Test(arguments: pictures)
    func `the server refuses the picture as it was, and names its metadata`(
        picture: Known
    ) throws {
        let file = try productPicture(picture.name)
        #expect(throws: picture.refusal) {
            try JPEGInspector.inspect(file.span, as: .full)
        }
        let head = Array(file.prefix(PhotoSize.full.limitBytes))
        #expect(throws: JPEGRefusal.metadata(.exif(hasPlace: picture.hasPlace))) {
            try JPEGInspector.inspect(head.span, as: .full)
        }
    }

    @Test(arguments: [
        ("D21-enamel-mug.png", PictureFormat.png, "a PNG"),
        ("A12-serum-jar.webp", .webP, "a WebP"),
    ])
    func `other formats are refused with advice`(
        name: String, format: PictureFormat, text: String
    ) throws {
        let found = problem(of: try productPicture(name))
        #expect(found == .notJPEG(format))
        #expect(found?.explanation(fileName: name) == "\(name) is \(text); export it as JPEG")
    }

    @Test(arguments: ["E40-mask-boxes.jpg", "D21-enamel-mug.jpg"])
    func `a picture cut anywhere is refused as damaged`(name: String) throws {
        let file = try productPicture(name)
        let cuts = [3, 4, 30, 200, 500] + (1...24).map { file.count * $0 / 25 } + [file.count - 1]
        for count in cuts {
            guard case .damaged = problem(of: Array(file.prefix(count))) else {
                Issue.record("\(count) bytes of \(name)")
                continue
            }
        }
        for count in 0..<3 {
            #expect(problem(of: Array(file.prefix(count))) == .notJPEG(nil))
        }
    }
}
