/// Memory of a fixed size that the connections of a loop use in turn.
///
/// Unlike an array it may be lent as a span while handlers run: nobody else touches it meanwhile,
/// because a loop reads one connection at a time.
@safe package final class ByteRoom {
    private let storage: UnsafeMutableBufferPointer<UInt8>
    /// How many bytes are filled, for whoever collects bytes here.
    package private(set) var count = 0

    package init(bytes: Int) {
        unsafe storage = .allocate(capacity: bytes)
        unsafe storage.initialize(repeating: 0)
    }

    deinit { unsafe storage.deallocate() }

    package var isFull: Bool { unsafe count == storage.count }

    /// All of the memory, to be overwritten.
    package var whole: UnsafeMutableBufferPointer<UInt8> { unsafe storage }

    /// The first bytes; good until they are overwritten.
    package func prefix(_ count: Int) -> UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(rebasing: storage[..<count])
    }

    /// Fills the memory from its start with `bytes`, which fit, a mask laid over them.
    func fill(_ bytes: Span<UInt8>, applying mask: FrameMask) {
        unsafe bytes.withUnsafeBytes { source in
            unsafe combine(
                source, with: mask.pattern(at: 0), into: UnsafeMutableRawBufferPointer(storage))
        }
        count = bytes.count
    }

    /// Copies from the front of `bytes` what still fits behind what is collected.
    package func collect(_ bytes: Span<UInt8>) -> Int {
        let taken = unsafe min(bytes.count, storage.count - count)
        unsafe bytes.extracting(first: taken).withUnsafeBufferPointer { source in
            guard let from = source.baseAddress, let to = unsafe storage.baseAddress
            else { return }
            unsafe (to + count).update(from: from, count: taken)
        }
        count += taken
        return taken
    }

    /// Forgets what was collected.
    package func clear() { count = 0 }
}
