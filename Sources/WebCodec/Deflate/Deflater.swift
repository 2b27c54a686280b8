import CZlib

/// Why no compressor could be made.
package enum DeflateError: Error, Equatable, Sendable {
    case outOfMemory
}

/// Owns a zlib stream that compresses WebSocket messages (RFC 7692 §7.2.1).
///
/// It cannot be copied, so the stream is freed exactly once. The stream lives at an address of its
/// own because zlib's state points back to it.
@safe package struct Deflater: ~Copyable {
    /// What goes on the wire for an empty message (RFC 7692 §7.2.3.6).
    private static let emptyMessage: [UInt8] = [0x00]

    private let stream: UnsafeMutablePointer<z_stream>

    /// Takes over a stream that `deflateInit2` has set up.
    private init(adopting stream: UnsafeMutablePointer<z_stream>) {
        unsafe self.stream = unsafe stream
    }

    deinit {
        _ = unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Makes a compressor.
    ///
    /// The C function is `deflateInit2`.
    ///
    /// - Parameters:
    ///   - windowBits: The base-2 logarithm of the history in bytes, 8 to 15. zlib refuses 8 for
    ///     raw streams; 9 takes its place, because zlib then never looks back further than 250
    ///     bytes (512 less its look-ahead of 262), and so the stream fits a window of 256 bytes.
    ///   - level: 1 (fast) to 9 (small).
    ///   - memoryLevel: 1 to 9; the stream takes 2^(windowBits + 2) + 2^(memoryLevel + 9) bytes.
    /// - Returns: A compressor without history.
    /// - Throws: `.outOfMemory`.
    package static func make(
        windowBits: Int = 15, level: Int = 6, memoryLevel: Int = 8
    ) throws(DeflateError) -> Deflater {
        precondition((8...15).contains(windowBits), "window bits are 8 to 15 (RFC 7692 §7.1.2)")
        precondition((1...9).contains(level) && (1...9).contains(memoryLevel), "levels are 1 to 9")
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe shim_deflateInit2(
            stream, Int32(level), -Int32(max(windowBits, 9)), Int32(memoryLevel),
            Z_DEFAULT_STRATEGY)
        guard status == Z_OK else {
            unsafe stream.deallocate()
            precondition(status == Z_MEM_ERROR, "zlib refused checked parameters: \(status)")
            throw .outOfMemory
        }
        return unsafe Deflater(adopting: stream)
    }

    /// Compresses one message into the payload of its frame or frames.
    ///
    /// The C functions are `deflate` with `Z_SYNC_FLUSH`, and `deflateReset`.
    ///
    /// - Parameters:
    ///   - message: The whole message, less than 4 GiB.
    ///   - keepingContext: Whether later messages may refer to this one. Only then the receiver
    ///     needs to have seen the earlier ones; without it, one result serves any number of
    ///     receivers.
    ///   - output: What has been there before is replaced by the payload, at least one byte,
    ///     without the flush marker at the end; memory that it has is used again.
    package mutating func compress(
        _ message: Span<UInt8>, keepingContext: Bool = false, into output: inout [UInt8]
    ) {
        output.removeAll(keepingCapacity: true)
        guard !message.isEmpty else { return output += Self.emptyMessage }
        unsafe message.withUnsafeBufferPointer { input in
            // zlib does not write through `next_in`, and forgets it when the input is used up.
            unsafe stream.pointee.next_in = unsafe UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.pointee.avail_in = UInt32(input.count)
            // zlib's bound does not count the flush marker.
            var room = unsafe Int(deflateBound(stream, UInt(input.count))) + 16
            while step(into: &output, room: room) { room = 4096 }
        }
        if !keepingContext {
            let status = unsafe deflateReset(stream)
            precondition(status == Z_OK, "deflateReset failed on a sound stream: \(status)")
        }
        precondition(
            output.suffix(4).elementsEqual(MessageTail.bytes), "a sync flush ends with its marker")
        output.removeLast(MessageTail.bytes.count)
    }

    /// The same, into memory of its own.
    package mutating func compress(
        _ message: Span<UInt8>, keepingContext: Bool = false
    ) -> [UInt8] {
        var output: [UInt8] = []
        compress(message, keepingContext: keepingContext, into: &output)
        return output
    }

    /// Lets zlib write up to `room` bytes; tells whether it may have more.
    private func step(into output: inout [UInt8], room: Int) -> Bool {
        output.append(addingCapacity: room) { (free: inout OutputSpan<UInt8>) in
            unsafe free.withUnsafeMutableBufferPointer { target, written in
                unsafe stream.pointee.next_out = target.baseAddress
                unsafe stream.pointee.avail_out = UInt32(target.count)
                let status = unsafe deflate(stream, Z_SYNC_FLUSH)
                precondition(
                    status == Z_OK || status == Z_BUF_ERROR, "deflate failed: \(status)")
                unsafe written = target.count - Int(stream.pointee.avail_out)
            }
        }
        return unsafe stream.pointee.avail_out == 0
    }
}

/// What a sync flush leaves at the end; senders cut it off, receivers put it back (RFC 7692
/// §7.2.1).
enum MessageTail {
    static let bytes: [UInt8] = [0x00, 0x00, 0xFF, 0xFF]
}
