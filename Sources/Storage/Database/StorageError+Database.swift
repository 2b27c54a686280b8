internal import GRDB

extension StorageError {
    /// Sorts an error from the database by what can be done about it.
    ///
    /// Source: SQLite, "Result and Error Codes".
    init(_ error: any Error, file: String) {
        if let error = error as? StorageError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .corrupt(file: file, reason: String(describing: error))
            return
        }
        let reason = error.message ?? error.extendedResultCode.description
        switch error.resultCode {
        case .SQLITE_FULL: self = .noSpace(path: file)
        case .SQLITE_IOERR:
            self = .ioFailure(path: file, reason: error.extendedResultCode.description)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(file: file)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(file: file, reason: reason)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self = .notWritable(path: file, reason: reason)
        default: self = .constraint(file: file, reason: reason)
        }
    }
}
