/// Which tables a baseline JPEG has defined so far; their contents are left to the decoder.
struct JPEGTables {
    private var quantisation: Set<UInt8> = []
    private var huffmanDC: Set<UInt8> = []
    private var huffmanAC: Set<UInt8> = []
    private(set) var hasRestarts = false
    private var hasRestartSegment = false

    /// Takes in tables of 64 one-byte values, numbered 0 to 3 (T.81 §B.2.4.1).
    mutating func defineQuantisation(
        _ payload: Span<UInt8>, at offset: Int
    ) throws(JPEGRefusal) {
        let marker = JPEGMarker.quantisationTables
        guard !payload.isEmpty, payload.count.isMultiple(of: 65) else {
            throw .malformed(.wrongLength(marker, offset: offset))
        }
        for table in 0..<payload.count / 65 {
            let number = payload[table * 65]
            guard number <= 3 else { throw .malformed(.wrongValue(marker, offset: offset)) }
            quantisation.insert(number)
        }
    }

    /// Takes in code tables, two of each class in baseline (T.81 §B.2.4.2).
    mutating func defineHuffman(_ payload: Span<UInt8>, at offset: Int) throws(JPEGRefusal) {
        let marker = JPEGMarker.huffmanTables
        guard !payload.isEmpty else { throw .malformed(.wrongLength(marker, offset: offset)) }
        var start = 0
        while start < payload.count {
            guard payload.count - start >= 17 else {
                throw .malformed(.wrongLength(marker, offset: offset))
            }
            var codes = 0
            for length in 1...16 { codes += Int(payload[start + length]) }
            guard 1...256 ~= codes else { throw .malformed(.wrongValue(marker, offset: offset)) }
            switch payload[start] {
            case 0x00, 0x01: huffmanDC.insert(payload[start])
            case 0x10, 0x11: huffmanAC.insert(payload[start] & 0x0F)
            default: throw .malformed(.wrongValue(marker, offset: offset))
            }
            start += 17 + codes
        }
        guard start == payload.count else {
            throw .malformed(.wrongLength(marker, offset: offset))
        }
    }

    /// Takes in the restart interval; 0 means that there are no restarts (T.81 §B.2.4.4).
    mutating func defineRestartInterval(
        _ payload: Span<UInt8>, at offset: Int
    ) throws(JPEGRefusal) {
        let marker = JPEGMarker.restartInterval
        guard payload.count == 2 else { throw .malformed(.wrongLength(marker, offset: offset)) }
        guard !hasRestartSegment else { throw .malformed(.repeated(marker, offset: offset)) }
        hasRestartSegment = true
        hasRestarts = payload.bigEndian16(at: 0) > 0
    }

    /// Sees that a channel's tables have come.
    ///
    /// - Parameters:
    ///   - number: The number of its quantisation table.
    ///   - huffman: Its byte in the scan header: DC table in the high half, AC table in the low
    ///     half.
    /// - Throws: `.malformed` with `.missing`.
    func checkUse(quantisation number: UInt8, huffman: UInt8) throws(JPEGRefusal) {
        guard quantisation.contains(number) else {
            throw .malformed(.missing(.quantisationTables))
        }
        guard huffmanDC.contains(huffman >> 4), huffmanAC.contains(huffman & 0x0F) else {
            throw .malformed(.missing(.huffmanTables))
        }
    }
}
