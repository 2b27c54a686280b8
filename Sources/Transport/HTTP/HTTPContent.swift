/// Bytes that many answers send, without a copy for each.
package final class SharedBytes: Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// The content of an answer.
package enum HTTPContent: Sendable {
    case bytes([UInt8])
    /// A part of what others send as well; retained until it is sent.
    case shared(SharedBytes, Range<Int>)
    /// So many bytes that are not sent: only `HEAD` is answered in this way.
    case unsent(count: Int)

    /// The length in bytes.
    package var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .shared(_, let range): range.count
        case .unsent(let count): count
        }
    }
}
