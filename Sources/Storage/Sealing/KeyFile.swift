internal import Glibc
internal import OpenSSLBridge

/// Files with one secret key each, which only their user may read.
enum KeyFile {
    static let byteCount = 32

    /// Reads a key, which is drawn the first time.
    ///
    /// - Parameter folder: Where the file lies.
    /// - Throws: `.exposed` when others may read the file, `.corrupt` when it has not 32 bytes;
    ///   `.notWritable`, `.noSpace`, `.ioFailure`, `.noRandomness`.
    static func load(_ path: String, in folder: String) throws(StorageError) -> [UInt8] {
        if !FileSystem.exists(path) { try make(path, in: folder) }
        return try read(path)
    }

    /// Reads a key that is there.
    static func read(_ path: String) throws(StorageError) -> [UInt8] {
        let file = try File.open(path, O_RDONLY)
        guard try file.mode() & 0o077 == 0 else { throw .exposed(path: path) }
        let bytes = try file.readAll(limitBytes: byteCount + 1)
        guard bytes.count == byteCount else {
            throw .corrupt(file: path, reason: "a key has \(byteCount) bytes")
        }
        return bytes
    }

    /// Whole or not at all: a key that is half written would seal what nobody can open.
    private static func make(_ path: String, in folder: String) throws(StorageError) {
        let bytes: [UInt8]
        do { bytes = try SecureRandom.bytes(byteCount) } catch { throw .noRandomness }
        let part = path + ".part"
        try FileSystem.remove(part)
        do {
            let file = try File.open(part, O_WRONLY | O_CREAT | O_EXCL)
            try file.write(bytes.span, at: 0)
            try file.sync()
        }
        try FileSystem.rename(part, to: path)
        try FileSystem.syncFolder(folder)
    }
}
