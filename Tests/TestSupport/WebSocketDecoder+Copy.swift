package import WebCodec

/// What a WebSocket decoder found, with bytes of its own, to be kept and compared.
package enum DecodedEvent: Equatable, Sendable {
    case message(MessageKind, [UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case close(CloseCode?, reason: String)
}

extension WebSocketDecoder {
    /// The next event of `input`, copied.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int, copyingFrom room: DecodingRoom = .init()
    ) throws(FrameError) -> DecodedEvent? {
        switch try next(input, at: &position, in: room) {
        case .message(let kind, let place)?:
            let bytes = place.withBytes(in: room, input: input) { Array(copying: $0) }
            return .message(kind, bytes)
        case .ping(let payload)?: return .ping(payload)
        case .pong(let payload)?: return .pong(payload)
        case .close(let code, let reason)?: return .close(code, reason: reason)
        case nil: return nil
        }
    }
}
