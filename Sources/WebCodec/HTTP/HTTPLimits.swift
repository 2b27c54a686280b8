/// How much HTTP a decoder accepts; each limit is checked before the bytes beyond it are kept.
package struct HTTPLimits: Equatable, Sendable {
    /// The most bytes of a request line or status line; more is answered with 414.
    package var startLineBytes: Int

    /// The most bytes of a whole head; more is answered with 431.
    package var headBytes: Int

    /// The most lines of fields in a head; more is answered with 431.
    package var headerCount: Int

    /// The most bytes of a body; more is answered with 413.
    package var bodyBytes: Int

    /// The most bytes of a chunk's size and extensions; more is answered with 400.
    package var chunkLineBytes: Int

    /// The most bytes of the trailer after a chunked body; more is answered with 431.
    package var trailerBytes: Int

    /// The most interim responses (1xx) that a client skips; one more is an error.
    package var interimResponses: Int

    package init(
        startLineBytes: Int = 8 << 10, headBytes: Int = 16 << 10, headerCount: Int = 100,
        bodyBytes: Int = 1 << 20, chunkLineBytes: Int = 256, trailerBytes: Int = 4 << 10,
        interimResponses: Int = 8
    ) {
        self.startLineBytes = startLineBytes
        self.headBytes = headBytes
        self.headerCount = headerCount
        self.bodyBytes = bodyBytes
        self.chunkLineBytes = chunkLineBytes
        self.trailerBytes = trailerBytes
        self.interimResponses = interimResponses
    }
}
