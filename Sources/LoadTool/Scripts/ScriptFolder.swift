import FoundationEssentials

/// Where scenario files are.
package struct ScriptFolder: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// The folder that came with the program: `Scripts/scenarios` or `share/shopcast/scenarios` in the
    /// program's folder or above it.
    package static func find(program: String) -> ScriptFolder? {
        var folder = URL(filePath: program).standardizedFileURL.deletingLastPathComponent()
        while true {
            for name in ["Scripts/scenarios", "share/shopcast/scenarios"] {
                let candidate = folder.appending(path: name).path
                if FileManager.default.fileExists(atPath: "\(candidate)/quiet-shop.json") {
                    return ScriptFolder(path: candidate)
                }
            }
            let above = folder.deletingLastPathComponent()
            guard above.path != folder.path, folder.path != "/" else { return nil }
            folder = above
        }
    }

    /// The scenarios' names, sorted.
    package var names: [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return files.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
    }

    /// Reads a scenario by its name in this folder.
    ///
    /// - Throws: When there is none of this name, or it is not right.
    package func script(named name: String) throws(ScriptError) -> Script {
        guard names.contains(name) else {
            throw ScriptError(
                "there is no scenario “\(name)”; take a file, or one of: "
                    + names.joined(separator: ", "))
        }
        return try Self.script(at: "\(path)/\(name).json")
    }

    /// Reads a scenario file.
    ///
    /// - Throws: When it cannot be read, or is not right; with the file's name.
    package static func script(at path: String) throws(ScriptError) -> Script {
        let file = URL(filePath: path)
        guard let data = try? Data(contentsOf: file) else {
            throw ScriptError("\(path) cannot be read")
        }
        do throws(ScriptError) {
            return try Script(json: data, folder: file.deletingLastPathComponent().path)
        } catch {
            throw ScriptError("\(path): \(error)")
        }
    }
}
