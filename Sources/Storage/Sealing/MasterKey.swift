internal import Glibc
internal import OpenSSLBridge

/// The key that wraps the buyers' keys of all shops. It lies in a file of its own beside the
/// databases: a copy of a shop's file alone opens nothing.
package struct MasterKey: Sendable {
    let bytes: [UInt8]

    static let byteCount = 32

    /// Reads the folder's key, which is drawn at the first start.
    ///
    /// - Throws: `.exposed` when others may read the file, `.corrupt` when it has not 32 bytes;
    ///   `.notWritable`, `.noSpace`, `.ioFailure`, `.noRandomness`.
    static func load(_ layout: FolderLayout) throws(StorageError) -> MasterKey {
        let path = layout.masterKey
        if !FileSystem.exists(path) { try make(path, in: layout) }
        let file = try File.open(path, O_RDONLY)
        guard try file.mode() & 0o077 == 0 else { throw .exposed(path: path) }
        let bytes = try file.readAll(limitBytes: byteCount + 1)
        guard bytes.count == byteCount else {
            throw .corrupt(file: path, reason: "a key has \(byteCount) bytes")
        }
        return MasterKey(bytes: bytes)
    }

    /// Whole or not at all: a key that is half written would seal what nobody can open.
    private static func make(_ path: String, in layout: FolderLayout) throws(StorageError) {
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
        try FileSystem.syncFolder(layout.root)
    }
}
