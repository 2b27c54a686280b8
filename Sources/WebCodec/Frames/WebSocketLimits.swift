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

    package init(
        payloadBytes: Int = 1 << 20, fragments: Int = 1024, decompressedBytes: Int = 1 << 20
    ) {
        self.payloadBytes = payloadBytes
        self.fragments = fragments
        self.decompressedBytes = decompressedBytes
    }
}
