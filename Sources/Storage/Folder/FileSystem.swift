internal import Glibc

/// The system calls on files that this module uses, with their errors sorted.
enum FileSystem {
    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// Makes a folder and the ones above it, for this user only, and makes their names durable.
    ///
    /// - Throws: `.notWritable`, `.noSpace`, `.ioFailure`.
    static func makeFolder(_ path: String) throws(StorageError) {
        if unsafe mkdir(path, 0o700) == 0 { return try syncFolder(parent(of: path)) }
        switch errno {
        case EEXIST:
            guard isFolder(path) else {
                throw .notWritable(path: path, reason: "it is a file, not a folder")
            }
        case ENOENT where parent(of: path) != path:
            try makeFolder(parent(of: path))
            guard unsafe mkdir(path, 0o700) == 0 else { throw .current(path) }
            try syncFolder(parent(of: path))
        default:
            throw .current(path)
        }
    }

    /// Makes the names in a folder durable.
    static func syncFolder(_ path: String) throws(StorageError) {
        let folder = try File.open(path, O_RDONLY | O_DIRECTORY)
        try folder.sync()
    }

    static func rename(_ old: String, to new: String) throws(StorageError) {
        guard unsafe Glibc.rename(old, new) == 0 else { throw .current(new) }
    }

    /// Removes a file; one that is not there is fine.
    static func remove(_ path: String) throws(StorageError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .current(path) }
    }

    /// The names in a folder, in no order, without `.` and `..`.
    static func names(in path: String) throws(StorageError) -> [String] {
        guard let folder = unsafe opendir(path) else { throw .current(path) }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { start in
                unsafe String(cString: UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

extension StorageError {
    /// The error of the system call that has just failed.
    static func current(_ path: String) -> StorageError {
        let code = errno
        let reason = unsafe String(cString: strerror(code))
        switch code {
        case ENOSPC, EDQUOT: return .noSpace(path: path)
        case EACCES, EPERM, EROFS, ENOTDIR, ENOENT, ELOOP, ENAMETOOLONG:
            return .notWritable(path: path, reason: reason)
        default: return .ioFailure(path: path, reason: reason)
        }
    }
}
