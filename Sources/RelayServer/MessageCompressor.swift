import Synchronization
import WebCodec

/// The compressors that all shops and clients of a loop share, made when they are first needed.
///
/// Each message is compressed by itself, so nothing is kept for a connection.
final class MessageCompressor {
    private let narrow = SharedDeflater(
        windowBits: OutgoingDeflate.narrowWindowBits, level: MessageCompressor.level,
        memoryLevel: MessageCompressor.memoryLevel)
    private let wide = SharedDeflater(
        windowBits: 15, level: MessageCompressor.level,
        memoryLevel: MessageCompressor.memoryLevel)
    private var payload: [UInt8] = []
    private let tally: CompressionTally

    /// zlib's fastest: for texts of this size the others take as long and save a hundredth more.
    private static let level = 1
    /// A small hash table is cleared faster between messages, and finds as much in them.
    private static let memoryLevel = 4
    /// A rare long message does not keep its memory.
    private static let keptBytes = 64 << 10

    init(_ tally: CompressionTally) { self.tally = tally }

    /// Compresses a message into a frame.
    ///
    /// - Parameter deflate: What its readers take.
    /// - Returns: Nil if it would not be smaller, or memory is short.
    func frame(
        _ opcode: Opcode, _ message: Span<UInt8>, _ deflate: OutgoingDeflate
    ) -> [UInt8]? {
        switch deflate {
        case .none: return nil
        case .narrow: compress(message, with: narrow)
        case .wide: compress(message, with: wide)
        }
        defer { if payload.capacity > Self.keptBytes { payload = [] } }
        guard !payload.isEmpty, payload.count < message.count else { return nil }
        var frame: [UInt8] = []
        let compressed = payload
        frame.appendFrame(opcode, compressed.span, isCompressed: true)
        return frame
    }

    /// Leaves nothing in `payload` when memory is short.
    private func compress(_ message: Span<UInt8>, with deflater: SharedDeflater) {
        payload.removeAll(keepingCapacity: true)
        do throws(DeflateError) {
            try deflater.compress(message, into: &payload)
            tally.count()
        } catch {
            // Uncompressed it reaches everybody too.
        }
    }
}

/// Counts the compressions of all loops.
final class CompressionTally: Sendable {
    private let compressions = Atomic(0)

    func count() { compressions.wrappingAdd(1, ordering: .relaxed) }

    var total: Int { compressions.load(ordering: .relaxed) }
}
