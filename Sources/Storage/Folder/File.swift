internal import Glibc

/// Owns one file descriptor.
struct File: ~Copyable {
    let descriptor: Int32
    let path: String

    private init(adopting descriptor: Int32, path: String) {
        (self.descriptor, self.path) = (descriptor, path)
    }

    deinit { close(descriptor) }

    /// - Parameter flags: As for open(2); `O_CLOEXEC` is added, and new files are this user's only.
    /// - Throws: `.notWritable`, `.noSpace`, `.ioFailure`.
    static func open(_ path: String, _ flags: Int32) throws(StorageError) -> File {
        let descriptor = unsafe Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .current(path) }
        return File(adopting: descriptor, path: path)
    }

    func size() throws(StorageError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .current(path) }
        return Int(status.st_size)
    }

    /// Who may do what with it, as for chmod(2).
    func mode() throws(StorageError) -> mode_t {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .current(path) }
        return status.st_mode & 0o777
    }

    /// When the file's bytes changed last, in nanoseconds since 1970.
    func changedNanoseconds() throws(StorageError) -> Int64 {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .current(path) }
        return Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    /// - Parameter size: In bytes.
    func truncate(to size: Int) throws(StorageError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw .current(path) }
    }

    /// The C function is fsync.
    func sync() throws(StorageError) {
        guard fsync(descriptor) == 0 else { throw .current(path) }
    }

    /// Writes all bytes. On an error some of them may have been written.
    ///
    /// - Parameter offset: In bytes from the file's start.
    func write(_ bytes: Span<UInt8>, at offset: Int) throws(StorageError) {
        var done = 0
        while done < bytes.count {
            let start = done
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe pwrite(
                    descriptor, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start,
                    off_t(offset + start))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .current(path) }
            done += count
        }
    }

    /// Reads the whole file, at most `limitBytes` of it.
    func readAll(limitBytes: Int) throws(StorageError) -> [UInt8] {
        try read(0..<min(try size(), limitBytes))
    }

    /// Reads some bytes; fewer than asked for when the file ends before.
    func read(_ range: Range<Int>) throws(StorageError) -> [UInt8] {
        var failure: StorageError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { place, filled in
            while filled < range.count {
                let count = unsafe pread(
                    descriptor, place.baseAddress.map { unsafe $0 + filled },
                    range.count - filled, off_t(range.lowerBound + filled))
                if count < 0, errno == EINTR { continue }
                if count < 0 { failure = .current(path) }
                guard count > 0 else { return }
                filled += count
            }
        }
        if let failure { throw failure }
        return bytes
    }
}
