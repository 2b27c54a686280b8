/// What of a server's message a scenario looks at; the rest is not decoded.
///
/// The numbers are those of `ServerMessage` and `Event` in Protocol/shopcast/v1.
enum Incoming: Equatable {
    /// An event that somebody said something; where its text is.
    case said(sequence: UInt64, text: Range<Int>)
    /// Another event; the number and place of its body.
    case event(sequence: UInt64, body: UInt64, Range<Int>)
    case photoChunk(PhotoPiece)
    /// A photo was left out; where its name is.
    case photoSkipped(name: Range<Int>)
    /// Anything else, by its number in `ServerMessage`.
    case other(UInt64)

    struct PhotoPiece: Equatable {
        var name = 0..<0
        var offset = 0
        var sizeBytes = 0
        var data = 0..<0
    }

    /// Whether it is part of what was joined: an event, or a photo.
    var isOfStream: Bool {
        if case .other = self { false } else { true }
    }

    private static let (eventField, photoChunkField, photoSkippedField): (UInt64, UInt64, UInt64) =
        (5, 9, 10)
    private static let saidBody: UInt64 = 15
    private static let bodies: PartialRangeFrom<UInt64> = 10...

    /// Reads a message; nil when it is none.
    init?(_ message: [UInt8]) {
        var envelope = ProtobufFields(message)
        guard let field = envelope.next(), case .bytes(let range) = field.value else { return nil }
        switch field.number {
        case Self.eventField:
            guard let event = Self.event(message, range) else { return nil }
            self = event
        case Self.photoChunkField: self = .photoChunk(Self.piece(message, range))
        case Self.photoSkippedField:
            var skipped = ProtobufFields(message, in: range)
            guard let name = skipped.bytes(of: 1) else { return nil }
            self = .photoSkipped(name: name)
        default: self = .other(field.number)
        }
    }

    private static func event(_ message: [UInt8], _ range: Range<Int>) -> Incoming? {
        var fields = ProtobufFields(message, in: range)
        var sequence: UInt64 = 0
        while let field = fields.next() {
            switch field {
            case (1, .number(let number)): sequence = number
            case (saidBody, .bytes(let said)):
                var said = ProtobufFields(message, in: said)
                guard let text = said.bytes(of: 4) else { return nil }
                return .said(sequence: sequence, text: text)
            case (bodies, .bytes(let body)):
                return .event(sequence: sequence, body: field.number, body)
            default: break
            }
        }
        return nil
    }

    private static func piece(_ message: [UInt8], _ range: Range<Int>) -> PhotoPiece {
        var fields = ProtobufFields(message, in: range)
        var piece = PhotoPiece()
        while let field = fields.next() {
            switch field {
            case (1, .bytes(let name)): piece.name = name
            case (2, .number(let offset)): piece.offset = Int(clamping: offset)
            case (3, .number(let size)): piece.sizeBytes = Int(clamping: size)
            case (4, .bytes(let data)): piece.data = data
            default: break
            }
        }
        return piece
    }
}
