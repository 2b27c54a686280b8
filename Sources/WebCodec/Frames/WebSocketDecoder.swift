/// Which side of the connection we are.
package enum WebSocketRole: Sendable {
    case server
    case client
}

/// Turns the bytes of one direction of a WebSocket connection into messages and control frames.
///
/// The decoder keeps only what is incomplete. After a close frame it ignores whatever follows;
/// after an error it throws the same error again (RFC 6455 §7.1.7: nothing more is processed).
package struct WebSocketDecoder: ~Copyable {
    /// What the peer said.
    package enum Event: Equatable, Sendable {
        /// A whole message, put together and decompressed; the bytes of a text are valid UTF-8.
        case message(MessageKind, [UInt8])
        /// A ping, to be answered by a pong with the same payload (RFC 6455 §5.5.3).
        case ping([UInt8])
        case pong([UInt8])
        /// The last event; the code is nil when the peer gave none.
        case close(CloseCode?, reason: String)
    }

    private enum State {
        case header
        case payload(FrameHeader, received: Int)
        case closed
        case failed(FrameError)
    }

    let role: WebSocketRole
    let limits: WebSocketLimits
    let deflate: DeflateParameters?

    /// Frames that have begun, of all kinds.
    package internal(set) var frames = 0

    private var state = State.header
    private var headerBytes = InlineArray<14, UInt8>(repeating: 0)
    private var headerCount = 0
    private(set) var message = MessageAssembly()
    private var control: [UInt8] = []
    /// Of a peer that keeps its context.
    var inflater: Inflater?

    /// Makes a decoder for the bytes after the upgrade.
    ///
    /// - Parameters:
    ///   - role: Our side; the frames are those of the other one.
    ///   - limits: How much of a message is accepted.
    ///   - deflate: What was agreed on compression; nil forbids it.
    package init(
        role: WebSocketRole, limits: WebSocketLimits = WebSocketLimits(),
        deflate: DeflateParameters? = nil
    ) {
        self.role = role
        self.limits = limits
        self.deflate = deflate
    }

    /// Whether the next byte begins a message.
    var isBetweenMessages: Bool {
        if case .header = state { headerCount == 0 && !message.isOpen } else { false }
    }

    /// Steps over `input` to the next event.
    ///
    /// A peer that keeps its context between compressed
    /// messages gets a decompressor of its own; for all others the room's is used.
    ///
    /// - Parameters:
    ///   - input: What has arrived.
    ///   - position: The first byte in `input` that was not consumed; moves on.
    ///   - room: Shared by all decoders of a thread.
    /// - Returns: The event, or nil when the input is used up.
    /// - Throws: Why the connection must be failed; `CloseCode.init(_:)` has the code.
    package mutating func next(
        _ input: Span<UInt8>, at position: inout Int, in room: DecodingRoom
    ) throws(FrameError) -> Event? {
        do throws(FrameError) {
            while true {
                switch state {
                case .header:
                    guard let header = try readHeader(input, at: &position) else { return nil }
                    frames &+= 1
                    try admit(header, available: input.count - position)
                    state = .payload(header, received: 0)
                case .payload(let header, let received):
                    let count = min(header.payloadBytes - received, input.count - position)
                    let part = input.extracting(position..<(position + count))
                    position += count
                    try take(part, of: header, at: received)
                    guard received + count == header.payloadBytes else {
                        state = .payload(header, received: received + count)
                        return nil
                    }
                    state = .header
                    if let event = try finish(header, in: room) {
                        return event
                    }
                case .closed:
                    position = input.count
                    return nil
                case .failed(let error):
                    throw error
                }
            }
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Reads a header, directly from the input where it is whole.
    private mutating func readHeader(
        _ input: Span<UInt8>, at position: inout Int
    ) throws(FrameError) -> FrameHeader? {
        if headerCount == 0, let header = try FrameHeader.decode(input, at: position) {
            position += header.encodedBytes
            return header
        }
        while position < input.count {
            headerBytes[headerCount] = input[position]
            headerCount += 1
            position += 1
            let arrived = headerBytes.span.extracting(first: headerCount)
            if let header = try FrameHeader.decode(arrived, at: 0) {
                headerCount = 0
                return header
            }
        }
        return nil
    }

    /// Checks a header against the connection, before any payload is kept.
    private mutating func admit(_ header: FrameHeader, available: Int) throws(FrameError) {
        switch role {
        case .server: guard header.mask != nil else { throw .unmaskedClientFrame }
        case .client: guard header.mask == nil else { throw .maskedServerFrame }
        }
        if header.isCompressed, deflate == nil || header.opcode.isControl { throw .reservedBits }
        if header.opcode.isControl {
            control.reserveCapacity(header.payloadBytes)
        } else {
            try message.begin(header, limits: limits, available: available)
        }
    }

    private mutating func take(
        _ part: Span<UInt8>, of header: FrameHeader, at offset: Int
    ) throws(FrameError) {
        guard header.opcode.isControl else {
            return try message.append(part, mask: header.mask, at: offset)
        }
        if let mask = header.mask {
            control.append(part, applying: mask, at: offset)
        } else {
            control.append(copying: part)
        }
    }

    private mutating func finish(
        _ header: FrameHeader, in room: DecodingRoom
    ) throws(FrameError) -> Event? {
        switch header.opcode {
        case .ping:
            defer { control = [] }
            return .ping(control)
        case .pong:
            defer { control = [] }
            return .pong(control)
        case .close:
            let (code, reason) = try Self.closePayload(control.span)
            state = .closed
            return .close(code, reason: reason)
        case .continuation, .text, .binary:
            guard header.isFinal else { return nil }
            let payload = try message.finish()
            guard message.isCompressed else { return .message(message.kind, payload) }
            return .message(message.kind, try inflate(payload.span, in: room))
        }
    }

    /// Reads the payload of a close frame (RFC 6455 §5.5.1).
    private static func closePayload(
        _ bytes: Span<UInt8>
    ) throws(FrameError) -> (CloseCode?, reason: String) {
        guard !bytes.isEmpty else { return (nil, "") }
        guard bytes.count >= 2 else { throw .truncatedCloseCode }
        let number = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        guard let code = CloseCode(rawValue: number) else { throw .invalidCloseCode(number) }
        guard UTF8Validator.isValid(bytes.extracting(2...)) else { throw .invalidUTF8 }
        return (code, bytes.text(2..<bytes.count))
    }
}

extension WebSocketRole {
    /// The other side.
    package var peer: WebSocketRole { self == .server ? .client : .server }
}
