import RelayCore
import Testing

struct JPEGMetadataTests {
    /// TIFF data with one directory of entries that hold one number each.
    private func tiff(bigEndian: Bool, _ entries: [(tag: Int, type: Int, value: Int)]) -> [UInt8] {
        func number(_ value: Int, _ count: Int) -> [UInt8] {
            let bytes = (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
            return bigEndian ? bytes.reversed() : bytes
        }
        let fields = entries.flatMap { entry -> [UInt8] in
            let value = entry.type == 3 ? number(entry.value, 2) + [0, 0] : number(entry.value, 4)
            return number(entry.tag, 2) + number(entry.type, 2) + number(1, 4) + value
        }
        let order = Array((bigEndian ? "MM" : "II").utf8)
        return order + number(42, 2) + number(8, 4) + number(entries.count, 2) + fields
            + number(0, 4)
    }

    private func refusal(ofSegment code: UInt8, _ payload: [UInt8]) -> JPEGRefusal? {
        RelayCoreTests.refusal(
            of: SmallJPEG().inserting(SmallJPEG.segment(code, payload), at: 1))
    }

    @Test(arguments: [true, false])
    func `EXIF is refused and a GPS directory inside is named`(bigEndian: Bool) {
        let head = Array("Exif\0\0".utf8)
        let plain = tiff(bigEndian: bigEndian, [(0x0112, 3, 6)])
        let place = tiff(bigEndian: bigEndian, [(0x0112, 3, 6), (0x8825, 4, 100)])
        #expect(refusal(ofSegment: 0xE1, head + plain) == .metadata(.exif(hasPlace: false)))
        #expect(refusal(ofSegment: 0xE1, head + place) == .metadata(.exif(hasPlace: true)))
    }

    @Test(
        arguments: [
            (0xE1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>", JPEGMetadata.xmp),
            (0xE1, "http://ns.adobe.com/xmp/extension/\0", .xmp),
            (0xE1, "Exif", .application(1)),
            (0xE1, "Exif\0", .exif(hasPlace: false)),
            (0xE2, "ICC_PROFILE\0\u{1}\u{1}", .colourProfile),
            (0xE2, "MPF\0", .multiPicture),
            (0xE2, "", .application(2)),
            (0xED, "Photoshop 3.0\0", .iptc),
            (0xEE, "Adobe\0", .adobe),
            (0xEF, "anything", .application(15)),
            (0xE0, "JFXX\0\u{10}", .thumbnail),
            (0xE0, "JFIF\0\u{1}\u{2}\0\0\u{1}\0\u{1}\u{1}\u{1}abc", .thumbnail),
            (0xE0, "JFIF\0\u{1}\u{2}\0\0\u{1}\0\u{1}\0\0hidden", .thumbnail),
            (0xE0, "JFIF\0\u{1}\u{2}\0\0\u{1}\0\u{1}\0\u{1}", .thumbnail),
            (0xE0, "AVI1", .application(0)),
            (0xFE, "made in …", .comment),
        ] as [(UInt8, String, JPEGMetadata)])
    func `every metadata segment is refused by name`(
        code: UInt8, payload: String, metadata: JPEGMetadata
    ) {
        let found = refusal(ofSegment: code, Array(payload.utf8))
        #expect(found == .metadata(metadata))
        #expect(found?.description.contains(metadata.name) == true)
    }

    @Test(arguments: 1...8, [true, false])
    func `every orientation is read in both byte orders`(value: Int, bigEndian: Bool) {
        let data = tiff(bigEndian: bigEndian, [(0x010F, 2, 0), (0x0112, 3, value)])
        #expect(ExifSummary(tiff: data.span).orientation == UInt8(value))
        #expect(!ExifSummary(tiff: data.span).hasPlace)
    }

    @Test(arguments: [0, 9, 65_535])
    func `another orientation counts as none`(value: Int) {
        let data = tiff(bigEndian: true, [(0x0112, 3, value)])
        #expect(ExifSummary(tiff: data.span).orientation == nil)
    }

    @Test func `the first of two orientations counts`() {
        let data = tiff(bigEndian: false, [(0x0112, 3, 6), (0x0112, 3, 3)])
        #expect(ExifSummary(tiff: data.span).orientation == 6)
    }

    @Test func `EXIF cut at any byte says what could still be read`() {
        let data = tiff(bigEndian: true, [(0x0112, 3, 8), (0x8825, 4, 100)])
        for count in 0...data.count {
            let summary = ExifSummary(tiff: data.span.extracting(..<count))
            #expect(summary.orientation == (count >= 20 ? 8 : nil), "\(count) bytes")
            #expect(summary.hasPlace == (count >= 34), "\(count) bytes")
        }
    }

    @Test(arguments: [
        "MM\0*\0\0\0", "MM\0*\u{7F}\u{7F}\u{7F}\u{7F}", "II*\0\u{8}\0\0\0\u{7F}\u{7F}", "MM*\0", "",
    ])
    func `a directory that is not there says nothing`(text: String) {
        let data = Array(text.utf8)
        #expect(ExifSummary(tiff: data.span).orientation == nil)
        #expect(!ExifSummary(tiff: data.span).hasPlace)
    }
}
