import Glibc

/// Why a file of the client's cannot be used.
package struct FileProblem: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// The system has no room for another open file just now; the file itself may be fine.
    let isScarcity: Bool

    init(_ description: String) { (self.description, isScarcity) = (description, false) }

    /// Names what errno says now.
    init(errno code: Int32, _ action: String, _ path: String) {
        let text = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { room in
            guard let start = room.baseAddress, unsafe strerror_r(code, start, room.count) == 0
            else { return "error \(code)" }
            return unsafe String(cString: start)
        }
        description = "cannot \(action) \(path): \(text)"
        isScarcity = [EMFILE, ENFILE, ENOMEM].contains(code)
    }
}

/// Small files that only their user may read: folders have mode 0700, files 0600.
enum PrivateFile {
    /// A token, a list of servers; a longer file is not one of ours and is refused.
    static let limitBytes = 1_048_576

    private static let mode: mode_t = 0o600
    private static let folderMode: mode_t = 0o700

    /// Reads a whole file; nil when there is none.
    ///
    /// - Throws: What the system says, or that it is longer than `limitBytes`.
    static func read(_ path: String, limitBytes: Int = limitBytes) throws(FileProblem) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw FileProblem(errno: errno, "read", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var room = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe Glibc.read(descriptor, &room, room.count)
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw FileProblem(errno: errno, "read", path)
            }
            bytes += room[..<count]
            guard bytes.count <= limitBytes else {
                throw FileProblem("\(path) is longer than \(limitBytes) bytes")
            }
        }
    }

    /// Puts a file in place at once: a reader sees the old or the new content, never a part.
    static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
        try makeFolder(of: path)
        let draft = "\(path).new-\(getpid())"
        unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileProblem(errno: errno, "write", draft) }
        do throws(FileProblem) {
            try write(bytes, to: descriptor, path)
            close(descriptor)
        } catch {
            close(descriptor)
            unsafe unlink(draft)
            throw error
        }
        guard unsafe Glibc.rename(draft, path) == 0 else {
            throw FileProblem(errno: errno, "write", path)
        }
    }

    /// Puts a file in place at once; it and its name are on the disk when this returns.
    static func keep(_ bytes: [UInt8], at path: String) throws(FileProblem) {
        let draft = try writeDraft(bytes, beside: path)
        guard unsafe Glibc.rename(draft, path) == 0 else {
            throw FileProblem(errno: errno, "write", path)
        }
        try syncFolder(of: path)
    }

    /// Does something while no other program does, or waits until it may.
    ///
    /// - Parameter path: A file of no content, made if it is not there. The C function is flock.
    static func locked<Value>(
        _ path: String, _ body: () throws(FileProblem) -> Value
    ) throws(FileProblem) -> Value {
        try makeFolder(of: path)
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileProblem(errno: errno, "open", path) }
        defer { close(descriptor) }  // Which lets go of the lock, as a kill does.
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileProblem(errno: errno, "lock", path) }
        }
        return try body()
    }

    /// Removes a file, if it is there, for good.
    static func remove(_ path: String) throws(FileProblem) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw FileProblem(errno: errno, "remove", path)
        }
        try syncFolder(of: path)
    }

    static func rename(_ path: String, to other: String) throws(FileProblem) {
        guard unsafe Glibc.rename(path, other) == 0 || errno == ENOENT else {
            throw FileProblem(errno: errno, "rename", path)
        }
    }

    /// The names in a folder; none when there is no folder.
    static func names(in folder: String) throws(FileProblem) -> [String] {
        guard let stream = unsafe opendir(folder) else {
            if errno == ENOENT { return [] }
            throw FileProblem(errno: errno, "read", folder)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe String(cString: text)
                }
            }
            names.append(name)
        }
        return names
    }

    /// Writes a new file whose bytes are on the disk when this returns; the caller names it.
    private static func writeDraft(
        _ bytes: [UInt8], beside path: String
    ) throws(FileProblem) -> String {
        try makeFolder(of: path)
        let draft = "\(path).new-\(getpid())"
        unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw FileProblem(errno: errno, "write", draft) }
        defer { close(descriptor) }
        do throws(FileProblem) {
            try write(bytes, to: descriptor, path)
            guard fsync(descriptor) == 0 else { throw FileProblem(errno: errno, "write", path) }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        return draft
    }

    /// Whether a name is that of a draft whose program was killed before it was done.
    static func isAbandoned(draft name: String) -> Bool {
        let parts = name.split(separator: ".")
        guard parts.count == 2, parts[1].hasPrefix("new-"),
            let process = pid_t(parts[1].dropFirst("new-".count))
        else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }

    private static func syncFolder(of path: String) throws(FileProblem) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw FileProblem(errno: errno, "write", folder)
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileProblem(errno: errno, "write", folder) }
    }

    /// Adds a line at the end; lines of several programs do not mix.
    static func append(line: String, to path: String) throws(FileProblem) {
        try makeFolder(of: path)
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
        let descriptor = unsafe open(path, flags, mode)
        guard descriptor >= 0 else { throw FileProblem(errno: errno, "write", path) }
        defer { close(descriptor) }
        try write(Array((line + "\n").utf8), to: descriptor, path)
    }

    /// Whether others than the owner may read the file; false when it cannot be told.
    static func isReadableByOthers(_ path: String) -> Bool {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { return false }
        return facts.st_mode & 0o077 != 0
    }

    private static func write(
        _ bytes: [UInt8], to descriptor: Int32, _ path: String
    ) throws(FileProblem) {
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes[start...].withUnsafeBytes { rest in
                unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw FileProblem(errno: errno, "write", path)
            }
            start += count
        }
    }

    private static func makeFolder(of path: String) throws(FileProblem) {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return }
        let folder = String(path[..<slash])
        if unsafe access(folder, F_OK) == 0 { return }
        try makeFolder(of: folder)
        guard unsafe mkdir(folder, folderMode) == 0 || errno == EEXIST else {
            throw FileProblem(errno: errno, "make", folder)
        }
    }
}
