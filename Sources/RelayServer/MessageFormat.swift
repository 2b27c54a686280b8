import WebCodec
import Wire

/// How much a client takes compressed; always without context, so that one result serves many.
enum OutgoingDeflate: Comparable, Sendable {
    /// Nothing: it was not agreed on, or for a smaller window than ours.
    case none
    /// Messages that refer back at most 4 KiB.
    case narrow
    /// Messages that refer back at most 32 KiB.
    case wide

    /// The window of messages that everybody gets who takes any, in bits: events are smaller than
    /// that, and some clients (Python's `websockets`) ask for no more.
    static let narrowWindowBits = 12

    /// - Parameter agreed: What server and client have agreed on, if anything.
    init(_ agreed: DeflateParameters?) {
        switch agreed?.serverWindowBits {
        case 15?: self = .wide
        case (Self.narrowWindowBits...14)?: self = .narrow
        default: self = .none
        }
    }
}

/// What the readers of the same bytes have in common.
struct MessageFormat: Hashable, Sendable {
    let encoding: Encoding
    /// Whether they take compressed messages, at least narrow ones.
    let isCompressed: Bool

    static let all = Set(
        Encoding.allCases.flatMap { encoding in
            [false, true].map { MessageFormat(encoding: encoding, isCompressed: $0) }
        })
}

/// Which clients may have messages compressed, if they ask for it.
package enum CompressionPolicy: String, CaseIterable, Sendable {
    case none
    /// Those who read JSON, which shrinks by a third; protobuf shrinks by a tenth.
    case json
    case all

    func allows(_ encoding: Encoding) -> Bool {
        switch self {
        case .none: false
        case .json: encoding == .json
        case .all: true
        }
    }
}
