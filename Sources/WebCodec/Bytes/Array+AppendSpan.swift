// The module's unchecked memory accesses outside of zlib are in this folder's files and nowhere
// else.

extension [UInt8] {
    /// Copies lent bytes.
    package init(copying bytes: Span<UInt8>) {
        self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
    }

    /// Appends a copy of `bytes` in one piece.
    package mutating func append(copying bytes: Span<UInt8>) {
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
        // Without this an empty array would write its count, 0, to the one that all threads share.
        guard !bytes.isEmpty else { return }
        append(addingCapacity: bytes.count) { (output: inout OutputSpan<UInt8>) in
            output.append(bytes, masked: mask, at: offset)
        }
    }
}

extension OutputSpan<UInt8> {
    /// Appends `bytes`, with a mask laid over them if there is one.
    ///
    /// - Parameters:
    ///   - bytes: A part of a frame's payload, for which there is room.
    ///   - mask: The frame's mask.
    ///   - offset: Where the part begins within the payload, in bytes.
    mutating func append(_ bytes: Span<UInt8>, masked mask: FrameMask?, at offset: Int) {
        precondition(bytes.count <= freeCapacity, "what is appended has room")
        unsafe withUnsafeMutableBufferPointer { target, initialized in
            let free = unsafe UnsafeMutableRawBufferPointer(
                UnsafeMutableBufferPointer(rebasing: target[initialized...]))
            unsafe bytes.withUnsafeBytes { source in
                if let mask {
                    unsafe combine(source, with: mask.pattern(at: offset), into: free)
                } else {
                    unsafe free.copyMemory(from: source)
                }
            }
            initialized += bytes.count
        }
    }
}

/// Writes `source` XOR a repeated eight-byte pattern to `target`, which is as long at least.
func combine(
    _ source: UnsafeRawBufferPointer, with pattern: UInt64,
    into target: UnsafeMutableRawBufferPointer
) {
    precondition(source.count <= target.count, "what is combined has room")
    guard let from = source.baseAddress, let to = target.baseAddress else { return }
    var index = 0
    let words = source.count & ~7
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
