/// Growing memory for frames that go out one after the other.
///
/// What an array does, with its checks made once for a frame instead of once for a byte: an echo
/// spent a fifth of its instructions on them.
@safe package final class FrameBuffer {
    private static let firstCapacity = 1 << 10

    private var storage: UnsafeMutableRawPointer
    package private(set) var capacity = firstCapacity
    package private(set) var count = 0

    package init() {
        unsafe storage = .allocate(byteCount: Self.firstCapacity, alignment: 16)
    }

    deinit { unsafe storage.deallocate() }

    /// The bytes, good until the buffer is changed.
    package var filled: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(
            start: storage.assumingMemoryBound(to: UInt8.self), count: count)
    }

    /// Appends a header and the payload that it announces, with the header's mask laid over it.
    package func append(_ header: FrameHeader, _ payload: Span<UInt8>) {
        precondition(header.payloadBytes == payload.count, "a header announces its payload")
        makeRoom(FrameHeader.maximumEncodedBytes + payload.count)
        unsafe count += header.write(to: storage + count)
        if let mask = header.mask {
            unsafe payload.withUnsafeBytes {
                let free = unsafe UnsafeMutableRawBufferPointer(
                    start: storage + count, count: capacity - count)
                unsafe combine($0, with: mask.pattern(at: 0), into: free)
            }
            count += payload.count
        } else {
            appendCopy(payload)
        }
    }

    /// Appends bytes.
    package func append(_ bytes: Span<UInt8>) {
        makeRoom(bytes.count)
        appendCopy(bytes)
    }

    private func appendCopy(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes {
            guard let source = $0.baseAddress else { return }
            unsafe (storage + count).copyMemory(from: source, byteCount: $0.count)
        }
        count += bytes.count
    }

    private func makeRoom(_ more: Int) {
        guard capacity - count < more else { return }
        let wider = max(2 * capacity, count + more)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: wider, alignment: 16)
        unsafe moved.copyMemory(from: storage, byteCount: count)
        unsafe storage.deallocate()
        unsafe (storage, capacity) = (moved, wider)
    }

    /// Forgets bytes at the front.
    package func removeFirst(_ gone: Int) {
        precondition(gone <= count, "what is removed is there")
        unsafe storage.copyMemory(from: storage + gone, byteCount: count - gone)
        count -= gone
    }

    /// Forgets all bytes, and keeps the room.
    package func clear() { count = 0 }
}
