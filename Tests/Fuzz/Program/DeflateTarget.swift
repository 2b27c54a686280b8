@testable import WebCodec

/// Compression: any bytes inflate within the limit or not at all, what we deflate inflates to the
/// same, and negotiation never agrees on more than both sides want.
enum DeflateTarget {
    static func run(_ input: FuzzInput) {
        var input = input
        let mode = input.control()
        switch mode % 3 {
        case 0: inflate(&input)
        case 1: roundTrip(&input)
        default: negotiate(&input)
        }
    }

    // MARK: Inflating

    private static let limitBytes = 4_096

    /// What comes of several messages, in one context or each in its own.
    private static func inflate(
        _ messages: Pieces, bits: Int, keeping: Bool, stepBytes: Int?
    ) -> [Result<[UInt8], InflateError>] {
        var results: [Result<[UInt8], InflateError>] = []
        do throws(InflateError) {
            var inflater = try Inflater.make(windowBits: bits)
            for message in messages {
                let bytes =
                    if let stepBytes {
                        try inflater.inflate(
                            message.span, limitBytes: limitBytes, keepingContext: keeping,
                            stepBytes: stepBytes)
                    } else {
                        try inflater.inflate(
                            message.span, limitBytes: limitBytes, keepingContext: keeping)
                    }
                demand(bytes.count <= limitBytes, "a message stays within its limit")
                results.append(.success(bytes))
            }
        } catch {
            results.append(.failure(error))  // The inflater is not used again.
        }
        return results
    }

    private static func inflate(_ input: inout FuzzInput) {
        let flags = input.control()
        let bits = 8 + Int(flags & 7)
        let keeping = flags & 8 != 0
        let step = 1 + Int(input.control())
        let messages = input.pieces()
        let usual = inflate(messages, bits: bits, keeping: keeping, stepBytes: nil)
        let stepwise = inflate(messages, bits: bits, keeping: keeping, stepBytes: step)
        // zlib follows a distance beyond a smaller window as long as the bytes are in its output.
        demand(bits < 15 || usual == stepwise, "the size of zlib's buffer changes nothing")
    }

    // MARK: There and back

    private static func roundTrip(_ input: inout FuzzInput) {
        let (flags, levels) = (input.control(), input.control())
        let bits = 8 + Int(flags & 7)
        let keeping = flags & 8 != 0
        // Any window that is not smaller will do.
        let receiverBits = min(15, bits + Int(flags >> 4 & 7))
        let messages = input.pieces()
        do {
            var deflater = try Deflater.make(
                windowBits: bits, level: 1 + Int(levels & 15) % 9,
                memoryLevel: 1 + Int(levels >> 4) % 9)
            var inflater = try Inflater.make(windowBits: receiverBits)
            for message in messages {
                let compressed = deflater.compress(message.span, keepingContext: keeping)
                demand(!compressed.isEmpty, "a compressed message has a byte (RFC 7692 §7.2.3.6)")
                let back = try inflater.inflate(
                    compressed.span, limitBytes: message.count, keepingContext: keeping)
                demand(back == message, "what we deflate inflates to the same")
            }
        } catch {
            fatalError("what we deflate inflates: \(error)")
        }
    }

    // MARK: Negotiation

    private static func negotiate(_ input: inout FuzzInput) {
        let wishes = input.controls(2)
        let wish = DeflateParameters(
            serverKeepsContext: wishes[0] & 1 == 0, clientKeepsContext: wishes[0] & 2 == 0,
            serverWindowBits: 8 + Int(wishes[1] & 7), clientWindowBits: 8 + Int(wishes[1] >> 3 & 7))
        let text = String(decoding: input.payload, as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let elements = ExtensionElement.list(lines) else { return }
        for case let offer? in elements.map({ DeflateElement($0) }) {
            demand(read(offer.text) == offer, "an offer is read as it is written: \(offer)")
            let (agreed, answer) = wish.answer(to: offer)
            demand(read(answer.text) == answer, "an answer is read as it is written: \(answer)")
            if offer.serverNoContext {
                demand(answer.serverNoContext, "an answer keeps to the offer (RFC 7692 §7.1.1.1)")
            }
            if let bits = offer.serverWindowBits {
                demand(answer.serverWindowBits ?? 16 <= bits, "the server's window fits the offer")
            }
            demand(
                answer.clientWindowBits == nil || offer.clientWindowBits != nil,
                "an answer names a client's window only when asked (RFC 7692 §7.1.2.2)")
            demand(
                agreed.serverWindowBits <= wish.serverWindowBits
                    && (!agreed.serverKeepsContext || wish.serverKeepsContext),
                "a server agrees on no more than it wants: \(agreed)")
        }
        // The same elements as a server's answer to our offer.
        for case let answer? in elements.map({ DeflateElement($0) }) {
            guard let agreed = wish.agreement(from: answer) else { continue }
            demand(
                agreed.serverWindowBits <= wish.serverWindowBits
                    && agreed.clientWindowBits <= wish.clientWindowBits
                    && (!agreed.serverKeepsContext || wish.serverKeepsContext),
                "a client agrees on no more than it offered: \(agreed)")
        }
        let (agreed, answer) = wish.answer(to: wish.offer)
        demand(wish.agreement(from: answer) == agreed, "two of us agree: \(wish)")
    }

    private static func read(_ text: String) -> DeflateElement? {
        ExtensionElement.list([text])?.first.flatMap { DeflateElement($0) }
    }

    // MARK: Seeds

    static func seeds() -> [[UInt8]] {
        let text = Array(repeating: Array("a bag, a bag and a brown bag. ".utf8), count: 9)
            .flatMap { $0 }
        let headers = [
            "permessage-deflate", "permessage-deflate; client_max_window_bits",
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; server_max_window_bits=9; client_max_window_bits=\"10\", x\ny; z",
        ]
        var deflated: [[UInt8]] = []
        do throws(DeflateError) {
            for level in [1, 6, 9] {
                var deflater = try Deflater.make(windowBits: 9, level: level)
                deflated.append(deflater.compress(text.span))
            }
        } catch {
            fatalError("there is memory: \(error)")
        }
        // A stored block, and a final block with something behind it.
        deflated += [[0, 3, 0, 252, 255, 1, 2, 3], [0x4B, 0x04, 0x00, 0x4A, 0x04, 0x00]]
        let cuts: [UInt8] = [1, 0, 4]
        return deflated.map { $0.with(controls: [0, 15, 7] + cuts) }
            + [[UInt8](), [1], text].map { $0.with(controls: [1, 9, 0x36] + cuts) }
            + headers.map { Array($0.utf8).with(controls: [2, 0, 0x2D]) }
    }
}
