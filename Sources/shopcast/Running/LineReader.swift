import Dispatch
import Glibc

/// Lines of standard input, read when they are asked for; whoever writes faster has to wait.
struct LineReader {
    /// A longer line is cut into several, in bytes.
    static let limitBytes = 65_536

    private var buffer: [UInt8] = []
    private var hasEnded = false

    /// The next line without its end; nil when there are no more.
    mutating func next() async -> String? {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeFirst(end + 1) }
                return String(decoding: buffer[..<end], as: UTF8.self)
            }
            if hasEnded || buffer.count >= Self.limitBytes {
                guard !buffer.isEmpty else { return nil }
                defer { buffer = [] }
                return String(decoding: buffer, as: UTF8.self)
            }
            let chunk = await Self.readChunk()
            buffer += chunk
            hasEnded = chunk.isEmpty
        }
    }

    /// Blocks a thread of its own; the C function is read(2). Empty at the end, and on an error.
    private static func readChunk() async -> [UInt8] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var room = [UInt8](repeating: 0, count: 4096)
                var count = 0
                repeat {
                    count = unsafe read(STDIN_FILENO, &room, room.count)
                } while count < 0 && errno == EINTR
                continuation.resume(returning: Array(room.prefix(max(0, count))))
            }
        }
    }
}
