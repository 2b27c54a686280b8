// The module's unchecked memory accesses outside of zlib are in this folder's files and nowhere
// else.

extension [UInt8] {
    /// Appends a copy of `bytes` in one piece.
    mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }

    /// Appends `bytes` with a mask laid over them, eight bytes at a time.
    ///
    /// Masking and unmasking are the same operation (RFC 6455 §5.3).
    ///
    /// - Parameters:
    ///   - bytes: A part of a frame's payload.
    ///   - mask: The frame's mask.
    ///   - offset: Where the part begins within the payload, in bytes.
    mutating func append(_ bytes: Span<UInt8>, applying mask: FrameMask, at offset: Int) {
        let pattern = mask.pattern(at: offset)
        append(addingCapacity: bytes.count) { (output: inout OutputSpan<UInt8>) in
            unsafe output.withUnsafeMutableBufferPointer { target, initialized in
                unsafe bytes.withUnsafeBytes { source in
                    let rawTarget = UnsafeMutableRawBufferPointer(target)
                    unsafe combine(source, with: pattern, into: rawTarget)
                }
                initialized = bytes.count
            }
        }
    }
}

/// Writes `source` XOR a repeated eight-byte pattern to `target`, which has the same length.
private func combine(
    _ source: UnsafeRawBufferPointer, with pattern: UInt64,
    into target: UnsafeMutableRawBufferPointer
) {
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    let words = source.count & ~7
    var index = 0
    while index < words {
        let word = unsafe from.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        unsafe to.storeBytes(of: word ^ pattern, toByteOffset: index, as: UInt64.self)
        index &+= 8
    }
    var rest = pattern.littleEndian
    while index < source.count {
        let byte = unsafe from.load(fromByteOffset: index, as: UInt8.self)
        unsafe to.storeBytes(
            of: byte ^ UInt8(truncatingIfNeeded: rest), toByteOffset: index, as: UInt8.self)
        rest >>= 8
        index &+= 1
    }
}
