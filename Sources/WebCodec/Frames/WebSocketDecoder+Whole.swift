/// A message that arrived in one piece, and where its bytes are.
package struct WholeMessage {
    package let kind: MessageKind
    /// Where the payload is in the input, masked or not.
    package let range: Range<Int>
    /// Whether the room has it without its mask, from its start, until a decoder goes on.
    package let isInRoom: Bool
}

extension WebSocketDecoder {
    private var expectsMasks: Bool {
        switch role {
        case .server: true
        case .client: false
        }
    }

    /// Takes the next message if it is one plain frame, all of which is in `input`: the usual case,
    /// without a copy.
    ///
    /// - Parameters:
    ///   - input: What has arrived.
    ///   - position: Moves behind the message; stays when there is none.
    ///   - room: Gets the bytes of a masked message.
    /// - Returns: Nil for everything else, correct or not; `next` deals with that.
    package mutating func wholeMessage(
        _ input: Span<UInt8>, at position: inout Int, in room: DecodingRoom
    ) -> WholeMessage? {
        guard isBetweenMessages, input.count - position >= 2 else { return nil }
        let (first, second) = (input[position], input[position + 1])
        let kind: MessageKind
        switch first {
        case 0x80 | Opcode.text.rawValue: kind = .text
        case 0x80 | Opcode.binary.rawValue: kind = .binary
        default: return nil
        }
        let isMasked = second & 0x80 != 0
        guard isMasked == expectsMasks else { return nil }
        var (start, count) = (position + 2, Int(second & 0x7F))
        if count >= 126 {
            guard count == 126, input.count - position >= 4 else { return nil }
            count = Int(input[position + 2]) << 8 | Int(input[position + 3])
            guard count >= 126 else { return nil }
            start += 2
        }
        if isMasked { start += 4 }
        guard count <= input.count - start, count <= limits.payloadBytes else { return nil }
        let range = start..<(start + count)
        if isMasked {
            let mask = FrameMask(
                input[start - 4], input[start - 3], input[start - 2], input[start - 1])
            room.unmasked.fill(input.extracting(range), applying: mask)
        }
        let message = WholeMessage(kind: kind, range: range, isInRoom: isMasked)
        if case .text = kind {
            let isValid =
                isMasked
                ? UTF8Validator.isValid(unsafe room.unmasked.prefix(count).span)
                : UTF8Validator.isValid(input.extracting(range))
            guard isValid else { return nil }
        }
        position = start + count
        frames &+= 1
        return message
    }
}
