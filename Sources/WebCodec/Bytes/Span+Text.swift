extension Span<UInt8> {
    /// The bytes in `range` as text; what is not UTF-8 becomes U+FFFD.
    func text(_ range: Range<Int>) -> String {
        unsafe extracting(range).withUnsafeBufferPointer {
            unsafe String(decoding: $0, as: UTF8.self)
        }
    }
}
