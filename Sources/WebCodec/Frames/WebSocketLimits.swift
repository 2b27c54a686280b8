/// How much of a message a decoder accepts.
package struct WebSocketLimits: Equatable, Sendable {
    /// The most payload bytes of one message as they arrive, over all of its fragments; the frame
    /// that announces more fails the connection with 1009 before its payload is read.
    package var payloadBytes: Int

    /// The most frames that one message may be cut into; one more fails the connection with 1009.
    package var fragments: Int

    /// The most bytes that a compressed message may unfold to; the byte after them fails the
    /// connection with 1009.
    package var decompressedBytes: Int

    /// The most bytes that each byte of a compressed message may unfold to, on average; the byte
    /// after them fails the connection with 1009. Deflate reaches 1,032; texts and lists stay
    /// under 50.
    package var compressionRatio: Int

    /// The bytes up to which any ratio is accepted, for what is this small does no harm.
    package var compressionRatioFloorBytes: Int

    package init(
        payloadBytes: Int = 1 << 20, fragments: Int = 1024, decompressedBytes: Int = 1 << 20,
        compressionRatio: Int = 200, compressionRatioFloorBytes: Int = 64 << 10
    ) {
        self.payloadBytes = payloadBytes
        self.fragments = fragments
        self.decompressedBytes = decompressedBytes
        self.compressionRatio = compressionRatio
        self.compressionRatioFloorBytes = compressionRatioFloorBytes
    }

    /// The most bytes that a compressed message of `count` bytes may unfold to by its ratio.
    func ratioLimitBytes(of count: Int) -> Int {
        let (product, overflow) = count.multipliedReportingOverflow(by: compressionRatio)
        return max(compressionRatioFloorBytes, overflow ? .max : product)
    }
}
