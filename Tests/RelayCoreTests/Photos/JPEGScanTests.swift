import RelayCore
import Testing

struct JPEGScanTests {
    private let photo = SmallJPEG(channels: 3)

    /// The photo with restarts allowed and other data in its scan.
    private func restarting(_ data: [UInt8], interval: UInt8 = 1) -> SmallJPEG {
        var changed = photo.inserting(SmallJPEG.segment(0xDD, [0, interval]))
        changed.data = data
        return changed
    }

    /// Where the scan's data begin.
    private func dataOffset(of photo: SmallJPEG) -> Int {
        photo.bytes.count - photo.end.count - photo.data.count
    }

    @Test(
        arguments: [
            [1, 63, 0], [0, 62, 0], [0, 63, 0x10], [0, 63, 0x01],
        ] as [[UInt8]])
    func `a scan of some coefficients or bits is refused`(tail: [UInt8]) {
        var broken = photo
        broken.scanHeader = SmallJPEG.scan(channels: 3, tail: tail)
        #expect(refusal(of: broken) == .malformed(.wrongValue(.startOfScan, offset: 152)))
    }

    @Test func `a scan of some channels, or in another order, is refused`() {
        var broken = photo
        broken.scanHeader = SmallJPEG.scan(channels: 1)
        #expect(refusal(of: broken) == .malformed(.wrongLength(.startOfScan, offset: 152)))
        broken.scanHeader = SmallJPEG.segment(0xDA, [3, 1, 0, 3, 0, 2, 0, 0, 63, 0])
        #expect(refusal(of: broken) == .malformed(.wrongValue(.startOfScan, offset: 152)))
        broken.scanHeader = SmallJPEG.segment(0xDA, [2, 1, 0, 2, 0, 3, 0, 0, 63, 0])
        #expect(refusal(of: broken) == .malformed(.wrongValue(.startOfScan, offset: 152)))
    }

    @Test func `a scan without data is refused`() {
        var empty = photo
        empty.data = []
        #expect(refusal(of: empty) == .malformed(.emptyScan))
    }

    @Test func `restart markers count from 0 to 7 and again from 0`() {
        var data: [UInt8] = [0x55]
        for turn in 0..<20 as Range<UInt8> { data += [0xFF, 0xD0 + turn % 8, 0x55] }
        #expect(refusal(of: restarting(data)) == nil)
    }

    @Test(
        arguments: [
            ([0x55, 0xFF, 0xD1, 0x55], 1), ([0x55, 0xFF, 0xD0, 0x55, 0xFF, 0xD0, 0x55], 4),
            ([0x55, 0xFF, 0xD0, 0x55, 0xFF, 0xD2, 0x55], 4),
        ] as [([UInt8], Int)])
    func `a restart marker out of turn is refused`(data: [UInt8], at index: Int) {
        let broken = restarting(data)
        let expected = JPEGFault.unexpected(
            JPEGMarker(code: data[index + 1]), offset: dataOffset(of: broken) + index)
        #expect(refusal(of: broken) == .malformed(expected))
    }

    @Test func `restart markers without an interval are refused`() {
        let data: [UInt8] = [0x55, 0xFF, 0xD0, 0x55]
        var plain = photo
        plain.data = data
        for broken in [plain, restarting(data, interval: 0)] {
            let expected = JPEGFault.unexpected(
                JPEGMarker(code: 0xD0), offset: dataOffset(of: broken) + 1)
            #expect(refusal(of: broken) == .malformed(expected))
        }
    }

    @Test(arguments: 0x01...0xFE as ClosedRange<UInt8>)
    func `after the data only the end may come`(code: UInt8) {
        var changed = photo
        changed.end = [0xFF, code]
        let expected = JPEGFault.unexpected(
            JPEGMarker(code: code), offset: changed.bytes.count - 2)
        #expect(refusal(of: changed) == (code == 0xD9 ? nil : .malformed(expected)))
    }

    @Test(arguments: [[0x00], [0xFF, 0xD9], Array("GPS".utf8)] as [[UInt8]])
    func `nothing may follow the end`(extra: [UInt8]) {
        let bytes = photo.bytes + extra
        #expect(refusal(of: bytes) == .malformed(.trailingBytes(count: extra.count)))
    }

    @Test func `a second photo after the first is refused`() {
        let bytes = photo.bytes + photo.bytes
        #expect(refusal(of: bytes) == .malformed(.trailingBytes(count: photo.bytes.count)))
    }
}
