/// Why the data folder or a file in it does not do what was asked.
package enum StorageError: Error, Equatable, Sendable {
    /// Another process, or this one a second time, has the data folder open.
    case inUse(folder: String, by: Int32?)
    /// A later shopcastd wrote the file.
    case newerVersion(file: String, found: Int, supported: Int)
    case notWritable(path: String, reason: String)
    /// The disk, a quota or the file's own page limit is full.
    case noSpace(path: String)
    /// The disk or the file system failed.
    case ioFailure(path: String, reason: String)
    /// Another process kept the database locked longer than `DatabaseFile.busySeconds`.
    case busy(file: String)
    /// The file's bytes contradict themselves.
    case corrupt(file: String, reason: String)
    /// The schema refused a row: a bug of ours.
    case constraint(file: String, reason: String)
    /// The entries to commit do not follow the journal's last one: a bug of ours.
    case outOfSequence(expected: UInt64, found: UInt64)
    /// The read tables have another version's shape; `rebuildReadTables` makes them anew.
    case readTablesOutdated(file: String)
    /// The store was closed before this commit: a bug of ours.
    case closed(file: String)
    /// A key file that others than its user may read.
    case exposed(path: String)
    /// The system gives no random bytes for a key.
    case noRandomness
    case alreadyExists(String)
    case noSuch(String)
}

extension StorageError: CustomStringConvertible {
    /// What is wrong and what to do.
    package var description: String {
        switch self {
        case .inUse(let folder, let process):
            """
            another shopcastd\(process.map { " (process \($0))" } ?? "") uses \(folder); \
            stop it or choose another --data
            """
        case .newerVersion(let file, let found, let supported):
            """
            \(file) has format \(found), and this shopcastd reads formats up to \(supported); \
            start the version that wrote it, or a later one
            """
        case .notWritable(let path, let reason):
            "\(path) cannot be written (\(reason)); give shopcastd's user the right, or choose "
                + "another --data"
        case .noSpace(let path):
            "no space left for \(path); nothing acknowledged is lost; free some space and restart"
        case .ioFailure(let path, let reason):
            "\(path) cannot be read or written (\(reason)); check the disk, then restart"
        case .busy(let file):
            "\(file) stays locked by another process; end it, or try again when it is done"
        case .corrupt(let file, let reason):
            "\(file) is damaged (\(reason)); restore the last backup, and keep the damaged file"
        case .constraint(let file, let reason):
            "\(file) refused what shopcastd wrote (\(reason)); this is a bug, please report it"
        case .outOfSequence(let expected, let found):
            """
            entry \(found) was to be stored where the journal continues with \(expected); \
            this is a bug, please report it
            """
        case .readTablesOutdated(let file):
            "the read tables of \(file) are another version's; rebuild them before writing"
        case .closed(let file):
            "\(file) was closed before the last commit; this is a bug, please report it"
        case .exposed(let path):
            "\(path) can be read by others; run: chmod 600 \(path)"
        case .noRandomness: "the system gives no random bytes; check its entropy source"
        case .alreadyExists(let what): "\(what) exists already; choose another name"
        case .noSuch(let what): "there is no \(what); check the name, or list what there is"
        }
    }
}
