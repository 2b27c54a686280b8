import RelayCore
import Testing

/// One rule a test, each broken in an otherwise acceptable photo.
struct JPEGSegmentRuleTests {
    private let photo = SmallJPEG(channels: 3)

    @Test(arguments: 0x00...0xFF as ClosedRange<UInt8>)
    func `before the scan only tables and one frame are allowed`(code: UInt8) {
        // A two-byte payload: a restart interval, and too short for everything else.
        let found = refusal(of: photo.inserting(SmallJPEG.segment(code, [0, 0])))
        let marker = JPEGMarker(code: code)
        switch code {
        case 0x00:
            #expect(found == .malformed(.notAMarker(offset: 2)))
        case 0xFF, 0xDD:
            // A fill byte, which makes the length a marker's place; and the one that fits.
            #expect(found == (code == 0xDD ? nil : .malformed(.notAMarker(offset: 2))))
        case 0xC0, 0xC4, 0xDB:
            #expect(found == .malformed(.wrongLength(marker, offset: 2)))
        case 0xDA:
            #expect(found == .malformed(.missing(.baselineFrame)))
        case 0xE0...0xEF:
            #expect(found == .metadata(.application(code - 0xE0)))
        case 0xFE:
            #expect(found == .metadata(.comment))
        case 0xC1...0xC3, 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
            #expect(found == JPEGProcess(rawValue: code).map { .process($0) })
        default:
            #expect(found == .malformed(.unexpected(marker, offset: 2)))
        }
    }

    @Test func `a segment length below two is refused`() {
        let broken = photo.inserting([0xFF, 0xDB, 0x00, 0x01])
        #expect(refusal(of: broken) == .malformed(.wrongLength(.quantisationTables, offset: 4)))
    }

    @Test func `the JFIF header may come once`() {
        let twice = photo.inserting(SmallJPEG.jfif)
        #expect(refusal(of: twice) == .malformed(.repeated(.application(0), offset: 20)))
    }

    @Test func `a JFIF header that is too short is refused`() {
        let short = SmallJPEG.segment(0xE0, Array("JFIF\0\u{1}\u{2}\0\0\u{1}\0\u{1}\0".utf8))
        #expect(
            refusal(of: photo.replacing(short))
                == .malformed(.wrongLength(.application(0), offset: 2)))
    }

    @Test(arguments: [
        (SmallJPEG.frame(precision: 12), JPEGRefusal.precision(bits: 12)),
        (SmallJPEG.frame(sampling: [0x11, 0x11]), .components(count: 2)),
        (SmallJPEG.frame(sampling: [0x11, 0x11, 0x11, 0x11]), .components(count: 4)),
        (SmallJPEG.frame(sampling: []), .components(count: 0)),
        (SmallJPEG.frame(width: 0), .malformed(.wrongValue(.baselineFrame, offset: 89))),
        (SmallJPEG.frame(height: 0), .malformed(.wrongValue(.baselineFrame, offset: 89))),
        (SmallJPEG.frame(sampling: [0x01]), .malformed(.wrongValue(.baselineFrame, offset: 89))),
        (SmallJPEG.frame(sampling: [0x50]), .malformed(.wrongValue(.baselineFrame, offset: 89))),
        (SmallJPEG.frame(sampling: [0x15]), .malformed(.wrongValue(.baselineFrame, offset: 89))),
        (
            SmallJPEG.frame(sampling: [0x33, 0x11, 0x11]),
            .malformed(.wrongValue(.baselineFrame, offset: 89))
        ),
        (SmallJPEG.frame(quantisation: 4), .malformed(.wrongValue(.baselineFrame, offset: 89))),
        (
            SmallJPEG.segment(0xC0, [8, 0, 8, 0, 16, 1, 1, 0x11, 0, 0]),
            .malformed(.wrongLength(.baselineFrame, offset: 89))
        ),
        (
            SmallJPEG.segment(0xC0, [8, 0, 8, 0, 16]),
            .malformed(.wrongLength(.baselineFrame, offset: 89))
        ),
    ])
    func `a frame that baseline does not know is refused`(frame: [UInt8], expected: JPEGRefusal) {
        #expect(refusal(of: photo.replacing(frame)) == expected)
    }

    @Test func `channels with the same number are refused`() {
        var frame = SmallJPEG.frame(sampling: [0x22, 0x11, 0x11])
        frame[13] = 1  // The second channel takes the first one's number.
        let expected = JPEGRefusal.malformed(.wrongValue(.baselineFrame, offset: 89))
        #expect(refusal(of: photo.replacing(frame)) == expected)
    }

    @Test func `ten blocks a unit are allowed`() {
        let most = photo.replacing(SmallJPEG.frame(sampling: [0x42, 0x11, 0x11]))
        #expect(refusal(of: most) == nil)
    }

    @Test func `a second frame is refused`() {
        let two = photo.inserting(SmallJPEG.frame(), at: 3)
        #expect(refusal(of: two) == .malformed(.repeated(.baselineFrame, offset: 108)))
    }

    @Test(arguments: [0x00, 0x01, 0x02, 0x03] as [UInt8])
    func `four quantisation tables are allowed`(number: UInt8) {
        let more = SmallJPEG.segment(0xDB, SmallJPEG.quantisationTable(number))
        #expect(refusal(of: photo.inserting(more)) == nil)
    }

    @Test func `a quantisation table of 16 bits or a fifth one is refused`() {
        for number in [0x04, 0x10] as [UInt8] {
            let wrong = SmallJPEG.segment(0xDB, SmallJPEG.quantisationTable(number))
            let expected = JPEGRefusal.malformed(.wrongValue(.quantisationTables, offset: 2))
            #expect(refusal(of: photo.inserting(wrong)) == expected)
        }
    }

    @Test func `several tables may share a segment and must fill it`() {
        let tables = SmallJPEG.huffmanTable(0x00) + SmallJPEG.huffmanTable(0x11)
        #expect(refusal(of: photo.inserting(SmallJPEG.segment(0xC4, tables))) == nil)
        let expected = JPEGRefusal.malformed(.wrongLength(.huffmanTables, offset: 2))
        for wrong in [tables + [0], tables.dropLast(), []] {
            #expect(refusal(of: photo.inserting(SmallJPEG.segment(0xC4, wrong))) == expected)
        }
    }

    @Test func `a Huffman table of another class or number, or without codes, is refused`() {
        let empty = [0x00] + Array(repeating: 0, count: 16) as [UInt8]
        let full = [0x00, 255, 2] + Array(repeating: 0, count: 14 + 257) as [UInt8]
        for wrong in [0x02, 0x12, 0x20].map(SmallJPEG.huffmanTable) + [empty, full] {
            let expected = JPEGRefusal.malformed(.wrongValue(.huffmanTables, offset: 2))
            #expect(refusal(of: photo.inserting(SmallJPEG.segment(0xC4, wrong))) == expected)
        }
    }

    @Test func `a restart interval may come once and has two bytes`() {
        let interval = SmallJPEG.segment(0xDD, [0, 1])
        #expect(
            refusal(of: photo.inserting(interval).inserting(interval))
                == .malformed(.repeated(.restartInterval, offset: 8)))
        #expect(
            refusal(of: photo.inserting(SmallJPEG.segment(0xDD, [0, 1, 0])))
                == .malformed(.wrongLength(.restartInterval, offset: 2)))
    }

    @Test(
        arguments: [
            (0xC0, JPEGMarker.baselineFrame), (0xDB, .quantisationTables), (0xC4, .huffmanTables),
        ] as [(UInt8, JPEGMarker)])
    func `a scan without its tables or frame is refused`(code: UInt8, missing: JPEGMarker) {
        #expect(refusal(of: photo.removing(code)) == .malformed(.missing(missing)))
    }

    @Test(arguments: [0x01, 0x10] as [UInt8])
    func `a scan with a table that has not come is refused`(tables: UInt8) {
        var broken = photo
        broken.scanHeader = SmallJPEG.scan(channels: 3, tables: tables)
        #expect(refusal(of: broken) == .malformed(.missing(.huffmanTables)))
    }
}
