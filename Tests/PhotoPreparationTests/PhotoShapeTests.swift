import CTurboJPEG
import PhotoPreparation
import RelayCore
import TestSupport
import Testing

struct PhotoShapeTests {
    /// Red, green, blue and white quarters: upper left, upper right, lower left, lower right.
    private func quarters() throws -> [UInt8] {
        let picture = TestPicture(width: 64, height: 32) { x, y in
            switch (x < 32, y < 16) {
            case (true, true): (255, 0, 0)
            case (false, true): (0, 255, 0)
            case (true, false): (0, 0, 255)
            case (false, false): (255, 255, 255)
            }
        }
        return try picture.jpeg()
    }

    private func colourName(_ colour: TestPicture.Colour) -> Character {
        switch (colour.x > 128, colour.y > 128, colour.z > 128) {
        case (true, false, false): "R"
        case (false, true, false): "G"
        case (false, false, true): "B"
        case (true, true, true): "W"
        default: "?"
        }
    }

    // Exif 2.32 §4.6.4 says on which side of the upright picture the stored first row and first
    // column lie.
    @Test(
        arguments: [
            (1, "RGBW"), (2, "GRWB"), (3, "WBGR"), (4, "BWRG"),
            (5, "RBGW"), (6, "BRWG"), (7, "WGBR"), (8, "GWRB"),
        ] as [(UInt8, String)])
    func `every orientation brings the corners where EXIF says`(
        orientation: UInt8, corners: String
    ) throws {
        let file = inserting(exifSegment(orientation: orientation), into: try quarters())
        let photo = try PreparedPhoto.prepare(file.span)
        for encoded in [photo.full, photo.preview] {
            let shown = try TestPicture(decoding: encoded.bytes)
            #expect((shown.width, shown.height) == (orientation < 5 ? (64, 32) : (32, 64)))
            let found = [(0, 0), (1, 0), (0, 1), (1, 1)].map { x, y in
                colourName(shown.mean(x, of: 2, y, of: 2))
            }
            #expect(String(found) == corners)
        }
        #expect(photo.report.orientation.rawValue == orientation)
        #expect(photo.report.originalSize == PixelSize(width: 64, height: 32))
    }

    @Test func `without EXIF the picture is upright and nothing is said to be removed`() throws {
        let file = try quarters()
        let photo = try PreparedPhoto.prepare(file.span)
        #expect(photo.report.orientation == .upright)
        #expect(photo.report.removed.isEmpty)
        let size = photo.full.bytes.count
        let before = photo.report.originalBytes
        #expect(photo.report.description == "\(text(before)), 64×32 → 64×32, \(text(size))")
        func text(_ count: Int) -> String {
            count < 1000 ? "\(count) B" : "\((count + 500) / 1000) kB"
        }
    }

    @Test(arguments: [(1, 1), (100, 60), (480, 480), (481, 7), (3, 1600), (2000, 3), (1601, 1599)])
    func `a picture is never made larger and keeps its proportions`(
        width: Int, height: Int
    ) throws {
        let file = try TestPicture(width: width, height: height, repeating: [9, 99, 200]).jpeg()
        let photo = try PreparedPhoto.prepare(file.span)
        for (encoded, size) in [(photo.full, PhotoSize.full), (photo.preview, .preview)] {
            let scale = min(1, Double(size.longestSidePixels) / Double(max(width, height)))
            #expect(encoded.width == max(1, Int((Double(width) * scale).rounded())))
            #expect(encoded.height == max(1, Int((Double(height) * scale).rounded())))
            _ = try JPEGInspector.inspect(encoded.bytes.span, as: size)
        }
    }

    @Test func `a flat colour stays as it is`() throws {
        let file = try TestPicture(width: 1111, height: 700, repeating: [77, 77, 77]).jpeg()
        let photo = try PreparedPhoto.prepare(file.span)
        let shown = try TestPicture(decoding: photo.preview.bytes)
        #expect(Set(shown.bytes) == [77])
    }

    @Test(arguments: [11, 12] as [UInt64])
    func `a mirrored picture becomes the mirrored photo`(seed: UInt64) throws {
        // Columns of 5 pixels; a window half a pixel off its place would show as a mean difference
        // of 10.
        var generator = SeededGenerator(seed: seed)
        let columns = (0..<140).map { _ in UInt8.random(in: 0...1, using: &generator) * 255 }
        func preview(mirrored: Bool) throws -> TestPicture {
            let picture = TestPicture(width: 700, height: 24) { x, _ in
                let value = columns[(mirrored ? 699 - x : x) / 5]
                return (value, value, value)
            }
            let file = try picture.jpeg()
            let photo = try PreparedPhoto.prepare(file.span)
            return try TestPicture(decoding: photo.preview.bytes)
        }
        let (plain, mirrored) = (try preview(mirrored: false), try preview(mirrored: true))
        var sum = 0
        for x in 0..<480 {
            sum += abs(Int(plain.bytes[x * 3]) - Int(mirrored.bytes[(479 - x) * 3]))
        }
        #expect(sum < 480 * 2, "seed \(seed)")
    }

    @Test func `a grey picture and a progressive one are read`() throws {
        let grey = [UInt8](repeating: 90, count: 40 * 30)
        let encoding = TestPicture.Encoding(sampling: TJSAMP_GRAY)
        let greyFile = try TestPicture.jpeg(grey, 40, 30, format: TJPF_GRAY, encoding)
        let progressive = try TestPicture(width: 40, height: 30, repeating: [90, 90, 90])
            .jpeg(TestPicture.Encoding(flags: TJFLAG_PROGRESSIVE))
        #expect(progressive.indices.contains { progressive[$0...].starts(with: [0xFF, 0xC2]) })
        for file in [greyFile, progressive] {
            let photo = try PreparedPhoto.prepare(file.span)
            #expect(try Set(TestPicture(decoding: photo.full.bytes).bytes) == [90])
        }
    }

    @Test(arguments: [1] as [UInt64])
    func `noise loses quality first, and size only when that is not enough`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let noise = (0..<65_521).map { _ in UInt8.random(in: 0...255, using: &generator) }

        let large = try TestPicture(width: 1600, height: 1600, repeating: noise).jpeg()
        let photo = try PreparedPhoto.prepare(large.span)
        #expect((photo.full.width, photo.full.height) == (1600, 1600))
        _ = try JPEGInspector.inspect(photo.full.bytes.span, as: .full)
        _ = try JPEGInspector.inspect(photo.preview.bytes.span, as: .preview)

        let small = try TestPicture(width: 480, height: 480, repeating: noise).jpeg()
        let shrunk = try PreparedPhoto.prepare(small.span)
        #expect((shrunk.full.width, shrunk.full.height) == (480, 480))
        #expect((shrunk.preview.width, shrunk.preview.height) == (360, 360))
        _ = try JPEGInspector.inspect(shrunk.preview.bytes.span, as: .preview)
    }
}
