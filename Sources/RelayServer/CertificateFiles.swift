import Glibc

/// The files of one certificate: its chain and its key, both PEM.
package struct CertificateFiles: Equatable, Sendable {
    package let certificate: String
    package let key: String

    package init(certificate: String, key: String) {
        (self.certificate, self.key) = (certificate, key)
    }

    /// The self-signed certificate in a server's data folder.
    package static func own(in folder: String) -> CertificateFiles {
        CertificateFiles(
            certificate: folder + "/" + ServerIdentity.certificateName,
            key: folder + "/tls-key.pem")
    }

    /// What tells whether one of several files has been changed or replaced.
    static func stamps(of files: [CertificateFiles]) -> [FileStamp?] {
        files.flatMap { [FileStamp.read($0.certificate), FileStamp.read($0.key)] }
    }
}

/// What changes when a file is written, replaced, or reached by another link (stat(2)).
struct FileStamp: Equatable, Sendable {
    var device: UInt64 = 0
    var inode: UInt64 = 0
    var bytes: Int64 = 0
    var modifiedSeconds = 0
    var modifiedNanoseconds = 0

    /// The stamp of the file that a path leads to; `nil` when there is none.
    static func read(_ path: String) -> FileStamp? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return FileStamp(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            bytes: Int64(status.st_size), modifiedSeconds: status.st_mtim.tv_sec,
            modifiedNanoseconds: status.st_mtim.tv_nsec)
    }
}

/// Decides when changed files are worth a try.
///
/// Files are written one after the other and not at once, so a change counts when two looks in a
/// row have found the same. What failed is not tried again before it changes.
struct CertificateWatch: Equatable, Sendable {
    /// What the last try found, whether it went well or not.
    private var tried: [FileStamp?]
    private var seen: [FileStamp?]

    /// - Parameter stamps: Those before the files were first read.
    init(_ stamps: [FileStamp?]) { (tried, seen) = (stamps, stamps) }

    /// Takes what a look has found; true when the files are to be read now.
    mutating func look(_ stamps: [FileStamp?]) -> Bool {
        defer { seen = stamps }
        guard stamps != tried, stamps == seen else { return false }
        tried = stamps
        return true
    }

    /// Somebody has asked for the files to be read, whatever they are.
    mutating func force(_ stamps: [FileStamp?]) { (tried, seen) = (stamps, stamps) }
}
