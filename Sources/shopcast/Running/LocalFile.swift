import Foundation

/// Files that the user names.
enum LocalFile {
    /// Reads a whole file.
    ///
    /// - Throws: When it cannot be read or is longer than `limitBytes`.
    static func read(_ path: String, limitBytes: Int) throws(CommandFailure) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw .local("\(path) cannot be read; is the name right?")
        }
        do {
            let data = try handle.read(upToCount: limitBytes + 1) ?? Data()
            try handle.close()
            guard data.count <= limitBytes else {
                throw CommandFailure.local("\(path) is longer than \(limitBytes) bytes")
            }
            return [UInt8](data)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .local("\(path) cannot be read: \(error.localizedDescription)")
        }
    }

    /// Puts a file in place at once.
    static func write(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .local("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    static func makeFolder(_ path: String) throws(CommandFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .local("\(path) cannot be made: \(error.localizedDescription)")
        }
    }

    /// The names in a folder; none when there is no such folder.
    static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return exists && isFolder.boolValue
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
