import Foundation
import Testing

/// Keeps the picture of the code true: what the compiler does not check of the layers.
struct LayerTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private struct File: Sendable, CustomTestStringConvertible {
        let path: String
        let text: String
        var testDescription: String { path }
    }

    /// The Swift files below a folder of the repository, generated ones left out.
    private static func files(_ folder: String) -> [File] {
        let base = root.appending(path: folder)
        let names = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String }
        return (names ?? []).filter { $0.hasSuffix(".swift") && !$0.hasSuffix(".pb.swift") }
            .compactMap { name in
                guard
                    let text = try? String(contentsOf: base.appending(path: name), encoding: .utf8)
                else { return nil }
                return File(path: "\(folder)/\(name)", text: text)
            }
    }

    private func imports(_ file: File) -> Set<String> {
        Set(
            file.text.split(separator: "\n").compactMap { line in
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 1 else { return nil }
                return words.last.map(String.init)
            })
    }

    @Test(arguments: ["ShopModel", "ShopCore", "RelayCore", "TerminalScreen", "WebCodec"])
    func `the core imports only the core`(module: String) {
        let allowed: Set<String> = ["ShopModel", "CUtf8proc", "CZlib"]
        let files = Self.files("Sources/\(module)")
        #expect(files.count > 1)
        for file in files {
            #expect(imports(file).subtracting(allowed).isEmpty, "\(file.path)")
        }
    }

    @Test func `screens are made of values alone`() {
        let allowed: Set<String> = ["ShopModel", "TerminalScreen", "Wire"]
        let files = Self.files("Sources/ClientScreen")
        #expect(files.count > 1)
        for file in files {
            #expect(imports(file).subtracting(allowed).isEmpty, "\(file.path)")
        }
    }

    @Test(arguments: [
        ("COpenSSL", "OpenSSLBridge"), ("CZlib", "WebCodec"), ("CTurboJPEG", "PhotoPreparation"),
        ("CChafa", "TerminalPictures"), ("CQREncode", "TerminalPictures"),
        ("CTerminal", "TerminalSession"), ("CUtf8proc", "TerminalScreen"), ("GRDB", "Storage"),
        ("SwiftProtobuf", "Wire"),
    ])
    func `a library stays behind one door`(library: String, module: String) {
        for file in Self.files("Sources") where imports(file).contains(library) {
            let isMapping = library == "SwiftProtobuf" && file.path.contains("/Mapping/")
            // What a server is measured against uses the library as it is.
            let isFloor = file.path.hasPrefix("Sources/raw-bench/Floors/")
            let isHome = file.path.hasPrefix("Sources/\(module)/")
            #expect(isHome || isMapping || isFloor, "\(file.path)")
        }
    }

    @Test func `adapters do not know each other`() {
        let adapters = ["Storage", "Payments", "PhotoPreparation", "TerminalPictures"]
        for adapter in adapters {
            for file in Self.files("Sources/\(adapter)") {
                #expect(imports(file).isDisjoint(with: Set(adapters)), "\(file.path)")
            }
        }
    }

    @Test func `files are read in one go`() {
        for file in Self.files("Sources") + Self.files("Tests") {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 400, "\(file.path) has \(lines.count) lines")
            for (number, line) in lines.enumerated() where line.count > 110 {
                Issue.record("\(file.path):\(number + 1) has \(line.count) columns")
            }
        }
    }
}

/// Keeps the documents true where a machine can tell.
struct DocumentTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    @Test func `the architecture's map names every target`() throws {
        let map = try text("ARCHITECTURE.md")
        let targets = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appending(path: "Sources").path)
        #expect(targets.count > 15)
        for target in targets { #expect(map.contains(target), "\(target) is not on the map") }
    }

    @Test func `the protocol's table names every command and event`() throws {
        let prose = try text("Protocol/README.md")
        for (file, block) in [("commands", "Command"), ("events", "Event")] {
            let schema = try text("Protocol/shopcast/v1/\(file).proto")
            guard let start = schema.range(of: "message \(block) {"),
                let end = schema[start.upperBound...].range(of: "\n}")
            else {
                Issue.record("\(file).proto has no \(block)")
                continue
            }
            let names = schema[start.upperBound..<end.lowerBound].split(separator: "\n")
                .filter { $0.hasPrefix("    ") && $0.contains(" = ") }
                .compactMap { $0.split(separator: " ").dropFirst().first }
            #expect(names.count > 15)
            for name in names {
                #expect(prose.contains("`\(name)`"), "\(name) is not in the prose")
            }
        }
    }
}
