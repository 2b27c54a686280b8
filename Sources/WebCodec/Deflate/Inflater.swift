import CZlib

/// Why a compressed message could not be unfolded.
package enum InflateError: Error, Equatable, Sendable {
    /// The bytes are no whole number of deflate blocks, or refer back beyond the window.
    case corrupt
    /// The message exceeds the limit, in bytes.
    case tooLarge(limit: Int)
    case outOfMemory
}

/// Owns a zlib stream that decompresses WebSocket messages (RFC 7692 §7.2.2).
///
/// It cannot be copied, so the stream is freed exactly once. The stream lives at an address of its
/// own because zlib's state points back to it.
@safe package struct Inflater: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>

    /// Takes over a stream that `inflateInit2` has set up.
    private init(adopting stream: UnsafeMutablePointer<z_stream>) {
        unsafe self.stream = unsafe stream
    }

    deinit {
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Makes a decompressor.
    ///
    /// The C function is `inflateInit2`. About 7 KiB are taken now and 2^windowBits at the first
    /// use.
    ///
    /// - Parameter windowBits: The base-2 logarithm of the history in bytes, 8 to 15; a larger one
    ///   also reads what was written for a smaller. A message that refers back further than a
    ///   smaller one is refused only when zlib has handed those bytes out already: the window
    ///   bounds memory and does not judge the peer.
    /// - Returns: A decompressor without history.
    /// - Throws: `.outOfMemory`.
    package static func make(windowBits: Int = 15) throws(InflateError) -> Inflater {
        precondition((8...15).contains(windowBits), "window bits are 8 to 15 (RFC 7692 §7.1.2)")
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe shim_inflateInit2(stream, -Int32(windowBits))
        guard status == Z_OK else {
            unsafe stream.deallocate()
            precondition(status == Z_MEM_ERROR, "zlib refused checked parameters: \(status)")
            throw .outOfMemory
        }
        return unsafe Inflater(adopting: stream)
    }

    /// What has been produced since the last message without a kept context, in bytes.
    var producedBytes: Int { unsafe Int(stream.pointee.total_out) }

    /// Decompresses one message; after an error the decompressor must not be used again.
    ///
    /// The C functions are `inflate` and `inflateReset`.
    ///
    /// - Parameters:
    ///   - message: The joined payloads of the message's frames, less than 4 GiB.
    ///   - limitBytes: The most bytes the message may have; at most one more is ever produced.
    ///   - keepingContext: Whether later messages may refer to this one.
    /// - Returns: The message.
    /// - Throws: `.corrupt`, `.tooLarge` or `.outOfMemory`.
    package mutating func inflate(
        _ message: Span<UInt8>, limitBytes: Int, keepingContext: Bool = false
    ) throws(InflateError) -> [UInt8] {
        try inflate(
            message, limitBytes: limitBytes, keepingContext: keepingContext,
            stepBytes: min(max(256, message.count * 4), 64 << 10))
    }

    /// The same with a given size of zlib's output buffer, in bytes; if it may grow, it doubles
    /// whenever it was too small.
    mutating func inflate(
        _ message: Span<UInt8>, limitBytes: Int, keepingContext: Bool, stepBytes: Int,
        growing: Bool = true
    ) throws(InflateError) -> [UInt8] {
        var output = Output(limitBytes: limitBytes, stepBytes: stepBytes, isGrowing: growing)
        // A sender that ended the stream with a final block may have left out the marker.
        if try feed(message, into: &output) != .finalBlock {
            let tail = MessageTail.bytes
            let reached = try feed(tail.span, into: &output)
            guard reached != .withinBlock else { throw .corrupt }
        }
        if !keepingContext {
            let status = unsafe inflateReset(stream)
            precondition(status == Z_OK, "inflateReset failed on a sound stream: \(status)")
        }
        return output.bytes
    }

    /// Where the input ended.
    private enum Reached { case withinBlock, betweenBlocks, finalBlock }

    /// What has been produced, and how much zlib may produce next.
    private struct Output {
        let limitBytes: Int
        var stepBytes: Int
        let isGrowing: Bool
        var bytes: [UInt8] = []

        /// At least 1, so that the first byte beyond the limit shows itself.
        var room: Int { min(stepBytes, limitBytes + 1 - bytes.count) }
    }

    /// Gives all of `input` to zlib.
    private func feed(
        _ input: Span<UInt8>, into output: inout Output
    ) throws(InflateError) -> Reached {
        try unsafe input.withUnsafeBufferPointer { (source) throws(InflateError) -> Reached in
            // zlib does not write through `next_in`, and forgets it when the input is used up.
            unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(
                mutating: source.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(source.count)
            while true {
                let status = step(into: &output)
                guard output.bytes.count <= output.limitBytes else {
                    throw .tooLarge(limit: output.limitBytes)
                }
                switch status {
                case Z_STREAM_END:
                    // A final block ends the stream, but not the message, nor the history, which
                    // `inflateReset` would drop (RFC 7692 §7.2.3.4).
                    let status = unsafe inflateResetKeep(stream)
                    precondition(status == Z_OK, "inflateResetKeep failed: \(status)")
                    if unsafe stream.pointee.avail_in == 0 { return .finalBlock }
                case Z_OK, Z_BUF_ERROR:
                    if unsafe stream.pointee.avail_in == 0 && stream.pointee.avail_out > 0 {
                        // Bit 7 says "after a block"; bits 0 to 5 count bits of an unfinished byte.
                        let isBetween = unsafe stream.pointee.data_type == 128
                        return isBetween ? .betweenBlocks : .withinBlock
                    }
                case Z_MEM_ERROR:
                    throw .outOfMemory
                default:
                    precondition(status != Z_STREAM_ERROR, "the zlib stream was overwritten")
                    throw .corrupt
                }
            }
        }
    }

    /// Lets zlib write into as much room as the limit leaves; returns its status.
    private func step(into output: inout Output) -> Int32 {
        var status = Z_OK
        output.bytes.append(addingCapacity: output.room) { (free: inout OutputSpan<UInt8>) in
            unsafe free.withUnsafeMutableBufferPointer { target, written in
                unsafe stream.pointee.next_out = target.baseAddress
                unsafe stream.pointee.avail_out = UInt32(target.count)
                status = unsafe CZlib.inflate(stream, Z_SYNC_FLUSH)
                unsafe written = target.count - Int(stream.pointee.avail_out)
            }
        }
        if output.isGrowing, unsafe stream.pointee.avail_out == 0 {
            output.stepBytes = min(output.stepBytes * 2, 1 << 20)
        }
        return status
    }
}
