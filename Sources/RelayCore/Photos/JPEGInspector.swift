/// What the inspector learns about an acceptable photo.
package struct JPEGInfo: Equatable, Sendable {
    /// In pixels.
    package let width: Int
    package let height: Int
}

/// Decides from its bytes alone, without decoding, whether an uploaded photo may be stored and
/// shown.
///
/// It accepts exactly what buyers can decode cheaply and what tells nothing but the picture: one
/// baseline frame, one scan with all its channels, nothing else before, between or after.
package enum JPEGInspector {
    /// Checks a whole file.
    ///
    /// - Parameters:
    ///   - bytes: The file; nothing of it is kept.
    ///   - size: The size class whose limits hold.
    /// - Returns: The size of the picture.
    /// - Throws: The first refusal in this order: bytes, format, then whatever comes first in the
    ///   file. The source of the rules is ITU-T T.81, annex B.
    package static func inspect(
        _ bytes: Span<UInt8>, as size: PhotoSize
    ) throws(JPEGRefusal) -> JPEGInfo {
        guard bytes.count <= size.limitBytes else {
            throw .tooManyBytes(count: bytes.count, limit: size.limitBytes)
        }
        let format = PictureFormat(magicOf: bytes)
        guard format == .jpeg else { throw .notJPEG(format) }
        var inspection = JPEGInspection(longestSidePixels: size.longestSidePixels)
        return try inspection.run(over: bytes)
    }
}

/// One walk through one file: what has been seen so far, and where it stands.
private struct JPEGInspection {
    let longestSidePixels: Int
    var reader = JPEGReader()
    var tables = JPEGTables()
    var frame: JPEGFrame?
    var hasHeader = false

    init(longestSidePixels: Int) { self.longestSidePixels = longestSidePixels }

    mutating func run(over bytes: Span<UInt8>) throws(JPEGRefusal) -> JPEGInfo {
        _ = try reader.marker(in: bytes)  // The format check has seen SOI.
        while true {
            let start = reader.offset
            let marker = try reader.marker(in: bytes)
            guard !marker.isAlone else { throw .malformed(.unexpected(marker, offset: start)) }
            let range = try reader.payload(of: marker, in: bytes)
            let payload = bytes.extracting(range)
            if let metadata = JPEGMetadata(marker: marker, payload: payload) {
                throw .metadata(metadata)
            }
            if marker == .startOfScan {
                let frame = try checkScan(payload, at: start)
                try finishScan(in: bytes)
                return JPEGInfo(width: frame.width, height: frame.height)
            }
            try read(marker, payload, at: start)
        }
    }

    /// Takes in one segment before the scan that is no metadata.
    private mutating func read(
        _ marker: JPEGMarker, _ payload: Span<UInt8>, at offset: Int
    ) throws(JPEGRefusal) {
        if let process = marker.process {
            guard process == .baseline else { throw .process(process) }
            try readFrame(payload, at: offset)
            return
        }
        switch marker {
        case .application(0):
            guard !hasHeader else { throw .malformed(.repeated(marker, offset: offset)) }
            guard payload.count == JPEGMetadata.jfifHeaderBytes else {
                throw .malformed(.wrongLength(marker, offset: offset))
            }
            hasHeader = true
        case .quantisationTables:
            try tables.defineQuantisation(payload, at: offset)
        case .huffmanTables:
            try tables.defineHuffman(payload, at: offset)
        case .restartInterval:
            try tables.defineRestartInterval(payload, at: offset)
        default:
            throw .malformed(.unexpected(marker, offset: offset))
        }
    }

    private mutating func readFrame(_ payload: Span<UInt8>, at offset: Int) throws(JPEGRefusal) {
        let marker = JPEGMarker.baselineFrame
        guard frame == nil else { throw .malformed(.repeated(marker, offset: offset)) }
        guard let frame = JPEGFrame(process: .baseline, payload: payload) else {
            throw .malformed(.wrongLength(marker, offset: offset))
        }
        guard frame.precisionBits == 8 else { throw .precision(bits: frame.precisionBits) }
        guard frame.components.count == 1 || frame.components.count == 3 else {
            throw .components(count: frame.components.count)
        }
        guard frame.width > 0, frame.height > 0, frame.isConsistent else {
            throw .malformed(.wrongValue(marker, offset: offset))
        }
        guard max(frame.width, frame.height) <= longestSidePixels else {
            throw .tooManyPixels(
                width: frame.width, height: frame.height, longestSide: longestSidePixels)
        }
        self.frame = frame
    }

    /// Checks a scan header against the frame and the tables (T.81 §B.2.3).
    private func checkScan(
        _ payload: Span<UInt8>, at offset: Int
    ) throws(JPEGRefusal) -> JPEGFrame {
        let marker = JPEGMarker.startOfScan
        guard let frame else { throw .malformed(.missing(.baselineFrame)) }
        let count = frame.components.count
        guard payload.count == 4 + 2 * count else {
            throw .malformed(.wrongLength(marker, offset: offset))
        }
        // All channels in the frame's order, all 64 coefficients, at full precision.
        guard payload[0] == UInt8(count), payload[1 + 2 * count] == 0,
            payload[2 + 2 * count] == 63, payload[3 + 2 * count] == 0
        else { throw .malformed(.wrongValue(marker, offset: offset)) }
        for (index, component) in frame.components.enumerated() {
            guard payload[1 + 2 * index] == component.identifier else {
                throw .malformed(.wrongValue(marker, offset: offset))
            }
            try tables.checkUse(
                quantisation: component.quantisationTable, huffman: payload[2 + 2 * index])
        }
        return frame
    }

    /// Steps over the scan's data and sees that the file ends with it.
    private mutating func finishScan(in bytes: Span<UInt8>) throws(JPEGRefusal) {
        let marker = try reader.skipEntropyData(in: bytes, restarts: tables.hasRestarts)
        guard marker == .endOfImage else {
            throw .malformed(.unexpected(marker, offset: reader.offset - 2))
        }
        guard reader.offset == bytes.count else {
            throw .malformed(.trailingBytes(count: bytes.count - reader.offset))
        }
    }
}
