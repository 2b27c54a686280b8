package import WebCodec

extension WebSocketDecoder {
    /// The next event of `input`, found as a connection does it.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int, copyingFrom room: DecodingRoom = .init()
    ) throws(FrameError) -> Event? {
        if let whole = wholeMessage(input, at: &position, in: room) {
            let bytes =
                whole.isInRoom
                ? unsafe Array(room.unmasked.prefix(whole.range.count))
                : Array(copying: input.extracting(whole.range))
            return .message(whole.kind, bytes)
        }
        return try next(input, at: &position, in: room)
    }
}
