internal import Glibc

/// Keeps the data folder to one holder, as long as this object lives.
///
/// The lock belongs to the open file, so a second open in this process is kept out as well, and
/// the system gives it back when the process dies. The C function is flock.
final class FolderLock: Sendable {
    private let file: File

    /// Takes the lock and writes this process's number into its file.
    ///
    /// - Throws: `.inUse` with the holder's number, when it has written it already.
    init(_ layout: FolderLayout) throws(StorageError) {
        let file = try File.open(layout.lockFile, O_RDWR | O_CREAT)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw .current(layout.lockFile) }
            let text = String(decoding: try file.readAll(limitBytes: 20), as: UTF8.self)
            throw .inUse(folder: layout.root, by: Int32(text.prefix { $0.isNumber }))
        }
        try file.truncate(to: 0)
        try file.write(Array("\(getpid())\n".utf8).span, at: 0)
        self.file = file
    }

    /// Gives the folder back before this object goes; later calls do nothing.
    ///
    /// Closing the file would not be enough: a child process that is just being started has a
    /// copy of the descriptor until it executes its program, and with it the lock.
    func release() { _ = flock(file.descriptor, LOCK_UN) }

    deinit { release() }
}
