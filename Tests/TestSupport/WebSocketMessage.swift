package import WebCodec

/// A message as tests keep and compare it.
package enum WebSocketMessage: Equatable, Sendable {
    case text([UInt8])
    case binary([UInt8])

    package init(_ kind: MessageKind, _ bytes: Span<UInt8>) {
        switch kind {
        case .text: self = .text(Array(copying: bytes))
        case .binary: self = .binary(Array(copying: bytes))
        }
    }

    package var kind: MessageKind {
        switch self {
        case .text: .text
        case .binary: .binary
        }
    }

    package var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .binary(let bytes): bytes
        }
    }
}
