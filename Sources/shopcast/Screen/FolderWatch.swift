import ClientScreen
import Foundation

/// Looks into a folder for pictures that a phone's sync program puts there.
///
/// It looks again and again instead of being told, for network folders tell nobody. A file counts
/// when its size is the same at two looks, and what was there at the start is old.
struct FolderWatch {
    static let interval = Duration.seconds(2)
    /// Files of a folder that are looked at; a larger folder is no inbox.
    static let fileLimit = 10_000

    let folder: String
    private var known: Set<String>
    private var sizes: [String: Int] = [:]

    init(_ folder: String) {
        self.folder = folder
        known = Set(Self.pictures(in: folder))
    }

    /// Tells of new pictures until its task is cancelled.
    static func run(_ folder: String, into mailbox: ScreenMailbox) async {
        var watch = FolderWatch(folder)
        while !Task.isCancelled {
            try? await Task.sleep(for: interval)
            let found = watch.look()
            if !found.isEmpty { mailbox.post(.found(found)) }
        }
    }

    /// The paths of pictures that are complete since the last look, by name.
    mutating func look() -> [String] {
        let names = Self.pictures(in: folder)
        known.formIntersection(names)
        var found: [String] = []
        for name in names.sorted() where !known.contains(name) {
            let path = "\(folder)/\(name)"
            guard let size = Self.size(path), size > 0 else { continue }
            if sizes[name] == size {
                known.insert(name)
                found.append(path)
                sizes[name] = nil
            } else {
                sizes[name] = size
            }
        }
        return found
    }

    private static func pictures(in folder: String) -> [String] {
        LocalFile.names(in: folder).prefix(fileLimit).filter { name in
            let name = name.lowercased()
            return !name.hasPrefix(".") && (name.hasSuffix(".jpg") || name.hasSuffix(".jpeg"))
        }
    }

    private static func size(_ path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int
    }
}
