import ShopCore
import ShopModel
import WebCodec
import Wire

/// An event as it goes out, framed once per format for everybody who gets it.
struct EventFrames: Sendable {
    /// Its number; nil for what stands in no journal.
    var event: UInt64?
    private let protobuf: Variants
    private let json: Variants

    /// One encoding's frame; what does not shrink is the same bytes twice.
    private struct Variants {
        var plain: [UInt8] = []
        var compressed: [UInt8] = []
    }

    /// A message that stands in no journal.
    init(
        _ message: WireServerMessage, for formats: Set<MessageFormat>,
        _ compressor: MessageCompressor, leastBytes: Int
    ) {
        self.init(for: formats, compressor, leastBytes: leastBytes) { $0.encode(message) }
    }

    /// - Parameters:
    ///   - payload: The event's protobuf bytes, as they stand in the journal.
    ///   - formats: Those in which somebody reads it; the others stay empty.
    ///   - compressor: That of the caller's loop.
    ///   - leastBytes: Shorter messages are not compressed.
    init(
        payload: [UInt8], for formats: Set<MessageFormat>, _ compressor: MessageCompressor,
        leastBytes: Int
    ) {
        self.init(for: formats, compressor, leastBytes: leastBytes) {
            $0.message(with: payload, as: .event)
        }
    }

    private init(
        for formats: Set<MessageFormat>, _ compressor: MessageCompressor, leastBytes: Int,
        message: (Encoding) -> [UInt8]
    ) {
        func variants(_ encoding: Encoding) -> Variants {
            let isCompressed = formats.contains(.init(encoding: encoding, isCompressed: true))
            guard isCompressed || formats.contains(.init(encoding: encoding, isCompressed: false))
            else { return Variants() }
            let message = message(encoding)
            let plain = encoding.frame(message)
            guard isCompressed, message.count >= leastBytes,
                let smaller = compressor.frame(encoding.opcode, message.span, .narrow)
            else { return Variants(plain: plain, compressed: plain) }
            return Variants(plain: plain, compressed: smaller)
        }
        protobuf = variants(.protobuf)
        json = variants(.json)
    }

    subscript(format: MessageFormat) -> [UInt8] {
        let variants =
            switch format.encoding {
            case .protobuf: protobuf
            case .json: json
            }
        return format.isCompressed ? variants.compressed : variants.plain
    }
}

extension Encoding {
    var opcode: Opcode { isText ? .text : .binary }

    /// An encoded message as one WebSocket frame.
    func frame(_ message: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.appendFrame(opcode, message.span)
        return frame
    }

    /// A server message as one WebSocket frame.
    func frame(_ message: WireServerMessage) -> [UInt8] { frame(encode(message)) }

    /// The server message that carries an event or a reply, given as protobuf.
    func message(with payload: [UInt8], as part: WireServerMessage.Part) -> [UInt8] {
        let message = WireServerMessage.protobuf(wrapping: payload, as: part)
        guard self == .json else { return message }
        do {
            return encode(try Encoding.protobuf.decode(WireServerMessage.self, from: message))
        } catch {
            preconditionFailure("a message of our own cannot be read: \(error)")
        }
    }
}
