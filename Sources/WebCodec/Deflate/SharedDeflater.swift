/// A compressor that many connections of a loop use in turn, made when it is first needed.
///
/// Each message is compressed by itself, so nothing is kept for a connection.
package final class SharedDeflater {
    private let windowBits: Int
    private let level: Int
    private let memoryLevel: Int
    private var deflater: Deflater?

    /// - Parameters: As for `Deflater.make`.
    package init(windowBits: Int, level: Int, memoryLevel: Int = 8) {
        (self.windowBits, self.level, self.memoryLevel) = (windowBits, level, memoryLevel)
    }

    /// Compresses a message as `Deflater.compress` does, without context.
    ///
    /// - Throws: `.outOfMemory`; the next message may be luckier.
    package func compress(
        _ message: Span<UInt8>, into output: inout [UInt8]
    ) throws(DeflateError) {
        var current: Deflater
        if let kept = deflater.take() {
            current = kept
        } else {
            current = try Deflater.make(
                windowBits: windowBits, level: level, memoryLevel: memoryLevel)
        }
        current.compress(message, into: &output)
        deflater = consume current
    }
}
