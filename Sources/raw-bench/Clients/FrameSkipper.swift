/// Finds the messages in what a server sends, and steps over their payloads.
///
/// The load has to be cheaper than the server: nothing but a frame's head and the first eight
/// bytes of its payload, a time stamp, is looked at.
struct FrameSkipper {
    /// A frame's head as long as it can be, and the stamp (RFC 6455 §5.2).
    private static let lookBytes = 10 + 8
    private static let binary: UInt8 = 0x82

    /// Payload bytes of the current frame that are still to come.
    private var rest = 0
    /// The beginning of a frame that did not arrive in one piece.
    private var carry: [UInt8] = []

    /// Messages that have arrived whole.
    private(set) var messages = 0
    private(set) var bytes = 0
    /// Whether something else than a binary message has come, a close frame most likely.
    private(set) var isOver = false

    /// Takes what has arrived; `found` gets the stamp of each message that begins.
    mutating func take(_ arrived: UnsafeRawBufferPointer, _ found: (UInt64) -> Void) {
        var index = 0
        bytes += arrived.count
        while index < arrived.count {
            if rest > 0 {
                let skipped = min(rest, arrived.count - index)
                (rest, index) = (rest - skipped, index + skipped)
                if rest == 0 { messages += 1 }
            } else if carry.isEmpty, arrived.count - index >= Self.lookBytes {
                let look = unsafe UnsafeRawBufferPointer(rebasing: arrived[index...])
                guard let taken = unsafe begin(look, found) else { return }
                index += taken
            } else {
                carry.append(unsafe arrived[index])
                index += 1
                let taken = unsafe carry.withUnsafeBytes { unsafe begin($0, found) }
                if taken != nil { carry.removeAll(keepingCapacity: true) }
            }
        }
    }

    /// Reads a frame's head and stamp; how many bytes they have, nil while they are incomplete.
    private mutating func begin(
        _ bytes: UnsafeRawBufferPointer, _ found: (UInt64) -> Void
    ) -> Int? {
        guard bytes.count >= 2 else { return nil }
        if unsafe bytes[0] != Self.binary { isOver = true }
        var (head, payload) = (2, unsafe Int(bytes[1]))
        if payload >= 126 {
            head = payload == 126 ? 4 : 10
            guard bytes.count >= head else { return nil }
            payload = 0
            for index in 2..<head { payload = payload << 8 | (unsafe Int(bytes[index])) }
        }
        let stamp = min(8, payload)
        guard bytes.count >= head + stamp else { return nil }
        if stamp == 8 {
            found(unsafe bytes.loadUnaligned(fromByteOffset: head, as: UInt64.self))
        }
        rest = payload - stamp
        if rest == 0 { messages += 1 }
        return head + stamp
    }
}
