internal import Glibc

/// A file that is written from front to back; it has its name once it is whole.
final class ExportFile {
    /// Bytes are handed to the system from this many on, and never more than a row beyond.
    static let bufferBytes = 64 << 10

    private let path: String
    private let part: String
    private let file: File
    private var buffer: [UInt8] = []
    private var offset = 0
    /// The most bytes that were waiting in memory.
    private(set) var mostBuffered = 0

    /// - Throws: `.notWritable`, `.noSpace`, `.ioFailure`.
    init(_ path: String) throws(StorageError) {
        self.path = path
        part = path + ".part"
        try FileSystem.remove(part)
        file = try File.open(part, O_WRONLY | O_CREAT | O_EXCL)
    }

    func write(_ text: String) throws(StorageError) {
        buffer += text.utf8
        mostBuffered = max(mostBuffered, buffer.count)
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Makes the file durable and gives it its name.
    func finish() throws(StorageError) {
        try flush()
        try file.sync()
        try FileSystem.rename(part, to: path)
    }

    private func flush() throws(StorageError) {
        let bytes = buffer
        try file.write(bytes.span, at: offset)
        offset += bytes.count
        buffer = []
    }
}
